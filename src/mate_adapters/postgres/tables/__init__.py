"""The schema as SQLAlchemy Core sees it: names and types for building statements.

Constraints, indexes, triggers and views live in the migrations; a test compares the two.
"""
