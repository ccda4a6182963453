"""Lengths and ranges of what a profile may say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProfilePolicy:
    """Text lengths in characters, height in centimetres, weight in kilograms."""

    name_length: tuple[int, int] = (2, 100)
    bio_length: int = 1_000
    place_length: int = 100
    tags: int = 20
    tag_length: int = 40
    height_cm: tuple[int, int] = (100, 250)
    weight_kg: tuple[int, int] = (30, 300)
