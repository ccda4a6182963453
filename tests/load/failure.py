"""What went wrong with the load itself, not with what it measures."""

from __future__ import annotations


class LoadFailed(Exception):
    """Something answered otherwise than it must, or did not answer."""
