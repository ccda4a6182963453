"""Everything that touches the world: one folder per technology, each implementing ports of the core."""
