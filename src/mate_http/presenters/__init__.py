"""From the core's values to the wire's, and from bodies to commands; no rule lives here."""
