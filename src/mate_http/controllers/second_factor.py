"""`/auth/totp`: the second factor of staff."""

from __future__ import annotations

from litestar import Controller, Response, post
from litestar.params import RequestBody

from mate_core.shared.ids import ChallengeId
from mate_core.shared.limits import RateClass
from mate_http import device_cookies
from mate_http.access import Access
from mate_http.controllers.auth import with_cookies
from mate_http.requests import ApiRequest
from mate_http.routes import answering, route
from mate_http.schemas.auth import (
    EnrollBody,
    Enrolment,
    LoggedIn,
    RecoveryCodes,
    SecondStepBody,
    TotpBody,
)
from mate_http.throttle import RATE

ENROLLING = Access.ENROLLING


class SecondFactorController(Controller):
    opt = {RATE: RateClass.AUTH}  # noqa: RUF012 - Litestar declares it on the instance
    path = "/auth/totp"
    tags = ("Auth",)

    @post(
        "/enroll",
        **route(ENROLLING, "enrollTotp", "A secret for the app", body=True, errors=(409,)),
    )
    async def enroll(self, request: ApiRequest, data: RequestBody[EnrollBody]) -> Enrolment:
        """Staff only. Show `otpauthUri` as a QR code; it counts once `confirm` has seen a code."""
        made = await request.use_cases.second_factors.enroll(request.user, data.password)
        return Enrolment(secret=made.secret, otpauth_uri=made.uri)

    @post(
        "/confirm",
        **route(ENROLLING, "confirmTotp", "The app works", body=True, errors=(409,)),
    )
    async def confirm(self, request: ApiRequest, data: RequestBody[TotpBody]) -> RecoveryCodes:
        """From now on every login asks for a code. The recovery codes are shown this once."""
        codes = await request.use_cases.second_factors.confirm(request.user, data.code)
        return RecoveryCodes(recovery_codes=list(codes))

    @post(
        "/recovery-codes",
        **route(Access.USER, "renewRecoveryCodes", "New recovery codes", body=True, errors=(409,)),
    )
    async def renew(self, request: ApiRequest, data: RequestBody[TotpBody]) -> RecoveryCodes:
        """For a code of the app; the former ones are void."""
        codes = await request.use_cases.second_factors.renew_recovery_codes(request.user, data.code)
        return RecoveryCodes(recovery_codes=list(codes))

    @post(
        "/verify",
        **answering(
            LoggedIn,
            route(Access.PUBLIC, "verifyTotp", "The second step", body=True),
        ),
    )
    async def verify(
        self, request: ApiRequest, data: RequestBody[SecondStepBody]
    ) -> Response[LoggedIn]:
        """A code of the app or a recovery code, each good for one login; answers as a login."""
        origin = device_cookies.origin_of(request, data.device_token)
        challenge_id = ChallengeId(data.challenge_id) if data.challenge_id else None
        tokens = await request.use_cases.login.finish(
            data.step_token, data.code, origin, challenge_id=challenge_id
        )
        return with_cookies(request, tokens)
