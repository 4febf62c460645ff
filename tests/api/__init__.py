"""Tests of the API as others use it: the documented examples, and its description."""
