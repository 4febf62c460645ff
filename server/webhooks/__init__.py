"""Signed word of every change of a lead to the systems of the account."""
