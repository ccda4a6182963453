"""Numbers of registration and login."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from mate_core.identity.tries import Backoff, Quota, Watch

_SECOND, _MINUTE, _HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TryLimits:
    """How often secrets may be guessed at, by whom (RULES 24)."""

    login: Backoff = Backoff(free=5, first=_SECOND, longest=15 * _MINUTE, memory=_HOUR)
    """One name, from one address."""
    login_of_address: Quota = Quota(allowed=100, period=10 * _MINUTE)
    """All names, from one address: many people share the address of a mobile network."""
    login_of_device: Backoff = Backoff(free=10, first=_SECOND, longest=5 * _MINUTE, memory=_HOUR)
    """One name, on a device on which that person has logged in before."""
    siege: Watch = Watch(usual=50, period=_HOUR)
    """Wrong tries at one name from everywhere: beyond it a device that its owner never used needs a
    code beside the right password. So many addresses at once gain nothing, and shut out nobody."""
    password: Backoff = Backoff(free=5, first=_SECOND, longest=15 * _MINUTE, memory=_HOUR)
    """The password asked for again, in one session."""
    second_step: Backoff = Backoff(free=5, first=30 * _SECOND, longest=15 * _MINUTE, memory=_HOUR)
    second_step_of_all: Backoff = Backoff(
        free=20, first=30 * _SECOND, longest=15 * _MINUTE, memory=24 * _HOUR
    )


@dataclass(frozen=True, slots=True)
class CodeLimits:
    """What keeps strangers from sending messages on our account, beyond the limits of an address.

    Pumping uses many numbers of one range, whose codes nobody enters.
    """

    of_caller: Quota = Quota(allowed=60, period=_HOUR)
    """Codes that one network address asks for, to whatever address."""
    sms_an_hour: int = 3_000
    """Text messages with codes in any hour, on the whole platform: a cap on what they cost."""
    watched: int = 50
    """Of so many last codes of a range of numbers ..."""
    least_entered: int = 10
    """... so many must have been entered, or its next codes are called and not texted."""


@dataclass(frozen=True, slots=True)
class IdentityPolicy:
    """`tries` and `codes` None count nothing, for the embedded profile."""

    code_lifetime: timedelta = timedelta(minutes=5)
    code_tries: int = 5
    codes_per_ten_minutes: int = 3
    codes_per_day: int = 10
    tries: TryLimits | None = field(default_factory=TryLimits)
    codes: CodeLimits | None = field(default_factory=CodeLimits)
    second_step_lifetime: timedelta = timedelta(minutes=5)
    staff_second_factor: bool = True
    """Whether staff without a second factor can do nothing but enroll one."""
    issuer: str = "Mate Social"
    """What authenticator apps call us."""
    role_proposal_lifetime: timedelta = timedelta(days=1)
    notice_lifetime: timedelta = timedelta(days=1)
    """How long a word about one's account is worth sending."""
    access_lifetime: timedelta = timedelta(minutes=15)
    refresh_lifetime: timedelta = timedelta(days=7)
    password_length: tuple[int, int] = (8, 128)
    adult_age: int = 18
    oldest_age: int = 120
