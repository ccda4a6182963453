"""One booking's whole life, played over real HTTP."""
