"""How long personal data is kept, and why: one table that nightly jobs and docs both read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kept(StrEnum):
    """A class of retention; every column that holds something about people names one."""

    ACCOUNT = "account"
    BOOKS = "books"
    RECORD = "record"
    EVIDENCE = "evidence"
    REVIEW = "review"
    HASH = "hash"
    UNVERIFIED_ACCOUNT = "unverified_account"
    CODE = "code"
    PAPERS = "papers"
    TRY = "try"
    PROPOSAL = "proposal"
    MESSAGE = "message"
    SESSION = "session"
    IDEMPOTENCY_KEY = "idempotency_key"
    UNVERIFIED_CALLBACK = "unverified_callback"
    PAYER_ADDRESS = "payer_address"
    MEETING_PLACE = "meeting_place"
    EXPORT_LINK = "export_link"
    MESSAGE_ATTEMPT = "message_attempt"
    SUPPRESSION = "suppression"
    GONE_MEDIA = "gone_media"
    PROFILE_VIEW = "profile_view"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Retention:
    """`kept` counts from `since` and is kept by a job; without it something else ends it."""

    what: str
    since: str
    why: str
    kept: timedelta | None = None


RETENTIONS: Final[Mapping[Kept, Retention]] = MappingProxyType(
    {
        Kept.ACCOUNT: Retention(
            "what an account shows and is reached by",
            "erased when the account is closed, within 20 working days of asking",
            "the contract with its owner",
        ),
        Kept.BOOKS: Retention(
            "sums, bookings and who took part, by an id that names nobody after the account",
            "ten years from the end of the financial year",
            "Accounting Law 88/2015 art. 41, Tax Administration Law",
        ),
        Kept.RECORD: Retention(
            "consents, requests, what staff did and looked at",
            "five years from the end of the account",
            "proof that we were allowed to do what we did (Law 91/2025)",
        ),
        Kept.EVIDENCE: Retention(
            "what both sides wrote in a dispute, reasons of cancellations, reports, and listings"
            " that waited for staff",
            "three years from the end of the case, the time in which one may sue",
            "Civil Code 2015 art. 429; it is the other side's evidence too",
        ),
        Kept.REVIEW: Retention(
            "reviews and their numbers, by an id that names nobody after the account",
            "their words as long as the account of the person they are about",
            "others choose whom to meet by them (RULES 15)",
        ),
        Kept.HASH: Retention(
            "keyed hashes of phone, e-mail address, account number and identity card",
            "as long as bans are in force",
            "a ban must find a person who comes back (RULES 16 and 18)",
        ),
        Kept.UNVERIFIED_ACCOUNT: Retention(
            "registrations that nobody confirmed",
            "the registration",
            "nobody may use them, and they may be somebody else's number",
            timedelta(days=30),
        ),
        Kept.CODE: Retention(
            "one-time codes (hashed) and the addresses they went to",
            "their expiry",
            "limits per day count them",
            timedelta(days=2),
        ),
        Kept.PAPERS: Retention(
            "number, name and birth date of a card, and its pictures",
            "the verdict: 24 hours at most after an approval, 30 days after a rejection (appeal)",
            "the person is checked, and may object to the verdict (FEATURES 9)",
        ),
        Kept.TRY: Retention(
            "tries of passwords and codes, by hashes of name and source",
            "the try",
            "guesses are slowed; no limit remembers longer",
            timedelta(days=2),
        ),
        Kept.PROPOSAL: Retention(
            "roles and bans that wait for a second member of staff",
            "their lapse, a day after they were proposed",
            "what was decided stands in the audit log",
            timedelta(0),
        ),
        Kept.MESSAGE: Retention(
            "texts on their way to a phone or mailbox",
            "their expiry, a few minutes after they were written",
            "they are handed over, or of no use any more",
            timedelta(0),
        ),
        Kept.SESSION: Retention(
            "sessions with the name of the device",
            "their end",
            "the owner and support look at past logins",
            timedelta(days=30),
        ),
        Kept.IDEMPOTENCY_KEY: Retention(
            "keys under which commands were sent",
            "the command",
            "a repeated command gets its first answer",
            timedelta(days=31),
        ),
        Kept.UNVERIFIED_CALLBACK: Retention(
            "callbacks without a good signature",
            "their arrival",
            "to see an attack (RULES 7)",
            timedelta(days=7),
        ),
        Kept.PAYER_ADDRESS: Retention(
            "the internet address a payment was made from",
            "the attempt",
            "gateways ask for it, chargebacks are contested with it",
            timedelta(days=180),
        ),
        Kept.MEETING_PLACE: Retention(
            "the exact point of a meeting",
            "its end",
            "disputes about a meeting are over by then",
            timedelta(days=30),
        ),
        Kept.EXPORT_LINK: Retention(
            "links to copies of data (hashed)",
            "their expiry",
            "limits per day count them",
            timedelta(days=2),
        ),
        Kept.MESSAGE_ATTEMPT: Retention(
            "which vendor took a message when (the address hashed), and what became of it",
            "the attempt",
            "support answers who did not get a code, and bills are checked",
            timedelta(days=90),
        ),
        Kept.SUPPRESSION: Retention(
            "hashes of addresses that vendors told us to leave alone",
            "the vendor's word",
            "who does not want our messages gets none",
            timedelta(days=365),
        ),
        Kept.GONE_MEDIA: Retention(
            "that a file was here and was deleted, not the file",
            "its deletion",
            "who asks where a picture went is answered",
            timedelta(days=30),
        ),
        Kept.PROFILE_VIEW: Retention(
            "that somebody looked at a partner, by a hash that differs every day",
            "the day of the look",
            "partners that many look at are shown as such; older looks weigh nothing any more",
            timedelta(days=14),
        ),
        Kept.NONE: Retention("nothing about a person", "as long as the row", "it names nobody"),
    }
)


def kept(what: Kept) -> timedelta:
    """The span of a retention that a job keeps; raises LookupError for any other."""
    span = RETENTIONS[what].kept
    if span is None:
        raise LookupError(f"{what} is not kept for a span of time")
    return span
