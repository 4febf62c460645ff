"""The server, one file a package or promise."""
