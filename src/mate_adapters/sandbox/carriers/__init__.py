"""Stand-ins for the vendors of messages, each in its own protocol."""
