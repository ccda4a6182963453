"""Bodies of `/auth`."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from mate_http.schemas.base import Input, Output, Secret, Text
from mate_http.schemas.users import MyAccount


class RegisterBody(Input, frozen=True, kw_only=True):
    """At least one of `email` and `phone`; the code goes to the phone when both are given.

    `deviceToken` is what an earlier login on this device gave a native client, if there was one.
    """

    email: Text | None = None
    phone: Text | None = None
    password: Secret
    full_name: Text
    date_of_birth: dt.date
    role: Literal["USER", "PARTNER"] = "USER"
    device_token: Secret | None = None


class Registered(Output, frozen=True):
    """The same for new and for known addresses."""

    user_id: UUID
    challenge_id: UUID


class VerifyBody(Input, frozen=True):
    challenge_id: UUID
    code: Secret


class Verified(Output, frozen=True):
    user_id: UUID


class ResendBody(Input, frozen=True):
    challenge_id: UUID


class CodeSent(Output, frozen=True):
    """Where the code can be entered; the same whether one went out or not."""

    challenge_id: UUID


class ForgotBody(Input, frozen=True):
    """A phone number or an e-mail address."""

    identifier: Text


class ResetBody(Input, frozen=True):
    challenge_id: UUID
    code: Secret
    password: Secret


class Device(Output, frozen=True):
    """A login. `canRaiseAlarm` survives logout; only removing the device takes it away."""

    id: UUID
    device: str
    created_at: dt.datetime
    last_used_at: dt.datetime
    is_current: bool
    is_logged_in: bool
    can_raise_alarm: bool


class Devices(Output, frozen=True):
    items: list[Device]


class LoginBody(Input, frozen=True):
    """`deviceToken` is what the last login gave a native client; browsers send it as a cookie."""

    identifier: Text
    password: Secret
    device_token: Secret | None = None


class SecondStep(Output, frozen=True):
    """The password was right; send `stepToken` with a code to `totp/verify`. Seconds.

    With `challengeId` the code went to an address of the account, since many guess at the name;
    send it along. Without it the authenticator app shows the code.
    """

    step_token: str
    expires_in: int
    challenge_id: UUID | None = None


class SecondStepBody(Input, frozen=True):
    """`code` is of the app, one of the recovery codes, or with `challengeId` the one sent."""

    step_token: Secret
    code: Secret
    challenge_id: UUID | None = None
    device_token: Secret | None = None


class EnrollBody(Input, frozen=True):
    password: Secret


class Enrolment(Output, frozen=True):
    """`secret` in base32, for typing; `otpauthUri` for a QR code. Shown once."""

    secret: str
    otpauth_uri: str


class TotpBody(Input, frozen=True):
    code: Secret


class RecoveryCodes(Output, frozen=True):
    """Each opens one login without the app. Shown once."""

    recovery_codes: list[str]


class RefreshBody(Input, frozen=True):
    """For native clients; browsers send the cookie and no body."""

    refresh_token: Secret


class LoggedIn(Output, frozen=True):
    """`expiresIn` in seconds. `refreshToken` only with `X-Client: native`, else it is a cookie.

    `deviceToken` likewise, at a login: send it with the next one, so that strangers who guess at
    the name do not slow this device. `sosToken` raises an alarm and survives logout; keep the
    newest one.
    """

    access_token: str
    expires_in: int
    user: MyAccount
    sos_token: str
    refresh_token: str | None = None
    device_token: str | None = None
