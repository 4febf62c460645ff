"""Real browsers against the running product; every page runs on both interpreters."""
