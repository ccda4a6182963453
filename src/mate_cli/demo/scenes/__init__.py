"""The steps of the story, by act."""
