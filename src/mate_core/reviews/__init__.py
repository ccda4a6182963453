"""Two-way reviews of a meeting, blind until both have written or the window closes."""
