"""Stand-ins for vendors of identity checks."""
