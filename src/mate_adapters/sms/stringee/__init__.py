"""Stringee: SMS and calls of its REST API."""
