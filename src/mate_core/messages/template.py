"""Registered templates: the only texts that we send to people outside the application.

Carriers of Viet Nam deliver registered texts with variables and filter the rest (VIETNAM V13). An
SMS is written without diacritics, since one of them makes every segment less than half as long.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter
from types import MappingProxyType
from typing import Final

MOST_SEGMENTS: Final = 2

_GSM_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED: Final = frozenset("\f^{}\\[~]|€")


class Language(StrEnum):
    VIETNAMESE = "vi"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class EmailText:
    """Subject and body of one language, with placeholders; paragraphs are parted by empty lines."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Message:
    """A template and what stands in its gaps; the wording is made where it is sent."""

    template: str
    variables: Mapping[str, str] = field(default_factory=dict)
    language: Language = Language.VIETNAMESE


@dataclass(frozen=True, slots=True)
class EmailContent:
    """A rendered e-mail, plain text still."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Template:
    """One registered wording; `variables` names its gaps, each with the longest value it takes.

    A channel without a text is not offered. `is_code` marks one-time codes: they may be read out
    by phone, and may arrive twice. `voice` is Vietnamese with diacritics, for a machine to read.
    Raises ValueError when a text has a gap that is not named.
    """

    id: str
    variables: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    sms: str | None = None
    voice: str | None = None
    email: Mapping[Language, EmailText] = field(default_factory=lambda: MappingProxyType({}))
    is_code: bool = False

    def __post_init__(self) -> None:
        mails = [text for mail in self.email.values() for text in (mail.subject, mail.body)]
        for text in (self.sms or "", self.voice or "", *mails):
            unknown = gaps_of(text) - set(self.variables)
            if unknown:
                raise ValueError(f"{self.id} has unnamed gaps: {', '.join(sorted(unknown))}")

    def message(self, language: Language = Language.VIETNAMESE, /, **variables: str) -> Message:
        """Raises ValueError when a variable is missing, too many or longer than registered."""
        if set(variables) != set(self.variables):
            raise ValueError(f"{self.id} takes {', '.join(self.variables) or 'no variables'}")
        for name, value in variables.items():
            if len(value) > self.variables[name]:
                raise ValueError(f"{name} of {self.id} is longer than {self.variables[name]} signs")
            if any(unicodedata.category(sign) == "Cc" for sign in value):
                raise ValueError(f"{name} of {self.id} has control characters")
        return Message(self.id, MappingProxyType(dict(variables)), language)

    def sms_text(self, message: Message) -> str:
        """Without diacritics; raises ValueError for a template that is not for SMS."""
        if self.sms is None:
            raise ValueError(f"{self.id} is not for SMS")
        return self.sms.format_map(self.sms_values(message))

    def sms_values(self, message: Message) -> Mapping[str, str]:
        """The variables in the order in which they were registered, without diacritics."""
        return {name: without_diacritics(message.variables[name]) for name in self.variables}

    def voice_text(self, message: Message) -> str:
        """Digits apart, so that they are read one by one. Raises ValueError as `sms_text` does."""
        if self.voice is None:
            raise ValueError(f"{self.id} is not for calls")
        spelled = {
            name: ", ".join(value) if value.isdigit() and len(value) > MOST_DIGITS_READ else value
            for name, value in message.variables.items()
        }
        return self.voice.format_map(spelled)

    def email_content(self, message: Message) -> EmailContent:
        """In the message's language, else in Vietnamese. Raises ValueError as `sms_text` does."""
        text = self.email.get(message.language) or self.email.get(Language.VIETNAMESE)
        if text is None:
            raise ValueError(f"{self.id} is not for e-mail")
        return EmailContent(
            text.subject.format_map(message.variables), text.body.format_map(message.variables)
        )


MOST_DIGITS_READ: Final = 2
"""A number as long as this is read as a number, a longer one digit by digit."""


def gaps_of(text: str) -> set[str]:
    """Names of the placeholders in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def without_diacritics(text: str) -> str:
    """Vietnamese as people type it into an SMS: Nguyễn is Nguyen, Đà is Da."""
    plain = text.replace("đ", "d").replace("Đ", "D")
    parts = unicodedata.normalize("NFD", plain)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def segments(text: str) -> int:
    """How many SMS a text is: 160 signs of GSM 03.38 or 70 of UCS-2; joined ones 153 or 67."""
    if all(sign in _GSM_BASIC or sign in _GSM_EXTENDED for sign in text):
        length, alone, joined = len(text) + sum(sign in _GSM_EXTENDED for sign in text), 160, 153
    else:
        length, alone, joined = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= alone else -(-length // joined)
