"""What the build made, served with the compression and caching it was made for."""
