"""The Litestar application: translates between the wire and the core, decides nothing."""
