"""The exception handler of the whole application."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

from litestar import Request, Response
from litestar.handlers import BaseRouteHandler

from mate_core.shared.ports import Clock
from mate_http.core import core_of
from mate_http.edge import request_id_of
from mate_http.problems.document import Complaint, FieldProblem, Problem
from mate_http.problems.languages import Language, field_sentence, preferred, sentence, title

PROBLEM_TYPE: Final = "application/problem+json"
_log = logging.getLogger("mate_http.errors")

Handler = Callable[[Request[Any, Any, Any], Exception], Response[Problem]]


def problem_handler(
    complaint_about: Callable[[Exception, Clock], Complaint | None],
) -> Handler:
    """Answers every exception with a problem document; what nobody foresaw is logged, not told."""

    def handle(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
        complaint = complaint_about(error, core_of(request.scope).clock)
        if complaint is None:
            _log.error(
                "unexpected error request_id=%s", request_id_of(request.scope), exc_info=error
            )
            complaint = Complaint(500, "internal", "Something went wrong on our side.")
        elif complaint.status == HTTPStatus.SERVICE_UNAVAILABLE:
            _log.warning(
                "unavailable code=%s request_id=%s", complaint.code, request_id_of(request.scope)
            )
        return _answer(request, complaint)

    return handle


@lru_cache(maxsize=512)
def _wire_names(handler: BaseRouteHandler | None) -> Mapping[str, str]:
    """How the parameters of a handler are spelled outside: `radius_km` is `radiusKm`."""
    if handler is None:
        return {}
    parameters = handler.parsed_fn_signature.parameters.items()
    names = {name: getattr(each.kwarg_definition, "name", None) for name, each in parameters}
    return {name: wire for name, wire in names.items() if wire}


def _answer(request: Request[Any, Any, Any], complaint: Complaint) -> Response[Problem]:
    language = preferred(request.headers.get("accept-language", ""))
    wire_names = _wire_names(request.scope.get("route_handler"))
    problem = Problem(
        type="about:blank",
        title=title(complaint.status, language),
        status=complaint.status,
        detail=sentence(complaint, language),
        instance=request.scope["path"],
        code=complaint.code,
        request_id=request_id_of(request.scope),
        errors=[
            FieldProblem(
                field=wire_names.get(each.field, each.field),
                code=each.code,
                detail=field_sentence(each, language),
            )
            for each in complaint.fields
        ],
    )
    headers = {**complaint.headers, "Content-Language": language.value, "Vary": "Accept-Language"}
    if language is Language.ENGLISH and "accept-language" not in request.headers:
        del headers["Vary"]
    return Response(problem, status_code=complaint.status, media_type=PROBLEM_TYPE, headers=headers)
