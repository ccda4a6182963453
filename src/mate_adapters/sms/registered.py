"""What each vendor calls our templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mate_core.messages.catalogue import sms_templates

REGISTERED: Final = "registered"
"""Instead of an id: the wording is registered with the carriers, and is sent as text."""


def missing_templates(ids: Mapping[str, str]) -> list[str]:
    """Names of templates for SMS that a vendor's settings do not mention."""
    return [template.id for template in sms_templates() if not ids.get(template.id)]


def unknown_templates(ids: Mapping[str, str]) -> list[str]:
    """Names in a vendor's settings that are no templates for SMS of ours."""
    known = {template.id for template in sms_templates()}
    return sorted(set(ids) - known)


def require_templates(ids: Mapping[str, str]) -> None:
    """Raises ValueError naming what is missing or unknown."""
    if missing := missing_templates(ids):
        raise ValueError(f"templates without an id: {', '.join(missing)}")
    if unknown := unknown_templates(ids):
        raise ValueError(f"no such templates: {', '.join(unknown)}")
