"""Who takes part: pair `n` is one user and one partner, known by number alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

import psycopg

from mate_core.identity.model import AccessClaims
from mate_core.identity.ports import TokenSigner
from mate_core.shared.actor import Actor, Role
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import SessionId, UserId
from mate_core.shared.time import from_local, local_day

RATE: Final = 199_999
"""VND an hour."""
DEPOSIT: Final = 5_000_000
"""VND in every user's wallet."""
HALF_HOURS: Final = 6
CENTRE: Final = Coordinates(10.7769, 106.7009)
SPREAD_KM: Final = 40
"""Partners live in a square of this side around the centre."""

_KIND: Final = 1 << 32
_USER, _PARTNER, _USER_SESSION, _PARTNER_SESSION, _ENTRY, _SLOT = (
    kind * _KIND for kind in range(1, 7)
)
DAYS_OPEN: Final = 3


def _id(number: int) -> UUID:
    return UUID(f"00000000-0000-7000-8000-{number:012x}")


@dataclass(frozen=True, slots=True)
class Pair:
    n: int

    @property
    def user(self) -> Actor:
        return Actor(UserId(_id(_USER + self.n)), Role.USER)

    @property
    def partner(self) -> Actor:
        return Actor(UserId(_id(_PARTNER + self.n)), Role.PARTNER)

    def user_token(self, signer: TokenSigner, at: datetime) -> str:
        return _token(signer, self.user, _id(_USER_SESSION + self.n), at)

    def partner_token(self, signer: TokenSigner, at: datetime) -> str:
        return _token(signer, self.partner, _id(_PARTNER_SESSION + self.n), at)


def _token(signer: TokenSigner, actor: Actor, session: UUID, at: datetime) -> str:
    return signer.sign_access(
        AccessClaims(
            user_id=actor.user_id,
            session_id=SessionId(session),
            epoch=0,
            role=actor.role,
            kyc_verified=False,
            issued_at=at,
            expires_at=at + timedelta(minutes=15),
            token_id=session,
        )
    )


@dataclass(frozen=True, slots=True)
class Meeting:
    """When all meet: tomorrow at nine in Viet Nam, for three hours."""

    day: date
    start: datetime

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=30 * HALF_HOURS)


def meeting_after(at: datetime) -> Meeting:
    day = local_day(at) + timedelta(days=1)
    return Meeting(day, from_local(day, time(9)))


def populate(dsn: str, pairs: int, *, at: datetime, days_open: int = DAYS_OPEN) -> None:
    """Users with money and sessions, verified partners with open days; then tidy statistics.

    Partners are open from 8 to 22 in Viet Nam; sessions live for a month more than that.
    """
    first_day = from_local(meeting_after(at).day, time(8))
    with psycopg.connect(dsn, autocommit=True) as connection:
        with connection.transaction():
            for statement in _STATEMENTS:
                connection.execute(
                    statement,
                    {
                        "pairs": pairs,
                        "at": at,
                        "user": _USER,
                        "partner": _PARTNER,
                        "user_session": _USER_SESSION,
                        "partner_session": _PARTNER_SESSION,
                        "entry": _ENTRY,
                        "slot": _SLOT,
                        "deposit": DEPOSIT,
                        "rate": RATE,
                        "lat": CENTRE.latitude,
                        "lng": CENTRE.longitude,
                        "spread": SPREAD_KM / 111.195,
                        "first_day": first_day,
                        "days": days_open,
                    },
                )
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


# The ids are numbers in disguise; a person of either kind is `kind + n`.
_STATEMENTS: Final = (
    """
    CREATE FUNCTION pg_temp.bench_id(bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
        SELECT ('00000000-0000-7000-8000-' || lpad(to_hex($1), 12, '0'))::uuid $$
    """,
    """
    INSERT INTO users (id, phone, password_hash, role, status, kyc_status, capabilities,
                       phone_verified_at, session_epoch, created_at, updated_at)
    SELECT pg_temp.bench_id(kind + n), '+84' || series || lpad(n::text, 7, '0'), 'unusable',
           role, 'ACTIVE', 'NONE', '{}', %(at)s, 0, %(at)s, %(at)s
    FROM generate_series(0, %(pairs)s - 1) AS n,
         (VALUES (%(user)s, 90, 'USER'), (%(partner)s, 91, 'PARTNER')) AS k (kind, series, role)
    """,
    """
    INSERT INTO profiles (user_id, full_name, display_name, bio, date_of_birth, city, languages,
                          interests, talents, version, created_at, updated_at)
    SELECT pg_temp.bench_id(kind + n), 'Nguyễn Văn ' || n, 'Bạn ' || n,
           'Thích đi dạo, xem phim và cà phê cuối tuần.', '1998-05-20', 'Thành phố Hồ Chí Minh',
           '{vi,en}', '{music,film}', '{}', 0, %(at)s, %(at)s
    FROM generate_series(0, %(pairs)s - 1) AS n, (VALUES (%(user)s), (%(partner)s)) AS k (kind)
    """,
    """
    INSERT INTO wallets (user_id, balance, pending_balance, withdrawing, receivable)
    SELECT pg_temp.bench_id(kind + n), balance, 0, 0, 0
    FROM generate_series(0, %(pairs)s - 1) AS n,
         (VALUES (%(user)s, %(deposit)s), (%(partner)s, 0)) AS k (kind, balance)
    """,
    """
    INSERT INTO sessions (id, user_id, device_info, created_at, expires_at)
    SELECT pg_temp.bench_id(kind + n), pg_temp.bench_id(person + n), 'bench', %(at)s,
           %(at)s + (%(days)s + 30) * interval '1 day'
    FROM generate_series(0, %(pairs)s - 1) AS n,
         (VALUES (%(user_session)s, %(user)s), (%(partner_session)s, %(partner)s))
             AS k (kind, person)
    """,
    """
    INSERT INTO payment_intents (id, purpose, provider, payer_id, amount, merchant_reference,
                                 payer_ip, status, external_transaction_id, created_at,
                                 expires_at, completed_at)
    SELECT pg_temp.bench_id(%(entry)s + n), 'DEPOSIT', 'vnpay', pg_temp.bench_id(%(user)s + n),
           %(deposit)s, 'bench-' || n, '127.0.0.1', 'SUCCEEDED', 'bench-' || n, %(at)s, %(at)s,
           %(at)s
    FROM generate_series(0, %(pairs)s - 1) AS n
    """,
    """
    INSERT INTO captures (id, intent_id, provider, external_transaction_id, payer_id, amount,
                          captured_at)
    SELECT id, id, provider, external_transaction_id, payer_id, amount, created_at
    FROM payment_intents
    """,
    """
    INSERT INTO journal_entries (id, transaction_code, reference, kind, created_at, subject_id)
    SELECT pg_temp.bench_id(%(entry)s + n), 'TXN-' || lpad(n::text, 12, '0'),
           'deposit:vnpay:bench-' || n, 'deposit', %(at)s, pg_temp.bench_id(%(entry)s + n)
    FROM generate_series(0, %(pairs)s - 1) AS n
    """,
    """
    INSERT INTO postings (entry_id, line_no, account, owner_id, provider, amount, memo, created_at)
    SELECT pg_temp.bench_id(%(entry)s + n), line_no, account,
           CASE WHEN provider IS NULL THEN pg_temp.bench_id(%(user)s + n) END, provider, amount,
           '', %(at)s
    FROM generate_series(0, %(pairs)s - 1) AS n,
         (VALUES (0, 'gateway', 'vnpay', -%(deposit)s), (1, 'available', NULL, %(deposit)s))
             AS k (line_no, account, provider, amount)
    """,
    """
    INSERT INTO partner_profiles (user_id, hourly_rate, minimum_half_hours, service_types, bio,
                                  base_lat, base_lng, city, travel_buffer_minutes, is_available,
                                  verified_at, created_at, updated_at, listing)
    SELECT pg_temp.bench_id(%(partner)s + n), %(rate)s, 6, '{coffee,movie,walking}',
           'Thích đi dạo, xem phim và cà phê cuối tuần.',
           %(lat)s + ((n * 7919 %% 10007) / 10007.0 - 0.5) * %(spread)s,
           %(lng)s + ((n * 104729 %% 10009) / 10009.0 - 0.5) * %(spread)s,
           'Thành phố Hồ Chí Minh', 30, true, %(at)s, %(at)s, %(at)s, 'APPROVED'
    FROM generate_series(0, %(pairs)s::bigint - 1) AS n
    """,
    """
    INSERT INTO availability_slots (id, partner_id, period, status, created_at)
    SELECT pg_temp.bench_id(%(slot)s + n * %(days)s + d), pg_temp.bench_id(%(partner)s + n),
           tstzrange(%(first_day)s + d * interval '1 day',
                     %(first_day)s + d * interval '1 day' + interval '14 hours'),
           'available', %(at)s
    FROM generate_series(0, %(pairs)s::bigint - 1) AS n,
         generate_series(0, %(days)s - 1) AS d
    """,
)
