"""Leads (people who ask to be called back) and tickets (what the visitor sees of them)."""
