"""Durable work: the only package that knows DBOS."""
