"""`/privacy`: consents and requests about one's own data; the copy, and the end of an account."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.params import FromPath, RequestBody
from litestar.response import Stream

from mate_core.privacy.consents import Purpose
from mate_http import device_cookies, refresh_cookies
from mate_http.access import Access
from mate_http.options import HttpOptions
from mate_http.presenters import privacy as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.privacy import (
    CloseBody,
    Closing,
    ConsentStateBody,
    ConsentStates,
    ExportLinkBody,
    GrantBody,
    ReopenBody,
    RightsBody,
    RightsRequestBody,
    RightsRequests,
)

RESTRICTED: Final = Access.RESTRICTED
_PRIVATE: Final = {
    "Content-Disposition": 'attachment; filename="mate-social-data.zip"',
    "Cache-Control": "no-store",
}


class PrivacyController(Controller):
    path = "/privacy"
    tags = ("Privacy",)

    @get("/consents", **route(RESTRICTED, "listConsents", "What I have agreed to"))
    async def consents(self, request: ApiRequest) -> ConsentStates:
        """Every purpose with its present text; agreement to an earlier text does not count."""
        states = await request.use_cases.consents.mine(request.user)
        return ConsentStates(items=[present.consent_state(state) for state in states])

    @post(
        "/consents", **route(RESTRICTED, "giveConsent", "Agree to a text", body=True, errors=(409,))
    )
    async def grant(self, request: ApiRequest, data: RequestBody[GrantBody]) -> ConsentStateBody:
        return present.consent_state(
            await request.use_cases.consents.grant(
                request.user, data.purpose, version=data.version, language=data.language
            )
        )

    @delete(
        "/consents/{purpose:str}",
        **route(RESTRICTED, "withdrawConsent", "Withdraw a consent", errors=(404, 409, 422)),
    )
    async def withdraw(self, request: ApiRequest, purpose: FromPath[Purpose]) -> ConsentStateBody:
        """Holds from the next request on."""
        return present.consent_state(
            await request.use_cases.consents.withdraw(request.user, purpose)
        )

    @post(
        "/requests",
        **route(RESTRICTED, "askForRights", "Ask something about my data", status=201, body=True,
                errors=(409,)),
    )  # fmt: skip
    async def ask(self, request: ApiRequest, data: RequestBody[RightsBody]) -> RightsRequestBody:
        """The answer says by when we must acknowledge and answer it."""
        return present.rights_request(
            await request.use_cases.rights.ask(request.user, data.kind, data.details)
        )

    @get(
        "/requests", **route(RESTRICTED, "listMyRightsRequests", "What I have asked, newest first")
    )
    async def requests(self, request: ApiRequest) -> RightsRequests:
        mine = await request.use_cases.rights.mine(request.user)
        return RightsRequests(items=[present.rights_request(each) for each in mine])

    @get(
        "/requests/{request_id:uuid}",
        **route(RESTRICTED, "getMyRightsRequest", "One of my requests", errors=(404,)),
    )
    async def one(self, request: ApiRequest, request_id: FromPath[UUID]) -> RightsRequestBody:
        return present.rights_request(
            await request.use_cases.rights.show_mine(request.user, request_id)
        )


class OwnDataController(Controller):
    path = "/users/me"
    tags = ("Users",)

    @delete("/", **route(RESTRICTED, "closeAccount", "Close my account", status=202, body=True,
                         errors=(409,)))  # fmt: skip
    async def close(self, request: ApiRequest, data: RequestBody[CloseBody]) -> Response[Closing]:
        """Hidden and logged out at once; closed for good when no booking and no money is open.

        Until then `POST /auth/reopen` takes it back.
        """
        closure = await request.use_cases.closing.close(request.user, data.password)
        options: HttpOptions = request.app.state.options
        return Response(present.closing(closure), cookies=[refresh_cookies.empty(options)])

    @get(
        "/export", **route(RESTRICTED, "exportMyData", "A link to a copy of my data", errors=(429,))
    )
    async def export(self, request: ApiRequest) -> ExportLinkBody:
        """Valid for 24 hours, three a day. The archive is made while it is downloaded."""
        options: HttpOptions = request.app.state.options
        link = await request.use_cases.exports.request(request.user)
        return present.export_link(link, public_url=options.public_url)


class ReopeningController(Controller):
    path = "/auth"
    tags = ("Auth",)

    @post(
        "/reopen",
        **route(Access.PUBLIC, "reopenAccount", "Keep an account that is being closed", status=204,
                body=True, errors=(401,)),
    )  # fmt: skip
    async def reopen(self, request: ApiRequest, data: RequestBody[ReopenBody]) -> None:
        """Log in afterwards. Refused alike for every other account and for a wrong password."""
        origin = device_cookies.origin_of(request)
        await request.use_cases.closing.reopen(data.identifier, data.password, origin)


class ExportsController(Controller):
    path = "/exports"
    tags = ("Privacy",)

    @get(
        "/{token:str}",
        media_type="application/zip",
        **route(Access.PUBLIC, "downloadExport", "The copy behind a link", errors=(404,)),
    )
    async def download(self, request: ApiRequest, token: FromPath[str]) -> Stream:
        """A ZIP with a JSON file for each kind of thing we know, and the files of the person."""
        pieces = await request.use_cases.exports.open(token)
        return Stream(pieces, media_type="application/zip", headers=dict(_PRIVATE))
