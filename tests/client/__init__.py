"""Tests of widget/client and its callers."""
