"""What makes a lead look like a machine's: recorded with it, never a reason to lose it."""
