"""How the use cases are put together, floor by floor; `mate_adapters.container` is the whole."""
