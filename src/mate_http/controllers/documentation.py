"""The OpenAPI document at `/api/docs/openapi.json` and a page for people at `/api/docs`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from litestar import Controller, Response, get
from litestar.static_files import create_static_files_router
from litestar.types import ControllerRouterHandler

from mate_http.access import ACCESS, Access
from mate_http.openapi import describe
from mate_http.options import HttpOptions
from mate_http.requests import ApiRequest

PATH: Final = "/api/docs"
ASSETS: Final = f"{PATH}/assets"
PUBLIC: Final = {ACCESS: Access.PUBLIC}
_FILES: Final = Path(__file__).parent.parent / "static" / "swagger-ui"
_HEADERS: Final = {
    # The vendored page sets styles on elements; scripts come from our own files only.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
}
_PAGE: Final = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>Mate Social API</title>"
    f'<link rel="icon" href="{ASSETS}/favicon-32x32.png">'
    f'<link rel="stylesheet" href="{ASSETS}/swagger-ui.css">'
    f'</head><body data-document="{PATH}/openapi.json"><div id="docs"></div>'
    f'<noscript>The document itself: <a href="{PATH}/openapi.json">openapi.json</a></noscript>'
    f'<script src="{ASSETS}/swagger-ui-bundle.js"></script>'
    f'<script src="{ASSETS}/start.js"></script></body></html>'
)


class DocumentationController(Controller):
    path = PATH
    opt = PUBLIC
    include_in_schema = False

    @get("/")
    async def page(self) -> Response[str]:
        """Everything it loads is ours: it works without the internet."""
        return Response(_PAGE, media_type="text/html", headers=_HEADERS)

    @get("/openapi.json")
    async def document(self, request: ApiRequest) -> Response[bytes]:
        options: HttpOptions = request.app.state.options
        return Response(_written(options.public_url), media_type="application/json")


def documentation_routes() -> Sequence[ControllerRouterHandler]:
    assets = create_static_files_router(
        path=ASSETS, directories=[_FILES], opt=PUBLIC, include_in_schema=False
    )
    return [DocumentationController, assets]


@lru_cache(maxsize=4)
def _written(public_url: str) -> bytes:
    """Built at the first request: most processes are never asked."""
    return msgspec.json.encode(describe(public_url).to_schema())
