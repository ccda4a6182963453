"""Refusals of searches."""

from __future__ import annotations

from mate_core.shared.errors import TooMany


class TooManyOrigins(TooMany):
    code = "search.too_many_origins"
    message = "You have searched from too many places; go on where you are, or try again later."
