"""The channels, each with a real counterpart."""
