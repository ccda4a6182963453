"""Reports of people on whatever they can see, and what staff make of them (FEATURES 123)."""
