"""`mate keys`: which keys sign tokens, and another one in front of them."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime
from typing import Final

from mate_adapters.setting_values import TokenKeys
from mate_adapters.settings_schema import Settings
from mate_adapters.token_keys import FILE, is_kept_by_us, keep, ring_of, rotated
from mate_cli.configuration import read_settings
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.tables import table

KEEP_DAYS: Final = 90
"""How long a former key must go on verifying: a credential for alarms lives to the end of the last
booking of a device that was never renewed, 60 days ahead, 14 long and a day over."""


def listing(args: Namespace, console: Console) -> int:
    settings = read_settings(args)
    ring = ring_of(settings)
    console.answer(_document(ring, settings), _lines(ring, settings))
    return Exit.OK


def rotate(args: Namespace, console: Console) -> int:
    settings = read_settings(args)
    ring = rotated(ring_of(settings), on=datetime.now(UTC).date())
    ours = is_kept_by_us(settings)
    if args.dry_run:
        document = _document(ring, settings) | {"kept": False, "dryRun": True}
        console.answer(document, _lines(ring, settings))
        return Exit.OK
    if ours:
        console.confirm(f"Sign with the new key {ring.ids[0]} from now on?", assumed=args.yes)
        keep(settings.home, ring)
    document = _document(ring, settings) | {"kept": ours, "dryRun": False}
    if not ours:
        document["first"] = f"MATE_TOKEN_KEYS={_behind(ring)}"
        document["then"] = f"MATE_TOKEN_KEYS={ring.text}"
    console.answer(document, [*_lines(ring, settings), "", *_what_next(ring, ours=ours)])
    return Exit.OK


def _what_next(ring: TokenKeys, *, ours: bool) -> list[str]:
    after = (
        f"Nobody is logged out. Drop the former keys after {KEEP_DAYS} days, not before: alarms of"
        " devices that were logged out are signed with them."
    )
    if ours:
        return ["Start every process again to sign with it.", after]
    return [
        "Where several processes run, give this to all of them first, so that they can read it:",
        f"MATE_TOKEN_KEYS={_behind(ring)}",
        "Then this, and start every process again:",
        f"MATE_TOKEN_KEYS={ring.text}",
        after,
    ]


def _behind(ring: TokenKeys) -> str:
    """The same ring while its newest key only verifies."""
    newest, _, former = ring.text.partition(",")
    return f"{former},{newest}"


def _document(ring: TokenKeys, settings: Settings) -> dict[str, object]:
    keys = [{"id": key_id, "signs": key_id == ring.ids[0]} for key_id in ring.ids]
    return {"keys": keys, "source": _source(settings)}


def _lines(ring: TokenKeys, settings: Settings) -> list[str]:
    rows = [
        (key_id, "signs and verifies" if key_id == ring.ids[0] else "verifies")
        for key_id in ring.ids
    ]
    return [*table(("KEY", "USE"), rows), f"from {_source(settings)}"]


def _source(settings: Settings) -> str:
    if settings.token_keys is not None:
        return "MATE_TOKEN_KEYS"
    return str(settings.home / FILE) if is_kept_by_us(settings) else "MATE_SECRET_KEY"
