"""Short cuts to people with sessions and addresses."""

from __future__ import annotations

from mate_core.shared.actor import Actor
from mate_core.shared.contact import EmailAddress, PhoneNumber
from tests.unit.world import PASSWORD, World


async def logged_in(world: World, phone: PhoneNumber) -> Actor:
    """That person, in a session of his own."""
    tokens = await world.app.login.login(phone.e164, PASSWORD)
    return await world.app.sessions.authenticate(tokens.access_token)


async def moved_to(world: World, actor: Actor, address: PhoneNumber | EmailAddress) -> None:
    """The account has that verified address from now on."""
    challenge_id = await world.app.addresses.change(actor, address, PASSWORD)
    await world.app.addresses.confirm(actor, challenge_id, await world.code_sent_to(address))


with_email = moved_to
