"""Bases and repeated types of the wire: camelCase, frozen, integer dong."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

HIGHEST_MONEY: Final = 1_000_000_000_000
"""Far above every sum of ours and far below what a JSON number can hold exactly."""


class Input(msgspec.Struct, rename="camel", frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of bodies that we read; an unknown field is refused by name."""


class Output(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """Base of bodies that we write."""


Money = Annotated[
    int,
    msgspec.Meta(
        ge=0,
        le=HIGHEST_MONEY,
        description="Whole dong (VND).",
        extra_json_schema={"minimum": 0},  # the generator drops a limit of zero
    ),
]
SignedMoney = Annotated[
    int, msgspec.Meta(description="Whole dong (VND); negative when it goes out.")
]
LocalTime = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
        description="Wall time in Viet Nam (Asia/Ho_Chi_Minh), HH:MM.",
        examples=["19:00"],
    ),
]
Latitude = Annotated[float, msgspec.Meta(ge=-90, le=90, examples=[10.7721])]
Longitude = Annotated[float, msgspec.Meta(ge=-180, le=180, examples=[106.6983])]
Hours = Annotated[
    float,
    msgspec.Meta(
        description="Hours in steps of 0.5; a binary number holds every half exactly.",
        examples=[3.5],
    ),
]
Text = Annotated[str, msgspec.Meta(max_length=4_000)]
Reason = Annotated[str, msgspec.Meta(max_length=4_000, examples=["Kế hoạch thay đổi."])]
Secret = Annotated[str, msgspec.Meta(max_length=1_000)]
"""Passwords and codes: bounded before they reach a hash function."""


class ReasonBody(Input, frozen=True):
    reason: Reason
