"""What people wait for, measured: one file a measurement, one table of limits, one registry."""
