"""Demo people, made by the real services."""
