"""The domain of Mate Social and its use cases: standard library only, no I/O, no own clock."""
