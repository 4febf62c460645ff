"""Campaigns: their files, their texts, what they inherit."""
