"""Many rows at once, by COPY."""
