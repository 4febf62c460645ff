"""What `build.py` runs once the environment stands: building, serving, testing, measuring."""
