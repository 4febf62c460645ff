"""Lead qualification: a prospect is called, called again, written to, until the lead is decided."""
