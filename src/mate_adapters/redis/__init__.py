"""What processes share through Redis. Nothing here is the truth: a flush loses no money."""
