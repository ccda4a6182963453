"""Passwords, keyed hashes and tokens."""
