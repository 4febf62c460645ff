"""The state machine, its turns, and its stories told with real carriers."""
