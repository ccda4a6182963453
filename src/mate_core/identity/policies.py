"""Numbers of registration and login."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class IdentityPolicy:
    code_lifetime: timedelta = timedelta(minutes=5)
    code_tries: int = 5
    codes_per_ten_minutes: int = 3
    codes_per_day: int = 10
    notice_lifetime: timedelta = timedelta(days=1)
    """How long a word about one's account is worth sending."""
    access_lifetime: timedelta = timedelta(minutes=15)
    refresh_lifetime: timedelta = timedelta(days=7)
    password_length: tuple[int, int] = (8, 128)
    adult_age: int = 18
    oldest_age: int = 120
