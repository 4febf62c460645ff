"""The wire protocol of docs/architecture.md: what widgets ask of the server."""
