"""Refusals of privacy."""

from __future__ import annotations

from mate_core.shared.errors import Conflict, TooMany


class ConsentTextOutdated(Conflict):
    code = "privacy.text_outdated"
    message = "There is a newer text of this consent, version {current}; read that one first."


class ConsentIndispensable(Conflict):
    code = "privacy.consent_indispensable"
    message = "Without this there can be no account; close the account instead."


class ConsentMissing(Conflict):
    code = "privacy.consent_missing"
    message = "You have not agreed to this use of your data ({purpose}); agree first."


class TooManyRequests(Conflict):
    code = "privacy.too_many_requests"
    message = "You have {most} open requests; wait until one is answered."


class RequestEnded(Conflict):
    code = "privacy.request_ended"
    message = "This request has been answered already."


class TooManyExports(TooMany):
    code = "privacy.too_many_exports"
    message = "You have asked for your data often enough today; try again later."


class StaffAccount(Conflict):
    code = "privacy.staff_account"
    message = "A member of staff gives the role back before closing the account."


class ClosingHeld(Conflict):
    code = "privacy.closing_held"
    message = "A legal hold lies on this account; lift it first."


class NotClosing(Conflict):
    code = "privacy.not_closing"
    message = "This account is not being closed."
