"""Values and ports that every context stands on."""
