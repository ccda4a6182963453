"""Routes: read the body, call one use case, present what it answers."""
