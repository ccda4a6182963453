"""Limits of a search."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchPolicy:
    longest_radius_km: int = 100
    longest_page: int = 50
    last_page: int = 10
