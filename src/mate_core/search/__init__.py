"""Finding partners near a place, without ever learning where they live (RULES 25)."""
