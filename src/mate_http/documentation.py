"""The OpenAPI document and its page."""

from __future__ import annotations

from litestar.openapi import OpenAPIConfig

from mate_http.options import HttpOptions


def documentation(options: HttpOptions) -> OpenAPIConfig | None:
    return None
