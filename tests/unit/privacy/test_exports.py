"""A copy of everything: complete, one's own only, written in small pieces."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from mate_adapters.memory.workshop import png
from mate_core.privacy.archive import PIECE, archive
from mate_core.privacy.consents import TEXTS, Language, Purpose
from mate_core.privacy.errors import TooManyExports
from mate_core.privacy.ports import Attachment, Collection
from mate_core.privacy.rights import RightsKind
from mate_core.profiles.service import ProfileChanges
from mate_core.shared.actor import Actor
from mate_core.shared.errors import Forbidden, NotFound
from tests.unit.media.test_intake import received
from tests.unit.world import World

Files = Mapping[str, Any]


async def exported(world: World, person: Actor) -> Files:
    link = await world.app.exports.request(person)
    raw = b"".join([piece async for piece in await world.app.exports.open(link.token)])
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        assert packed.testzip() is None
        return {name: json.loads(packed.read(name)) for name in packed.namelist()}


async def test_archive_holds_a_file_for_each_thing_we_know(
    world: World, user: Actor, partner: Actor
) -> None:
    await world.completed(user, partner)
    await world.app.rights.ask(user, RightsKind.ACCESS, "mine")
    await world.app.consents.grant(user, Purpose.TERMS, version=1, language=Language.VI)
    files = await exported(world, user)

    assert set(files) == {
        f"{name}.json"
        for name in (
            *(
                "account",
                "sessions",
                "uploads",
                "consents",
                "privacy-requests",
                "blocks",
                "bans",
                "profile",
            ),
            *("identity-checks", "partner-listing", "partner-calendar", "partner-weekly-hours"),
            *("listing-reviews", "reports"),
            *("wallet", "money-movements", "bank-account", "withdrawals", "bookings"),
            *("reviews-written", "reviews-received", "review-reports"),
        )
    }
    assert files["account.json"][0]["phone"].startswith("+84")
    assert files["profile.json"][0]["date_of_birth"]
    assert files["consents.json"][0]["digest"] == TEXTS[Purpose.TERMS].digest(Language.VI)
    assert len(files["money-movements.json"]) >= 2
    assert files["bookings.json"][0]["status"] == "COMPLETED"


async def test_archive_names_the_place_and_the_day_of_its_codes(world: World, user: Actor) -> None:
    await world.app.profiles.change(user, ProfileChanges(commune_code="26743"))
    (profile,) = (await exported(world, user))["profile.json"]

    assert profile["address"]["commune"]["name"] == "Phường Bến Thành"
    assert profile["address"]["edition"] == "2025-07-01"


async def test_nobody_elses_data_is_inside_a_counterpart_is_a_name(
    world: World, user: Actor, partner: Actor
) -> None:
    booking = await world.completed(user, partner)
    async with world.store.open_read() as uow:
        account = await uow.users.get(partner.user_id)
        name = (await uow.profiles.get(partner.user_id)).shown_name
    files = await exported(world, user)
    text = json.dumps(files, ensure_ascii=False)

    assert files["bookings.json"][0]["with"] == name
    assert str(partner.user_id) not in text
    assert str(account.phone) not in text
    (theirs,) = (await exported(world, partner))["bookings.json"]
    assert theirs["code"] == booking.code
    assert theirs["note"] is None  # the user's note is the user's
    assert theirs["place"] is None


async def test_link_works_for_a_day_and_only_with_its_token(world: World, user: Actor) -> None:
    link = await world.app.exports.request(user)
    assert link.expires_at - world.now == timedelta(hours=24)
    with pytest.raises(NotFound):
        await world.app.exports.open("x" * 43)

    world.pass_time(timedelta(hours=24))
    with pytest.raises(NotFound):
        await world.app.exports.open(link.token)


async def test_three_links_a_day(world: World, user: Actor) -> None:
    for _ in range(3):
        await world.app.exports.request(user)
    with pytest.raises(TooManyExports):
        await world.app.exports.request(user)
    world.pass_time(timedelta(days=1, seconds=1))
    await world.app.exports.request(user)


async def test_staff_make_a_link_for_somebody_with_a_record(world: World, user: Actor) -> None:
    staff = await world.support()
    with pytest.raises(Forbidden):
        await world.app.exports.request_for(user, user.user_id, reason="me")
    await world.app.exports.request_for(staff, user.user_id, reason="letter of 3 March")

    (record,) = await world.app.staff_accounts.audit_of(staff, user.user_id)
    assert record.action == "privacy.export"


async def test_archive_comes_in_pieces_of_bounded_size_files_included(world: World) -> None:
    async def rows() -> AsyncIterator[Mapping[str, Any]]:
        for number in range(20_000):
            yield {"number": number, "noise": f"{number * 2654435761 % 2**64:x}"}

    async def pieces() -> AsyncIterator[bytes]:
        for number in range(200):
            yield bytes((number * place * place) % 251 for place in range(5_000))

    async def attachments() -> AsyncIterator[Attachment]:
        yield Attachment("media/photo.jpg", pieces())

    made = [
        piece async for piece in archive([Collection("many", rows())], attachments(), at=world.now)
    ]

    assert len(made) > 3
    assert max(map(len, made)) < 2 * PIECE
    with zipfile.ZipFile(io.BytesIO(b"".join(made))) as packed:
        assert len(json.loads(packed.read("many.json"))) == 20_000
        assert len(packed.read("media/photo.jpg")) == 1_000_000


async def test_ones_own_files_are_inside_and_nobody_elses(world: World, user: Actor) -> None:
    mine = await received(world, user, data=png(640, 480))
    await received(world, await world.user())
    link = await world.app.exports.request(user)
    raw = b"".join([piece async for piece in await world.app.exports.open(link.token)])

    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        (listed,) = json.loads(packed.read("uploads.json"))
        files = [name for name in packed.namelist() if name.startswith("files/")]
        assert files == [listed["file"]]
        assert mine.key in listed["file"]
        assert len(packed.read(listed["file"])) == listed["bytes"]
