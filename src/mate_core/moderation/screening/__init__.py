"""Texts that others read: what may not stand there, and what staff look at first (VIETNAM V15)."""
