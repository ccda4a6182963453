"""`mate seed --partners`: a crowd at the command line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from mate_adapters.addresses.official import OfficialAddressBook
from mate_adapters.crowd.meetings import Past
from mate_adapters.crowd.numbers import CodeBook, PhoneBook, Thing, id_of
from mate_adapters.crowd.people import Crowd, InventedPartner
from mate_adapters.crowd.towns import Country
from mate_adapters.postgres.server import LocalPostgres
from mate_cli.seed.people import PASSWORD
from mate_core.search.criteria import Criteria, Sort
from mate_core.search.model import PageWish
from mate_core.shared.actor import Actor, Role
from mate_core.shared.ids import UserId
from tests.contract.cli_world import CliWorld, make_world

pytestmark = pytest.mark.postgres
SEED, PARTNERS, USERS = 5, 40, 20


@pytest_asyncio.fixture(scope="module")
async def world(
    postgres_server: LocalPostgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[CliWorld]:
    """Forty partners and twenty users."""
    world = await make_world(postgres_server, tmp_path_factory.mktemp("home"), people=False)
    ended = await world.mate(
        *("seed", "--partners", str(PARTNERS), "--users", str(USERS), "--seed", str(SEED))
    )
    assert ended.code == 0, ended.err
    assert PASSWORD in ended.out
    yield world


def invented() -> Sequence[InventedPartner]:
    """The partners of the world, made again."""
    now = datetime.now(UTC)
    past = Past(SEED, USERS, CodeBook(SEED), now)
    crowd = Crowd(SEED, now, "", Country(OfficialAddressBook()), PhoneBook(SEED), past)
    return [crowd.partner(number) for number in range(PARTNERS)]


async def test_invented_people_log_in_with_the_published_password(world: CliWorld) -> None:
    async with world.inside() as runtime:
        application = runtime.application
        user = await application.staff_accounts.find(str(id_of(SEED, Thing.USER, 3)))
        tokens = await application.login.login(str(user.phone), PASSWORD)
        assert tokens.user.id == user.id
        assert (await application.payments.wallet(user.as_actor())).wallet.available.amount == 0


async def test_the_books_balance_with_a_crowd(world: CliWorld) -> None:
    assert (await world.mate("ledger", "verify", "--json")).document["ok"] is True


async def test_the_same_seed_again_is_refused(world: CliWorld) -> None:
    ended = await world.mate("seed", "--partners", "10", "--seed", str(SEED), "--json")
    assert (ended.code, ended.error["code"]) == (1, "seed.already_there")


async def test_another_seed_adds_people_with_a_user_for_five_partners(world: CliWorld) -> None:
    ended = await world.mate("seed", "--partners", "10", "--seed", "6", "--json")
    assert ended.code == 0
    assert (ended.document["partners"], ended.document["users"]) == (10, 2)
    assert ended.document["seed"] == 6


async def test_the_demo_people_come_beside_a_crowd(world: CliWorld) -> None:
    ended = await world.mate("seed", "--json")
    assert ended.code == 0
    assert all(person["isNew"] for person in ended.document["people"])


async def test_ratings_and_search_pass_their_own_proofs(world: CliWorld) -> None:
    reviews = await world.mate("review", "verify", "--json")
    assert reviews.code == 0, reviews.out
    search = await world.mate("search", "verify", "--json")
    assert search.code == 0, search.out


async def test_past_meetings_can_be_looked_at_by_those_who_met(world: CliWorld) -> None:
    meeting = next(each for partner in invented() for each in partner.meetings)
    booking = meeting.booking
    async with world.inside() as runtime:
        application = runtime.application
        for person, role in ((booking.user_id, Role.USER), (booking.partner_id, Role.PARTNER)):
            view = await application.bookings.get(Actor(person, role), booking.id)
            assert view.booking == booking
            assert view.escrow is None
        reader = Actor(UserId(id_of(SEED, Thing.USER, 0)), Role.USER)
        pages = application.review_pages
        shown = await pages.of_partner(reader, booking.partner_id, after=None, limit=50)
    assert meeting.review.id in [each.review.id for each in shown.page.items]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--partners", "2000001"), "seed.count"),
        (("--partners", "-1"), "seed.count"),
        (("--users", "99999999"), "seed.count"),
        (("--partners", "0"), "seed.nobody"),
        (("--seed", "4"), "seed.nobody"),
        (("--partners", "5", "--seed", "-1"), "seed.seed"),
        (("--partners", "5", "--seed", str(1 << 30)), "seed.seed"),
    ],
)
async def test_absurd_wishes_are_refused(
    world: CliWorld, arguments: tuple[str, ...], code: str
) -> None:
    ended = await world.mate("seed", *arguments, "--json")
    assert (ended.code, ended.error["code"]) == (2, code)


async def test_no_crowd_without_a_sandbox(world: CliWorld) -> None:
    ended = await world.mate("seed", "--partners", "5", "--json", MATE_SANDBOX="false")
    assert (ended.code, ended.error["code"]) == (1, "seed.no_sandbox")


async def test_the_read_model_of_search_is_as_a_rebuild_would_make_it(world: CliWorld) -> None:
    async with world.inside() as runtime:
        verified = await runtime.application.search_index.verify()
        assert verified.is_clean, verified


async def test_invented_partners_are_found_by_the_words_of_their_names(world: CliWorld) -> None:
    partner = next(each for each in invented() if each.partner.is_bookable)
    area = partner.partner.base_area
    assert area is not None
    async with world.inside() as runtime:
        searcher = Actor(UserId(id_of(SEED, Thing.USER, 0)), Role.USER)
        wanted = Criteria(area, 10, text=partner.profile.shown_name, sort=Sort.RELEVANCE)
        page = await runtime.application.search.find(searcher, wanted, PageWish(20))
    assert partner.user.id in [card.partner_id for card in page.items]
