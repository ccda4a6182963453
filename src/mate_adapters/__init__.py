"""Everything that touches the world: a folder per technology, implementing ports of the core."""
