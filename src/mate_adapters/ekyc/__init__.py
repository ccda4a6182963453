"""Vendors that look at papers and faces."""
