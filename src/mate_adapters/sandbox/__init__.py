"""Stand-ins for the vendors, and pages for developers. Never part of a production server."""
