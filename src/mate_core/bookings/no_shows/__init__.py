"""No-shows: one side reports that the other did not come."""
