"""Invented people, as many as one wants: believable, and the same for the same seed."""
