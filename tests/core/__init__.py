"""Tests of widget/core."""
