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
    fastest_kmh: int = 200
    """Who tells places farther apart than that was not at both; the second one is not believed."""
    jitter_km: float = 1.0
    """So far off a phone may be that stands still."""
