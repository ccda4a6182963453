"""Everything the core needs of the world, in memory: for tests and for the simulation.

Each adapter passes the same contract suite as its real counterpart.
"""
