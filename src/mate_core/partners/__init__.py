"""Partners and their calendar: published slots, blocks, reservations."""
