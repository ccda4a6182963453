"""Search at a hundred thousand and at a million partners, beside the original document's query."""
