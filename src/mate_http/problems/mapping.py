"""The one place where the core's families of refusal become HTTP statuses."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)

from mate_core.media.errors import ObjectStorageUnavailable, UploadsBusy, UploadTooLarge
from mate_core.payments.errors import CallbackTooLarge, GatewayUnavailable
from mate_core.shared.errors import (
    ConcurrencyConflict,
    Conflict,
    Forbidden,
    InvalidInput,
    NotAuthenticated,
    NotFound,
    Refusal,
    RuleViolation,
    StorageUnavailable,
    TooMany,
)
from mate_core.shared.ports import Clock
from mate_http.byte_ranges import RangeNotSatisfiable
from mate_http.problems.document import Complaint, FieldComplaint
from mate_http.problems.malformed import BodyMalformed, BodyTooSlow, NotMultipart, WrongMediaType

STATUS_OF_FAMILY: Final[tuple[tuple[type[Refusal], int], ...]] = (
    (CallbackTooLarge, 413),
    (UploadTooLarge, 413),
    (NotFound, 404),
    (Conflict, 409),
    (RuleViolation, 422),
    (Forbidden, 403),
    (NotAuthenticated, 401),
    (TooMany, 429),
)
"""First match counts, so members with a status of their own stand before their family."""

RETRY_AFTER_S: Final = 2
SOFT: Final = {"Retry-After": str(RETRY_AFTER_S)}
CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="mate"'}
MALFORMED: Final = "Something in the request cannot be read; see errors."
INVALID: Final = "Some input is not possible; see errors."


def complaint_about(error: Exception, clock: Clock) -> Complaint | None:
    """What to tell the caller; None for everything that we did not foresee."""
    match error:
        case Refusal():
            found = _refusal(error, clock)
        case InvalidInput():
            wrong = FieldComplaint(error.field, error.code, error.detail)
            found = Complaint(422, "input.invalid", INVALID, fields=(wrong,))
        case BodyMalformed():
            wrong = FieldComplaint(error.field, error.code, error.detail, error.facts)
            found = Complaint(400, "request.malformed", MALFORMED, fields=(wrong,))
        case WrongMediaType():
            english = "Send JSON, with the header Content-Type: application/json."
            found = Complaint(415, "request.media_type", english)
        case NotMultipart() | BodyTooSlow() | RangeNotSatisfiable() | UploadsBusy():
            found = _about_files(error)
        case ObjectStorageUnavailable():
            english = "Files cannot be stored or read now; try again in a moment."
            found = Complaint(503, "media.storage_unavailable", english, headers=SOFT)
        case GatewayUnavailable():
            english = "The payment service does not answer; repeat with the same Idempotency-Key."
            found = Complaint(503, "payment.gateway_unavailable", english, headers=SOFT)
        case StorageUnavailable():
            found = Complaint(503, "storage.unavailable", "Try again in a moment.", headers=SOFT)
        case ConcurrencyConflict():
            english = "Many people wanted the same thing at once; try again."
            found = Complaint(503, "storage.busy", english, headers=SOFT)
        case HTTPException():
            return _of_framework(error)
        case _:
            return None
    return found


def _about_files(
    error: NotMultipart | BodyTooSlow | RangeNotSatisfiable | UploadsBusy,
) -> Complaint:
    match error:
        case NotMultipart():
            english = "Send multipart/form-data with a boundary and one file for each field."
            return Complaint(415, "upload.media_type", english)
        case BodyTooSlow():
            english = "The file did not arrive in time; send it again on a faster connection."
            return Complaint(408, "upload.too_slow", english, headers={"Connection": "close"})
        case RangeNotSatisfiable(size=size):
            english = "The range begins behind the end."
            headers = {"Content-Range": f"bytes */{size}"}
            return Complaint(416, "request.range", english, headers=headers)
        case UploadsBusy():
            english = "Many files are arriving at once; try again in a moment."
            return Complaint(503, "upload.busy", english, headers=SOFT)


def _refusal(error: Refusal, clock: Clock) -> Complaint:
    status = next(code for family, code in STATUS_OF_FAMILY if isinstance(error, family))
    field = error.field if isinstance(error, RuleViolation) else None
    wrong = (FieldComplaint(field, error.code, error.detail, error.facts),) if field else ()
    return Complaint(
        status, error.code, error.detail, error.facts, wrong, _headers_for(error, clock)
    )


def _headers_for(error: Refusal, clock: Clock) -> Mapping[str, str]:
    if isinstance(error, NotAuthenticated):
        return CHALLENGE
    if isinstance(error, TooMany):
        wait_s = (error.retry_at - clock.now()).total_seconds()
        return {"Retry-After": str(max(1, math.ceil(wait_s)))}
    return {}


def _of_framework(error: HTTPException) -> Complaint | None:
    if isinstance(error, ValidationException):
        return Complaint(400, "request.malformed", MALFORMED, fields=_fields_of(error))
    if isinstance(error, MethodNotAllowedException):
        english = "This address does not take that method; see Allow."
        return Complaint(405, "request.method", english, headers=dict(error.headers or {}))
    if isinstance(error, NotFoundException):
        return Complaint(404, NotFound.code, NotFound.message)
    if error.status_code == 413:
        return Complaint(413, "request.too_large", "The body is too large.")
    # Who hangs up in the middle of a body reads no answer; our log need not cry over it.
    if 400 <= error.status_code < 500 or error.detail == _HUNG_UP:
        status = min(error.status_code, 499)
        return Complaint(status, "request.malformed", "The request cannot be read.")
    return None


_HUNG_UP: Final = "client disconnected prematurely"
_MISSING: Final = re.compile(r"Missing required (?P<source>\w+) parameter '(?P<name>[^']+)'")
_REMEDIES: Final = {
    "query": "Give this query parameter as documented.",
    "header": "Give this header as documented.",
    "path": "Give this part of the address as documented.",
}


def _fields_of(error: ValidationException) -> tuple[FieldComplaint, ...]:
    """Parameters by the names of our functions; whoever answers knows those of the wire."""
    if missing := _MISSING.match(str(error.detail)):
        remedy = f"Give this {missing['source']} parameter."
        if missing["source"] == "header":
            remedy = "Send this header."
        return (FieldComplaint(missing["name"], "field.missing", remedy),)
    extra: Any = error.extra
    found = tuple(_field_of(each) for each in extra) if isinstance(extra, list) else ()
    return found or (FieldComplaint("request", "field.malformed", "Send what is documented."),)


def _field_of(said: Mapping[str, Any]) -> FieldComplaint:
    name = str(said.get("key", ""))
    if name in ("", "data"):
        return FieldComplaint("body", "body.missing", "Send a JSON object.")
    message = str(said.get("message", "")).replace("`", "")
    remedy = _REMEDIES.get(str(said.get("source", "")), "Change it.")
    return FieldComplaint(name, "field.malformed", f"{remedy} {message}".strip())
