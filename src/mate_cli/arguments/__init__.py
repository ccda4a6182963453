"""Which arguments each command takes."""
