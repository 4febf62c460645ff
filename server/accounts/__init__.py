"""Accounts (tenants), their people, and the sessions of those who are logged in."""
