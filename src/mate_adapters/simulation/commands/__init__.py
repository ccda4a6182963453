"""Everything that somebody can do, each a small class of plain data with one `run`."""
