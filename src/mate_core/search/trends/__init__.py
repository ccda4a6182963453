"""A corner of search: who is booked and looked at lately."""
