"""The server: accounts, kiosks, leads, their live streams and the sales people's console."""
