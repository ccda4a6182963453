"""Presigned GET addresses of S3: Signature Version 4 in the query.

Source: "Authenticating Requests: Using Query Parameters" of the Amazon S3 API Reference, whose
printed example is in our tests. The library that talks to the storage signs too, but cannot fix
the type of the answer.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

_ALGORITHM: Final = "AWS4-HMAC-SHA256"
_UNRESERVED: Final = "-_.~"


@dataclass(frozen=True, slots=True)
class S3Credentials:
    access_key: str
    secret_key: str
    region: str


def presigned_get(
    credentials: S3Credentials,
    *,
    origin: str,
    path: str,
    at: datetime,
    lifetime: timedelta,
    answer: Mapping[str, str],
) -> str:
    """An address that answers the object at `origin` + `path` until `at` + `lifetime`.

    `origin` is scheme and host, `at` the real time in UTC: the storage compares it with its own
    clock. `answer` holds headers of the answer as S3 names them, such as `response-content-type`.
    """
    day, instant = at.strftime("%Y%m%d"), at.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{day}/{credentials.region}/s3/aws4_request"
    query = _encoded(
        {
            **answer,
            "X-Amz-Algorithm": _ALGORITHM,
            "X-Amz-Credential": f"{credentials.access_key}/{scope}",
            "X-Amz-Date": instant,
            "X-Amz-Expires": str(int(lifetime.total_seconds())),
            "X-Amz-SignedHeaders": "host",
        }
    )
    path = quote(path, safe="/" + _UNRESERVED)
    host = origin.partition("://")[2]
    request = f"GET\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
    digest = hashlib.sha256(request.encode()).hexdigest()
    signature = hmac.digest(
        _day_key(credentials, day),
        f"{_ALGORITHM}\n{instant}\n{scope}\n{digest}".encode(),
        hashlib.sha256,
    ).hex()
    return f"{origin}{path}?{query}&X-Amz-Signature={signature}"


def _encoded(fields: Mapping[str, str]) -> str:
    """Sorted by name, a space as %20: the form that is signed is the one that is sent."""
    return "&".join(
        f"{quote(name, safe=_UNRESERVED)}={quote(value, safe=_UNRESERVED)}"
        for name, value in sorted(fields.items())
    )


def _day_key(credentials: S3Credentials, day: str) -> bytes:
    key = f"AWS4{credentials.secret_key}".encode()
    for part in (day, credentials.region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    return key
