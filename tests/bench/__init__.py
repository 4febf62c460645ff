"""What `build.py bench` says and when it fails."""
