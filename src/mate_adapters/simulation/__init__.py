"""A simulated marketplace on the real services: it finds bugs, and answers what-if questions."""
