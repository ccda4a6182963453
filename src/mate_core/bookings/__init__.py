"""Bookings: one meeting from request to settlement. Conducts the calendar and the money."""
