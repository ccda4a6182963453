"""`/users/me` beyond the profile: the password, and the addresses of the account."""

from __future__ import annotations

from typing import Final

from litestar import Controller, post, put
from litestar.params import RequestBody

from mate_core.identity.model import Channel
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.ids import ChallengeId
from mate_core.shared.limits import RateClass
from mate_http.access import Access
from mate_http.presenters import users as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.auth import CodeSent
from mate_http.schemas.users import (
    ConfirmAddressBody,
    EmailBody,
    MyAccount,
    PasswordBody,
    PhoneBody,
    VerifyAddressBody,
)
from mate_http.throttle import RATE

RESTRICTED: Final = Access.RESTRICTED


class AccountController(Controller):
    opt = {RATE: RateClass.AUTH}  # noqa: RUF012 - Litestar declares it on the instance
    path = "/users/me"
    tags = ("Users",)

    @put(
        "/password",
        **route(RESTRICTED, "changePassword", "Change my password", status=204, body=True),
    )
    async def password(self, request: ApiRequest, data: RequestBody[PasswordBody]) -> None:
        """Every other session ends; the addresses of the account are told."""
        await request.use_cases.passwords.change(request.user, data.password, data.new_password)

    @put(
        "/phone",
        **route(Access.USER, "changePhone", "Another number", status=202, body=True, errors=(409,)),
    )
    async def phone(self, request: ApiRequest, data: RequestBody[PhoneBody]) -> CodeSent:
        """A code goes to the new number; nothing changes before it is entered."""
        number = request.use_cases.reader.phone(data.phone)
        return await self._change(request, number, data.password)

    @put(
        "/email",
        **route(Access.USER, "changeEmail", "Another e-mail", status=202, body=True, errors=(409,)),
    )
    async def email(self, request: ApiRequest, data: RequestBody[EmailBody]) -> CodeSent:
        """A code goes to the new address; nothing changes before it is entered."""
        address = request.use_cases.reader.email(data.email)
        return await self._change(request, address, data.password)

    async def _change(
        self, request: ApiRequest, address: PhoneNumber | EmailAddress, password: str
    ) -> CodeSent:
        challenge_id = await request.use_cases.addresses.change(request.user, address, password)
        return CodeSent(challenge_id=challenge_id)

    @post(
        "/verify-address",
        **route(
            Access.USER,
            "verifyAddress",
            "A code to my other address",
            status=202,
            body=True,
            errors=(409,),
        ),
    )
    async def verify(self, request: ApiRequest, data: RequestBody[VerifyAddressBody]) -> CodeSent:
        """For the address that was given at registration and got no code then."""
        channel = Channel(data.channel)
        return CodeSent(
            challenge_id=await request.use_cases.addresses.verify(request.user, channel)
        )

    @post(
        "/confirm-address",
        **route(Access.USER, "confirmAddress", "Enter that code", body=True, errors=(409,)),
    )
    async def confirm(
        self, request: ApiRequest, data: RequestBody[ConfirmAddressBody]
    ) -> MyAccount:
        """Only in the session that asked. After a change every other session ends."""
        changed = await request.use_cases.addresses.confirm(
            request.user, ChallengeId(data.challenge_id), data.code
        )
        return present.account(changed)
