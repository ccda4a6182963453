"""Refusals of identity."""

from __future__ import annotations

from datetime import datetime

from mate_core.shared.errors import Conflict, Forbidden, NotAuthenticated, RuleViolation, TooMany
from mate_core.shared.ids import ChallengeId
from mate_core.shared.time import spoken


class SecondStepNeeded(NotAuthenticated):
    """The password was right: the login goes on with a code of the second factor.

    `step_token` is the pass to that step, `lifetime_s` how long it is worth something. With
    `challenge_id` the code was sent to an address of the account, else the app shows it.
    """

    code = "auth.second_step_needed"
    message = "Enter the code of your authenticator app, or the one that was sent, to go on."

    def __init__(self, step_token: str, lifetime_s: int, challenge_id: ChallengeId | None) -> None:
        super().__init__()
        self.challenge_id = challenge_id
        self.step_token = step_token
        self.lifetime_s = lifetime_s


class SecondStepOver(RuleViolation):
    code = "auth.second_step_over"
    message = "The time for this step is over; log in again."
    field = "stepToken"


class SecondFactorMissing(Forbidden):
    code = "auth.second_factor_missing"
    message = "Staff need a second factor: enroll an authenticator app first."


class SecondFactorEnrolled(Conflict):
    code = "auth.second_factor_enrolled"
    message = "A second factor is enrolled already; an administrator can reset it."


class NoSecondFactor(Conflict):
    code = "auth.no_second_factor"
    message = "No second factor waits for that; enroll one first."


class CredentialsInvalid(NotAuthenticated):
    code = "auth.credentials_invalid"
    message = "The identifier or the password is wrong."


class SessionEnded(NotAuthenticated):
    code = "auth.session_ended"
    message = "This session has ended; log in again."


class AccountClosing(Conflict):
    code = "auth.account_closing"
    message = "This account is being closed; reopen it first if you want to keep it."


class RefreshReused(NotAuthenticated):
    code = "auth.refresh_reused"
    message = "This refresh token was used before; the session is closed, log in again."


class PasswordWrong(RuleViolation):
    code = "auth.password_wrong"
    message = "The password is wrong."
    field = "password"


class PasswordUnchanged(RuleViolation):
    code = "auth.password_unchanged"
    message = "Choose a password that differs from the present one."
    field = "newPassword"


class CodeInvalid(RuleViolation):
    code = "auth.code_invalid"
    message = "The code is wrong, used or expired; ask for a new one."
    field = "code"


class AddressTaken(Conflict):
    code = "auth.address_taken"
    message = "Another account has verified this address meanwhile; log in there."


class AddressUnchanged(Conflict):
    code = "auth.address_unchanged"
    message = "This is your verified address already."


class NothingToVerify(Conflict):
    code = "auth.nothing_to_verify"
    message = "There is no address of yours on that channel that waits for its code."


class TooManyCodes(TooMany):
    code = "auth.too_many_codes"
    message = "Too many codes were asked for; wait before the next one."


class TooManyTries(TooMany):
    code = "auth.too_many_tries"
    message = "Too many wrong tries; wait before the next one."


class PhoneUnverified(RuleViolation):
    code = "identity.phone_unverified"
    message = "Verify a mobile number first."


class LastAdministrator(Conflict):
    code = "identity.last_administrator"
    message = "The last administrator cannot lose the role; name another one first."


class OwnRole(Conflict):
    code = "identity.own_role"
    message = "Nobody gives himself a role; ask two other administrators."


class SecondAdministratorNeeded(Conflict):
    """The proposal is stored; `lapses_at` is when it is forgotten."""

    code = "identity.second_administrator_needed"
    message = "Another administrator must repeat this before {lapses_at}."

    def __init__(self, lapses_at: datetime) -> None:
        super().__init__(lapses_at=spoken(lapses_at))


class UnderAge(RuleViolation):
    code = "identity.under_age"
    message = "Mate Social is for people of 18 years and older."
    field = "dateOfBirth"
