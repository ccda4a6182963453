"""`/auth`: accounts, one-time codes and sessions."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.params import FromPath, RequestBody

from mate_core.identity.errors import SecondStepNeeded
from mate_core.identity.session_tokens import Tokens
from mate_core.shared.errors import NotAuthenticated
from mate_core.shared.ids import ChallengeId, SessionId
from mate_core.shared.limits import RateClass
from mate_http import device_cookies, refresh_cookies
from mate_http.access import Access
from mate_http.options import HttpOptions
from mate_http.presenters import users as present
from mate_http.requests import ApiRequest
from mate_http.routes import logging_in, route
from mate_http.schemas.auth import (
    CodeSent,
    Devices,
    ForgotBody,
    LoggedIn,
    LoginBody,
    RefreshBody,
    RegisterBody,
    Registered,
    ResendBody,
    ResetBody,
    SecondStep,
    Verified,
    VerifyBody,
)
from mate_http.throttle import RATE

RESTRICTED: Final = Access.RESTRICTED
PUBLIC: Final = Access.PUBLIC


class AuthController(Controller):
    opt = {RATE: RateClass.AUTH}  # noqa: RUF012 - Litestar declares it on the instance
    path = "/auth"
    tags = ("Auth",)

    @post(
        "/register",
        **route(PUBLIC, "register", "Open an account", status=202, body=True, errors=(429,)),
    )
    async def register(self, request: ApiRequest, data: RequestBody[RegisterBody]) -> Registered:
        """A code goes to the phone or e-mail; the answer is the same for known addresses."""
        wish = present.registration(data, request.use_cases.reader)
        done = await request.use_cases.registration.register(
            wish, device_cookies.origin_of(request, data.device_token)
        )
        return Registered(user_id=done.user_id, challenge_id=done.challenge_id)

    @post("/verify-otp", **route(PUBLIC, "verifyOtp", "Enter the code", body=True, errors=(409,)))
    async def verify(self, request: ApiRequest, data: RequestBody[VerifyBody]) -> Verified:
        """Activates the account. Wrong, used, expired and unknown codes are refused alike."""
        challenge_id = ChallengeId(data.challenge_id)
        user_id = await request.use_cases.registration.verify(challenge_id, data.code)
        return Verified(user_id=user_id)

    @post(
        "/resend-otp",
        **route(PUBLIC, "resendOtp", "Ask for another code", status=202, body=True, errors=(429,)),
    )
    async def resend(self, request: ApiRequest, data: RequestBody[ResendBody]) -> CodeSent:
        """Use the new `challengeId`; the old code stops working."""
        challenge_id = ChallengeId(data.challenge_id)
        return CodeSent(
            challenge_id=await request.use_cases.registration.resend(
                challenge_id, caller=request.caller_address
            )
        )

    @post(
        "/forgot-password",
        **route(PUBLIC, "forgotPassword", "A code for a new password", status=202, body=True),
    )
    async def forgot(self, request: ApiRequest, data: RequestBody[ForgotBody]) -> CodeSent:
        """The answer is the same for known and unknown addresses."""
        address = request.use_cases.reader.either(data.identifier, field="identifier")
        return CodeSent(
            challenge_id=await request.use_cases.passwords.forgot(
                address, caller=request.caller_address
            )
        )

    @post(
        "/reset-password",
        **route(PUBLIC, "resetPassword", "Set a new password", status=204, body=True),
    )
    async def reset(self, request: ApiRequest, data: RequestBody[ResetBody]) -> None:
        """Every session ends, and the account's other addresses are told."""
        await request.use_cases.passwords.reset(
            ChallengeId(data.challenge_id), data.code, data.password
        )

    @post("/login", **logging_in(route(PUBLIC, "login", "Log in", body=True, errors=(401,))))
    async def login(
        self, request: ApiRequest, data: RequestBody[LoginBody]
    ) -> Response[LoggedIn] | Response[SecondStep]:
        """The refresh token comes as a cookie; with `X-Client: native` in the body as well.

        Who has a second factor gets 202 and goes on at `totp/verify`; so does an unknown device
        while many guess at the name, with a code that is sent.
        """
        origin = device_cookies.origin_of(request, data.device_token)
        try:
            tokens = await request.use_cases.login.login(data.identifier, data.password, origin)
        except SecondStepNeeded as needed:
            step = SecondStep(
                step_token=needed.step_token,
                expires_in=needed.lifetime_s,
                challenge_id=needed.challenge_id,
            )
            return Response(step, status_code=202)
        return with_cookies(request, tokens)

    @post("/refresh", **route(PUBLIC, "refresh", "Renew the session", body=True, errors=(401, 403)))
    async def refresh(
        self, request: ApiRequest, data: RequestBody[RefreshBody | None] = None
    ) -> Response[LoggedIn]:
        """By cookie or by body. A token shown twice closes the session: it was stolen."""
        if data is not None:
            token = data.refresh_token
        else:
            token = request.cookies.get(refresh_cookies.NAME, "")
            if not token:
                raise NotAuthenticated
            refresh_cookies.require_own_page(request, _options(request))
        return with_cookies(request, await request.use_cases.sessions.refresh(token))

    @get("/sessions", **route(RESTRICTED, "listSessions", "Where I am logged in"))
    async def sessions(self, request: ApiRequest) -> Devices:
        """Last used first; devices that only can raise an alarm too."""
        devices = await request.use_cases.devices.mine(request.user)
        return Devices(items=[present.device(each) for each in devices])

    @delete(
        "/sessions/{session_id:uuid}",
        **route(RESTRICTED, "removeSession", "Log a device out", status=204, errors=(404,)),
    )
    async def remove(self, request: ApiRequest, session_id: FromPath[UUID]) -> None:
        """Within a second; it cannot raise an alarm any more either."""
        await request.use_cases.devices.remove(request.user, SessionId(session_id))

    @post("/logout", **route(RESTRICTED, "logout", "Log out", status=204))
    async def logout(self, request: ApiRequest) -> Response[None]:
        """Ends this session; its tokens stop working at once."""
        await request.use_cases.sessions.logout(request.user)
        return Response(None, cookies=[refresh_cookies.empty(_options(request))])


def with_cookies(request: ApiRequest, tokens: Tokens) -> Response[LoggedIn]:
    lasts = tokens.refresh_expires_at - request.use_cases.clock.now()
    cookie = refresh_cookies.holding(
        tokens, lifetime_s=max(0, int(lasts.total_seconds())), options=_options(request)
    )
    cookies = [cookie]
    if tokens.device_token:
        cookies.append(device_cookies.holding(tokens.device_token, _options(request)))
    body = present.logged_in(tokens, native=refresh_cookies.is_native(request))
    return Response(body, cookies=cookies)


def _options(request: ApiRequest) -> HttpOptions:
    options: HttpOptions = request.app.state.options
    return options
