"""Slow work at vendors, and housekeeping by the calendar, through SAQ on PostgreSQL."""
