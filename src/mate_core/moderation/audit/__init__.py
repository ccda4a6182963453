"""The audit log: reading it, sealing it, and proving that nobody changed it (FEATURES 78, 125)."""
