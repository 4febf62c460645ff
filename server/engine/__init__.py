"""Durable turns on DBOS, the only package that imports it.

A turn is one short workflow, named by its lead and turn, that waits as a delayed row of the same
database. It has no steps of DBOS's: what a turn has done stands in our own tables, so that one
that runs again finds it there.
"""
