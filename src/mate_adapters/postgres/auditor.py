"""The books, added up by the database in one snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.statement import Statement
from mate_core.payments.books.ports import Books


def _statement(text: str) -> Statement:
    return Statement(sa.text(text))


_ONE_SNAPSHOT: Final = _statement("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_COUNTS: Final = _statement(
    """
    SELECT (SELECT count(*) FROM journal_entries), (SELECT count(*) FROM postings),
           (SELECT count(*) FROM escrow_holdings),
           (SELECT coalesce(sum(amount), 0)::bigint FROM postings)
    """
)
_ACCOUNTS: Final = _statement(
    """
    SELECT account || coalesce(':' || provider, '') AS name, sum(amount)::bigint
    FROM postings GROUP BY name ORDER BY name
    """
)
_UNBALANCED: Final = _statement(
    """
    SELECT reference || ' is off by ' || coalesce(sum(amount), 0) || ' VND'
    FROM journal_entries LEFT JOIN postings ON entry_id = id
    GROUP BY id, reference HAVING coalesce(sum(amount), 0) <> 0 OR count(entry_id) < 2
    ORDER BY reference
    """
)
_WALLETS: Final = _statement(
    """
    WITH shown AS (
        SELECT account, user_id AS owner_id, amount FROM wallets,
        LATERAL (VALUES ('available', balance), ('held', pending_balance),
                        ('withdrawing', withdrawing), ('receivable', receivable))
                AS balance (account, amount)
    ), posted AS (
        SELECT account, owner_id, sum(amount)::bigint AS amount FROM postings
        WHERE owner_id IS NOT NULL GROUP BY account, owner_id
    )
    SELECT account || ':' || owner_id || CASE
        WHEN shown.amount IS NULL
        THEN ' has postings of ' || posted.amount || ' VND and no wallet'
        ELSE ' shows ' || shown.amount || ' VND, its postings sum to '
             || coalesce(posted.amount, 0) || ' VND' END
    FROM shown FULL JOIN posted USING (account, owner_id)
    WHERE shown.amount IS DISTINCT FROM coalesce(posted.amount, 0)
    ORDER BY account, owner_id
    """
)
_ESCROWS: Final = _statement(
    """
    WITH moved AS (
        SELECT subject_id AS id,
               coalesce(sum(amount) FILTER (WHERE kind = 'hold'), 0)::bigint AS held,
               coalesce(-sum(amount) FILTER (WHERE kind = 'settlement'), 0)::bigint AS settled,
               count(DISTINCT journal_entries.id) FILTER (WHERE kind = 'settlement') AS times
        FROM journal_entries JOIN postings ON entry_id = journal_entries.id
        WHERE kind IN ('hold', 'settlement') AND account = 'held' GROUP BY subject_id
    ), lines AS (
        SELECT escrow_id AS id, sum(subtotal + service_fee)::bigint AS amount
        FROM escrow_lines GROUP BY escrow_id
    ), compared AS (
        SELECT id, status, escrow.amount, coalesce(lines.amount, 0) AS of_lines,
               coalesce(held, 0) AS held, coalesce(settled, 0) AS settled,
               coalesce(times, 0) AS times
        FROM escrow_holdings AS escrow FULL JOIN moved USING (id) LEFT JOIN lines USING (id)
    )
    SELECT CASE WHEN amount IS NULL
        THEN held || ' VND held, ' || settled || ' VND settled for no escrow (' || id || ')'
        ELSE 'escrow ' || id || ' of ' || amount || ' VND is ' || status || ': ' || held
             || ' VND held, ' || settled || ' VND settled in ' || times
             || ', lines of ' || of_lines || ' VND' END
    FROM compared
    WHERE amount IS NULL OR held <> amount OR of_lines <> amount
       OR (settled, times) <> (CASE status WHEN 'HELD' THEN 0 ELSE amount END,
                               CASE status WHEN 'HELD' THEN 0 ELSE 1 END)
    ORDER BY id
    """
)
_SUSPENSE: Final = _statement(
    """
    SELECT (SELECT coalesce(sum(amount), 0) FROM postings WHERE account = 'suspense')::bigint
         - (SELECT coalesce(sum(amount), 0) FROM suspense_items WHERE closed_at IS NULL)::bigint
    """
)
_CAPTURES: Final = _statement(
    """
    WITH posted AS (
        SELECT subject_id AS id,
               coalesce(-sum(amount) FILTER (WHERE kind IN ('deposit', 'suspense')), 0)::bigint
                   AS came,
               coalesce(sum(amount) FILTER (WHERE kind NOT IN ('deposit', 'suspense')), 0)::bigint
                   AS went
        FROM journal_entries JOIN postings ON entry_id = journal_entries.id
        WHERE account = 'gateway' AND kind IN (
            'deposit', 'suspense', 'refund_done', 'suspense_returned', 'chargeback')
        GROUP BY subject_id
    ), captured AS (
        SELECT intent_id AS id, sum(amount)::bigint AS amount FROM captures GROUP BY intent_id
    )
    SELECT 'attempt ' || id || ': captures of ' || coalesce(captured.amount, 0) || ' VND, '
           || coalesce(came, 0) || ' VND came, ' || coalesce(went, 0) || ' VND went back'
    FROM captured FULL JOIN posted USING (id)
    WHERE coalesce(captured.amount, 0) <> coalesce(came, 0)
       OR coalesce(went, 0) > coalesce(came, 0)
    ORDER BY id
    """
)
_RETURNED: Final = _statement(
    """
    WITH taken AS (
        SELECT capture_id AS id, sum(amount)::bigint AS amount FROM (
            SELECT capture_id, amount FROM refunds WHERE status <> 'REFUSED'
            UNION ALL SELECT capture_id, amount FROM chargebacks) AS parts
        GROUP BY capture_id
    )
    SELECT 'capture ' || id || ' of ' || captures.amount || ' VND shows ' || returned
           || ' VND going back, its refunds and chargebacks sum to '
           || coalesce(taken.amount, 0) || ' VND'
    FROM captures LEFT JOIN taken USING (id)
    WHERE returned <> coalesce(taken.amount, 0) ORDER BY id
    """
)
# What stands behind a personal account: every kind of row is one part, and all add up.
_BEHIND: Final = """
    WITH behind AS (
        SELECT owner_id, sum(amount)::bigint AS amount FROM ({parts}) AS parts GROUP BY owner_id
    )
    SELECT '{column}:' || user_id || ' shows ' || wallets.{column}
           || ' VND, the rows behind it sum to ' || coalesce(behind.amount, 0) || ' VND'
    FROM wallets LEFT JOIN behind ON owner_id = user_id
    WHERE wallets.{column} <> coalesce(behind.amount, 0) ORDER BY user_id
"""
_OPEN_REFUNDS: Final = """
    SELECT payer_id AS owner_id, amount FROM refunds
    WHERE status NOT IN ('DONE', 'REFUSED', 'BY_BANK') AND suspense_id IS NULL
"""
_OWED_CHARGEBACKS: Final = """
    SELECT payer_id AS owner_id, -owed AS amount FROM chargebacks WHERE written_off_at IS NULL
"""
_OPEN_WITHDRAWALS: Final = """
    SELECT user_id AS owner_id, amount FROM withdrawals
    WHERE status IN ('REQUESTED', 'APPROVED', 'EXPORTED')
"""
_WITHDRAWING_PARTS: Final = (_OPEN_REFUNDS, _OPEN_WITHDRAWALS)
_RECEIVABLE_PARTS: Final = (_OWED_CHARGEBACKS,)
_BANK: Final = _statement(
    """
    WITH posted AS (
        SELECT coalesce(sum(amount), 0)::bigint AS amount
        FROM journal_entries JOIN postings ON entry_id = journal_entries.id
        WHERE account = 'bank' AND kind IN (
            'withdrawal_paid', 'withdrawal_returned', 'refund_payout_paid',
            'refund_payout_returned')
    ), paid AS (
        SELECT coalesce(sum(amount), 0)::bigint AS amount FROM withdrawals WHERE status = 'PAID'
    )
    SELECT 'withdrawals moved ' || posted.amount || ' VND at the bank, those paid sum to '
           || paid.amount || ' VND'
    FROM posted, paid WHERE posted.amount <> paid.amount
    """
)


def _behind(column: str, parts: Sequence[str]) -> Statement:
    return _statement(_BEHIND.format(column=column, parts=" UNION ALL ".join(parts)))


_WITHDRAWING: Final = _behind("withdrawing", _WITHDRAWING_PARTS)
_RECEIVABLE: Final = _behind("receivable", _RECEIVABLE_PARTS)


class PostgresAuditor:
    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    async def books(self) -> Books:
        session = Session(self._pool)
        await session.open()
        try:
            session.write(_ONE_SNAPSHOT)
            entries, postings, escrows, sum_of_postings = (await session.rows(_COUNTS))[0]
            accounts = [(name, amount) for name, amount in await session.rows(_ACCOUNTS)]
            return Books(
                entries=entries,
                postings=postings,
                escrows=escrows,
                sum_of_postings=sum_of_postings,
                accounts=accounts,
                unbalanced_entries=_sentences(await session.rows(_UNBALANCED)),
                wallet_differences=_sentences(await session.rows(_WALLETS)),
                escrow_differences=_sentences(await session.rows(_ESCROWS)),
                suspense_difference=(await session.rows(_SUSPENSE))[0][0],
                capture_differences=[
                    *_sentences(await session.rows(_CAPTURES)),
                    *_sentences(await session.rows(_RETURNED)),
                ],
                withdrawing_differences=_sentences(await session.rows(_WITHDRAWING)),
                receivable_differences=_sentences(await session.rows(_RECEIVABLE)),
                bank_differences=_sentences(await session.rows(_BANK)),
            )
        finally:
            await session.close()


def _sentences(rows: Sequence[Row]) -> list[str]:
    return [row[0] for row in rows]
