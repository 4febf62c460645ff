"""Who is never contacted again, by account and channel."""
