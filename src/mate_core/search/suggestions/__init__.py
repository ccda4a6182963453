"""A corner of search: whom somebody might like, and why."""
