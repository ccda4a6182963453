"""What travels over the wire, one file for each context."""
