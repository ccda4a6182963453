"""Tax residencies and imported settlement files: both append-only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository
from mate_adapters.postgres.statement import Statement, insert_into, of, query
from mate_adapters.postgres.tables.books import settlement_files, settlement_rows, tax_residencies
from mate_adapters.postgres.tables.columns import BIGINTS, INSTANT, INSTANTS, TEXTS, UUIDS
from mate_core.payments.books.reconciliation import (
    RowStatus,
    SettlementContent,
    SettlementFile,
    SettlementRow,
)
from mate_core.payments.books.taxes import ResidencyRecord
from mate_core.payments.ledger import Provider
from mate_core.payments.policies import Residency
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd
from mate_core.shared.time import Period

_F, _R = settlement_files.c, settlement_rows.c
_ADD_RESIDENCY: Final = Statement(insert_into(tax_residencies))
_IN_FORCE: Final = Statement(
    query(
        """
        SELECT DISTINCT ON (user_id) user_id, residency FROM tax_residencies
        WHERE user_id = ANY (:people) AND since <= :at
        ORDER BY user_id, since DESC
        """,
        people=UUIDS,
        at=INSTANT,
    )
)
_ADD_FILE: Final = Statement(insert_into(settlement_files))
_ADD_ROWS: Final = Statement(
    query(
        """
        INSERT INTO settlement_rows
            (file_id, line_no, provider, external_transaction_id, merchant_reference, amount, fee,
             status, happened_at)
        SELECT :file_id, line_no, :provider, name, reference, amount, fee, status, at
        FROM unnest(:lines, :names, :references, :amounts, :fees, :statuses, :instants)
             AS line (line_no, name, reference, amount, fee, status, at)
        """,
        file_id=sa.Uuid(),
        provider=sa.Text(),
        lines=BIGINTS,
        names=TEXTS,
        references=TEXTS,
        amounts=BIGINTS,
        fees=BIGINTS,
        statuses=TEXTS,
        instants=INSTANTS,
    )
)
_COLUMNS: Final = (
    _R.line_no,
    _R.external_transaction_id,
    _R.merchant_reference,
    _R.amount,
    _R.fee,
    _R.status,
    _R.happened_at,
)
_BY_DIGEST: Final = Statement(
    sa.select(*_F).where(_F.provider == of(_F.provider), _F.digest == of(_F.digest))
)
_OF_FILE: Final = Statement(
    sa.select(*_COLUMNS).where(_R.file_id == of(_R.file_id)).order_by(_R.line_no)
)
_WITHIN: Final = Statement(
    query(
        """
        SELECT line_no, external_transaction_id, merchant_reference, amount, fee, status,
               happened_at
        FROM settlement_rows
        WHERE provider = :provider AND happened_at >= :start AND happened_at < :end
        ORDER BY happened_at, file_id, line_no
        """,
        provider=sa.Text(),
        start=INSTANT,
        end=INSTANT,
    )
)


class PostgresTaxResidencies(Repository):
    __slots__ = ()

    async def add(self, record: ResidencyRecord) -> None:
        self._session.write(
            _ADD_RESIDENCY,
            {
                "user_id": record.person,
                "since": record.since,
                "residency": record.residency,
                "recorded_at": record.recorded_at,
                "recorded_by": record.recorded_by,
                "reason": record.reason,
            },
        )

    async def in_force(
        self, people: Sequence[UserId], *, at: datetime
    ) -> Mapping[UserId, Residency]:
        rows = await self._session.rows(_IN_FORCE, {"people": people, "at": at})
        return {person: Residency(residency) for person, residency in rows}


class PostgresSettlementFiles(Repository):
    __slots__ = ()

    async def add(self, file: SettlementFile) -> None:
        self._session.write(
            _ADD_FILE,
            {
                "id": file.id,
                "provider": file.provider,
                "digest": file.digest,
                "batch": file.content.batch,
                "name": file.name,
                "imported_at": file.imported_at,
                "imported_by": file.imported_by,
            },
        )
        rows = file.content.rows
        self._session.write(
            _ADD_ROWS,
            {
                "file_id": file.id,
                "provider": file.provider,
                "lines": [row.line_no for row in rows],
                "names": [row.vendor_transaction for row in rows],
                "references": [row.merchant_reference for row in rows],
                "amounts": [row.amount.amount for row in rows],
                "fees": [row.fee.amount for row in rows],
                "statuses": [row.status for row in rows],
                "instants": [row.happened_at for row in rows],
            },
        )

    async def by_digest(self, provider: Provider, digest: str) -> SettlementFile | None:
        found = await self._session.row(_BY_DIGEST, {"provider": provider, "digest": digest})
        if found is None:
            return None
        id_, _, _, batch, name, imported_at, imported_by = found
        rows = await self._session.rows(_OF_FILE, {"file_id": id_})
        content = SettlementContent(batch, [_row_of(row) for row in rows])
        return SettlementFile(id_, provider, digest, name, content, imported_at, imported_by)

    async def rows(self, provider: Provider, period: Period) -> Sequence[SettlementRow]:
        values = {"provider": provider, "start": period.start, "end": period.end}
        return [_row_of(row) for row in await self._session.rows(_WITHIN, values)]


def _row_of(row: Row) -> SettlementRow:
    line_no, name, reference, amount, fee, status, at = row
    return SettlementRow(line_no, name, reference, Vnd(amount), Vnd(fee), RowStatus(status), at)
