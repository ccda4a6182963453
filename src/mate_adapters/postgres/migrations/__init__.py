"""Revisions of the schema, oldest first; written by hand, run forwards on a live database."""
