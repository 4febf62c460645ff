"""Events: one table of whatever changed, and the live streams that are fed from it."""
