"""The data map: every column is classified, and the page says what the code does."""

from __future__ import annotations

from pathlib import Path

from mate_adapters.postgres.data_map import INFO, MARK, DataClass, annotate, page
from mate_adapters.postgres.tables.columns import metadata
from mate_core.privacy.retention import RETENTIONS, Kept

PAGE = Path(__file__).parents[3] / "docs" / "privacy.md"


def test_a19_every_column_is_classified_with_purpose_retention_and_readers() -> None:
    annotate()  # raises, naming what nobody has classified

    for table in metadata.sorted_tables:
        for column in table.columns:
            data = column.info[INFO]
            assert data.purpose, column
            assert data.seen_by, column
            assert (data.kept is Kept.NONE) is (data.data is DataClass.PLAIN), column


def test_sensitive_columns_are_hashed_sealed_or_kept_for_a_short_time_or_the_account() -> None:
    for table, columns in annotate().items():
        for name, data in columns.items():
            if data.data is not DataClass.SENSITIVE or "hash" in name or "sealed" in name:
                continue
            short = RETENTIONS[data.kept].kept is not None
            before_it_was_sealed = name == "content"
            assert short or data.kept is Kept.ACCOUNT or before_it_was_sealed, (table, name)


def test_every_retention_is_used_and_every_job_has_columns() -> None:
    used = {data.kept for columns in annotate().values() for data in columns.values()}
    by_rows = {
        Kept.UNVERIFIED_ACCOUNT,
        Kept.UNVERIFIED_CALLBACK,
        Kept.GONE_MEDIA,
    }  # whole rows, by their state
    assert used | by_rows == set(Kept)


def test_page_equals_the_schema() -> None:
    _, mark, drawn = PAGE.read_text(encoding="utf-8").partition(MARK)

    assert mark, "the page has lost the line behind which the map stands"
    again = "redraw it: python -m mate_adapters.postgres.data_map docs/privacy.md"
    assert drawn == page(), again
