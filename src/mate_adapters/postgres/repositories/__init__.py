"""Repositories: statements, and the functions that turn rows into aggregates and back."""
