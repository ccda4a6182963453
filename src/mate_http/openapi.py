"""The OpenAPI 3.1 document: generated from the routes, completed with what they cannot say."""

from __future__ import annotations

from dataclasses import dataclass, fields
from importlib.metadata import version
from typing import Any, Final

import msgspec
from litestar import Litestar
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, License, OpenAPI, SecurityScheme, Server, Tag

from mate_http.api import api_routes
from mate_http.examples import EXAMPLES
from mate_http.requests import ApiRequest

_DESCRIPTION: Final = """\
Book a companion for a walk, a film, a party, an event or a trip in Viet Nam.

- Money is whole dong (VND). Instants are RFC 3339 with offset; a booking takes a local `date` and
  `startTime` (Asia/Ho_Chi_Minh) and `durationHours` in half-hours.
- Log in at `POST /api/v1/auth/login`, then send `Authorization: Bearer <accessToken>`.
- Errors are `application/problem+json` (RFC 9457) with a stable `code`; `detail` follows
  `Accept-Language` (vi, en).
- Lists answer `items` and `nextCursor`; pass it back as `cursor`.
- `Idempotency-Key` makes a repeated request return the first answer.
- Every answer carries `X-Request-Id`.
"""
_TAGS: Final = {
    "Auth": "Accounts, one-time codes and sessions.",
    "Users": "One's own profile, and what others show.",
    "Blacklist": "People whom one does not want to meet, and who then do not meet one either.",
    "Reports": "Telling staff of what goes against the rules.",
    "Bans": "What a banned person reads of his ban, and says against it.",
    "Privacy": "Consents, requests about one's own data, and a copy of it.",
    "Partners": "Becoming a partner, and the offer.",
    "Calendar": "Slots, weekly hours, free periods, and the private feed.",
    "Search": "Partners near a place.",
    "Addresses": "Provinces and communes of today.",
    "Bookings": "From a quote to a finished meeting.",
    "Reviews": "What people say of each other after a meeting, both blind until the reveal.",
    "Disputes": "Meetings that went wrong: no-shows, disputes, leaving for safety.",
    "Payments": "The wallet, and paying for bookings.",
    "Gateways": "Where payment gateways call, and where they send the payer.",
    "Messages": "Where vendors of SMS, calls and e-mail report what became of messages.",
    "KYC": "Proof of identity and age.",
    "Admin": "What staff do; every command needs a reason.",
    "Upload": "Files on their way in.",
    "Media": "Where uploaded files are read.",
    "Health": "For load balancers.",
}
_REQUEST_ID: Final = {
    "description": "The name of this request, in our logs too; send your own if you like.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,64}$"},
}
_FORMS: Final = {
    "/upload/image": ("file",),
    "/upload/video": ("file",),
    "/upload/avatar": ("file",),
    "/upload/kyc-document": ("file",),
    "/kyc/upload-id-card": ("front", "back"),
    "/kyc/upload-video": ("video",),
    "/kyc/upload-selfie": ("selfie",),
}
"""Files by the names of their fields."""
_RETRY_AFTER: Final = {"description": "Seconds to wait.", "schema": {"type": "integer"}}


@dataclass
class Document(OpenAPI):
    """The generated document; `to_schema()` gives the completed one as JSON values."""

    def to_schema(self) -> dict[str, Any]:
        return _completed(msgspec.to_builtins(super().to_schema(), str_keys=True))


def describe(public_url: str) -> Document:
    """The whole document. Needs no core: nothing is called."""
    # An application of its own, so that the one that serves needs no generator in its routes.
    app = Litestar(
        route_handlers=api_routes(),
        request_class=ApiRequest,
        openapi_config=_config(public_url),
        logging_config=None,
    )
    made = app.openapi_schema
    return Document(**{each.name: getattr(made, each.name) for each in fields(made)})


def _config(public_url: str) -> OpenAPIConfig:
    bearer = SecurityScheme(
        type="http",
        scheme="bearer",
        description="`accessToken` of a login; it lives for 15 minutes.",
    )
    return OpenAPIConfig(
        title="Mate Social API",
        version=version("mate-social"),
        description=_DESCRIPTION,
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        servers=[Server(url=public_url)],
        tags=[Tag(name=name, description=text) for name, text in _TAGS.items()],
        components=Components(security_schemes={"bearer": bearer}),
        use_handler_docstrings=True,
    )


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document["components"]["schemas"]
    for name, example in EXAMPLES.items():
        schemas[name]["examples"] = [example]
        if name.endswith("Body"):
            schemas[name]["additionalProperties"] = False
    _describe_gateways(document["paths"])
    _describe_files(document["paths"])
    listed = document["paths"]["/api/v1/transactions"]["get"]["responses"]["200"]
    listed["content"]["text/csv"] = {"schema": {"type": "string"}}
    document["paths"]["/api/v1/auth/refresh"]["post"]["requestBody"]["required"] = False
    for path in document["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                headers = answer.setdefault("headers", {})
                headers["X-Request-Id"] = _REQUEST_ID
                if status == "204":
                    answer.pop("content", None)
                if status in ("429", "503"):
                    headers["Retry-After"] = _RETRY_AFTER
    return document


def _describe_files(paths: dict[str, Any]) -> None:
    """Bodies that are streamed, and answers that are bytes."""
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    for path, names in _FORMS.items():
        form = {
            "type": "object",
            "required": list(names),
            "properties": dict.fromkeys(names, file),
        }
        paths[f"/api/v1{path}"]["post"]["requestBody"] = {
            "required": True,
            "content": {"multipart/form-data": {"schema": form}},
        }
    for path, types in (
        ("/media/{name}", ("image/jpeg",)),
        ("/media/links/{token}", ("image/jpeg", "video/mp4", "video/quicktime", "video/webm")),
    ):
        answers = paths[path]["get"]["responses"]
        answers["200"] = {
            "description": "The bytes.",
            "content": {each: {"schema": {}} for each in types},
        }
        answers["206"] = {**answers["200"], "description": "The range that was asked for."}
        answers["206"] = {**answers["206"], "content": dict(answers["206"]["content"])}
    paths["/media/{name}"]["get"]["responses"]["304"] = {"description": "You have it already."}


def _describe_gateways(paths: dict[str, Any]) -> None:
    """What travels there is the gateway's own language, not ours."""
    words = {"type": "object", "examples": [{"RspCode": "00", "Message": "Confirm Success"}]}
    signed = {"type": "object", "additionalProperties": {"type": "string"}}
    _describe_momo(paths["/api/v1/payments/callback/momo"]["post"])
    _describe_zalopay(paths["/api/v1/payments/callback/zalopay"]["post"])
    callback = paths["/api/v1/payments/callback/vnpay"]
    for operation in callback.values():
        operation["responses"]["200"]["content"] = {"application/json": {"schema": words}}
    callback["post"]["requestBody"] = {
        "content": {"application/x-www-form-urlencoded": {"schema": signed}}
    }
    returned = paths["/api/v1/payments/return/{provider}"]["get"]
    fields = {"name": "vnp", "in": "query", "style": "form", "explode": True, "schema": signed}
    for operation in (callback["get"], returned):
        operation.setdefault("parameters", []).append(
            {**fields, "description": "The fields of the gateway, signed by it."}
        )
    returned["responses"]["200"]["content"] = {
        "application/json": {"schema": {"$ref": "#/components/schemas/PaymentReturn"}},
        "text/html": {"schema": {"type": "string"}},
    }


def _describe_momo(callback: dict[str, Any]) -> None:
    notice = {
        "type": "object",
        "examples": [
            {
                "partnerCode": "MATEDEMO",
                "orderId": "019b0c2f8a5d7c3e9f1a2b3c4d5e6f70",
                "requestId": "019b0c2f8a5d7c3e9f1a2b3c4d5e6f70",
                "amount": 805_000,
                "orderInfo": "Mate Social booking 4d5e6f70",
                "orderType": "momo_wallet",
                "transId": 4_088_878_653,
                "resultCode": 0,
                "message": "Successful.",
                "payType": "qr",
                "responseTime": 1_767_297_905_000,
                "extraData": "",
                "signature": "…",
            }
        ],
    }
    callback["requestBody"] = {"content": {"application/json": {"schema": notice}}}


def _describe_zalopay(callback: dict[str, Any]) -> None:
    notice = {"type": "object", "examples": [{"data": "{…}", "mac": "…", "type": 1}]}
    words = {"type": "object", "examples": [{"return_code": 1, "return_message": "success"}]}
    callback["requestBody"] = {"content": {"application/json": {"schema": notice}}}
    callback["responses"]["200"]["content"] = {"application/json": {"schema": words}}
