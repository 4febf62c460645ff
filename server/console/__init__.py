"""The console: where sales people see leads arrive, take them and finish them."""
