"""Tests of what build.py makes and how it makes it."""
