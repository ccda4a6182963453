"""Who is kept apart from whom: blocks between people, and bans of persons by staff."""
