"""Campaigns: how the leads of a service are qualified."""
