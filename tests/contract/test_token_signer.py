"""What every TokenSigner must do."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest

from mate_adapters.crypto.tokens import JwtTokenSigner
from mate_adapters.memory.crypto import PlainTokenSigner
from mate_core.identity.model import AccessClaims, SosCredential
from mate_core.identity.ports import TokenSigner
from mate_core.shared.actor import Role
from mate_core.shared.errors import NotAuthenticated
from mate_core.shared.ids import SessionId, UserId

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
"""Long before or after the real today, so that a look at the wall clock shows."""
CLAIMS = AccessClaims(
    user_id=UserId(UUID("019b8f00-0000-7000-8000-000000000001")),
    session_id=SessionId(UUID("019b8f00-0000-7000-8000-000000000002")),
    epoch=3,
    role=Role.PARTNER,
    kyc_verified=True,
    issued_at=NOW,
    expires_at=NOW + timedelta(minutes=15),
    token_id=UUID("019b8f00-0000-7000-8000-000000000003"),
)
SOS = SosCredential(CLAIMS.user_id, CLAIMS.session_id)
SECOND = timedelta(seconds=1)


class TokenSignerContract:
    """Subclasses give the signer, and one of another installation."""

    def test_what_was_signed_is_read_back(self, signer: TokenSigner) -> None:
        assert signer.read_access(signer.sign_access(CLAIMS), at=NOW) == CLAIMS

    @pytest.mark.parametrize("years", [-20, 20])
    def test_only_the_given_instant_counts(self, signer: TokenSigner, years: int) -> None:
        then = NOW + timedelta(days=365 * years)
        claims = replace(CLAIMS, issued_at=then, expires_at=then + timedelta(minutes=15))

        assert signer.read_access(signer.sign_access(claims), at=then + SECOND) == claims

    def test_it_is_good_until_just_before_it_expires(self, signer: TokenSigner) -> None:
        token = signer.sign_access(CLAIMS)

        assert signer.read_access(token, at=CLAIMS.expires_at - SECOND) == CLAIMS

    def test_an_expired_one_is_refused(self, signer: TokenSigner) -> None:
        with pytest.raises(NotAuthenticated):
            signer.read_access(signer.sign_access(CLAIMS), at=CLAIMS.expires_at)

    def test_one_that_was_read_before_expires_all_the_same(self, signer: TokenSigner) -> None:
        token = signer.sign_access(CLAIMS)
        signer.read_access(token, at=NOW)
        with pytest.raises(NotAuthenticated):
            signer.read_access(token, at=CLAIMS.expires_at)

    def test_one_from_a_server_whose_clock_is_a_little_ahead_is_accepted(
        self, signer: TokenSigner
    ) -> None:
        assert signer.read_access(signer.sign_access(CLAIMS), at=NOW - 30 * SECOND) == CLAIMS

    def test_one_from_the_future_is_refused(self, signer: TokenSigner) -> None:
        with pytest.raises(NotAuthenticated):
            signer.read_access(signer.sign_access(CLAIMS), at=NOW - timedelta(hours=1))

    def test_a_sos_token_is_no_access_token(self, signer: TokenSigner) -> None:
        with pytest.raises(NotAuthenticated):
            signer.read_access(signer.sign_sos(SOS, at=NOW), at=NOW)

    def test_a_sos_token_names_person_and_login_at_any_time(self, signer: TokenSigner) -> None:
        assert signer.read_sos(signer.sign_sos(SOS, at=NOW)) == SOS

    def test_an_access_token_raises_no_alarm(self, signer: TokenSigner) -> None:
        with pytest.raises(NotAuthenticated):
            signer.read_sos(signer.sign_access(CLAIMS))

    def test_a_forged_sos_token_raises_no_alarm(
        self, signer: TokenSigner, stranger: TokenSigner
    ) -> None:
        for token in (stranger.sign_sos(SOS, at=NOW), "", "a.b.c"):
            with pytest.raises(NotAuthenticated):
                signer.read_sos(token)

    def test_one_of_another_installation_is_refused(
        self, signer: TokenSigner, stranger: TokenSigner
    ) -> None:
        with pytest.raises(NotAuthenticated):
            signer.read_access(stranger.sign_access(CLAIMS), at=NOW)

    def test_a_changed_sign_anywhere_is_refused(self, signer: TokenSigner) -> None:
        token = signer.sign_access(CLAIMS)
        last_sign_carries_spare_bits = len(token) - 1
        for place in range(0, last_sign_carries_spare_bits, 7):
            other = "A" if token[place] != "A" else "B"
            with pytest.raises(NotAuthenticated):
                signer.read_access(token[:place] + other + token[place + 1 :], at=NOW)

    @pytest.mark.parametrize(
        "nonsense", ["", ".", "a.b.c", "..", "null", "\u00e9\u00e9.x", "e30.e30.e30"]
    )
    def test_nonsense_is_refused(self, signer: TokenSigner, nonsense: str) -> None:
        with pytest.raises(NotAuthenticated):
            signer.read_access(nonsense, at=NOW)


class TestMemory(TokenSignerContract):
    @pytest.fixture
    def signer(self) -> TokenSigner:
        return PlainTokenSigner()

    @pytest.fixture
    def stranger(self) -> TokenSigner:
        return PlainTokenSigner("another")


OLD, NEW = b"o" * 32, b"n" * 32


def forged(secret: bytes | str = NEW, *, algorithm: str = "HS256", **changes: Any) -> str:
    """A token made by hand; a claim of None is left out, `kid` goes to the header."""
    headers = {"kid": changes.pop("kid", "2026-02")}
    content: dict[str, Any] = {
        "iss": "mate-social",
        "aud": "mate-social-api",
        "scope": "access",
        "sub": str(CLAIMS.user_id),
        "sid": str(CLAIMS.session_id),
        "epoch": 3,
        "role": "PARTNER",
        "kycVerified": True,
        "iat": int(NOW.timestamp()),
        "exp": int(CLAIMS.expires_at.timestamp()),
        "jti": str(CLAIMS.token_id),
    } | changes
    present = {name: value for name, value in content.items() if value is not None}
    return jwt.encode(present, secret, algorithm=algorithm, headers=headers)


class TestJwt(TokenSignerContract):
    @pytest.fixture
    def signer(self) -> TokenSigner:
        return JwtTokenSigner({"2026-02": NEW, "2026-01": OLD})

    @pytest.fixture
    def stranger(self) -> TokenSigner:
        return JwtTokenSigner({"2026-02": b"x" * 32})

    def test_one_made_by_hand_with_the_right_key_is_accepted(self, signer: TokenSigner) -> None:
        assert signer.read_access(forged(), at=NOW) == CLAIMS

    @pytest.mark.parametrize(
        "changes",
        [
            {"iss": "elsewhere"},
            {"aud": "another-api"},
            {"scope": "sos"},
            {"scope": None},
            {"exp": None},
            {"exp": "soon"},
            {"exp": 10**30},
            {"iat": None},
            {"jti": None},
            {"sub": "me"},
            {"sid": None},
            {"epoch": "3"},
            {"epoch": True},
            {"role": "OWNER"},
            {"kycVerified": "yes"},
            {"kid": "2025-12"},
        ],
        ids=str,
    )
    def test_a_wrong_or_missing_claim_is_refused(
        self, signer: TokenSigner, changes: dict[str, Any]
    ) -> None:
        with pytest.raises(NotAuthenticated):
            signer.read_access(forged(**changes), at=NOW)

    @pytest.mark.parametrize(
        "header", ["[" * 40_000, "[]", "null", '{"kid": []}', '{"kid": {}}', '{"kid": 1}', "{}"]
    )
    def test_a_hostile_header_is_refused(self, signer: TokenSigner, header: str) -> None:
        _, payload, signature = forged().split(".")
        hostile = urlsafe_b64encode(header.encode()).decode().rstrip("=")

        with pytest.raises(NotAuthenticated):
            signer.read_access(f"{hostile}.{payload}.{signature}", at=NOW)

    def test_an_unsigned_token_is_refused(self, signer: TokenSigner) -> None:
        with pytest.raises(NotAuthenticated):
            signer.read_access(forged("", algorithm="none"), at=NOW)

    def test_another_algorithm_is_refused_although_the_key_fits(self, signer: TokenSigner) -> None:
        with pytest.raises(NotAuthenticated):
            signer.read_access(forged(NEW * 2, algorithm="HS512"), at=NOW)

    def test_tokens_of_the_former_key_live_on_after_a_rotation(self, signer: TokenSigner) -> None:
        before = JwtTokenSigner({"2026-01": OLD})

        assert signer.read_access(before.sign_access(CLAIMS), at=NOW) == CLAIMS

    def test_the_first_key_signs(self, signer: TokenSigner) -> None:
        assert jwt.get_unverified_header(signer.sign_access(CLAIMS))["kid"] == "2026-02"

    def test_tokens_of_a_dropped_key_are_refused(self) -> None:
        after = JwtTokenSigner({"2026-02": NEW})

        with pytest.raises(NotAuthenticated):
            after.read_access(JwtTokenSigner({"2026-01": OLD}).sign_access(CLAIMS), at=NOW)

    def test_a_sos_token_never_expires_and_does_one_thing(self, signer: TokenSigner) -> None:
        content = jwt.decode(
            signer.sign_sos(SOS, at=NOW),
            NEW,
            algorithms=["HS256"],
            audience="mate-social-api",
        )

        assert content["scope"] == "sos"
        assert content["sub"] == str(CLAIMS.user_id)
        assert "exp" not in content

    def test_two_sos_tokens_of_one_person_can_be_told_apart(self, signer: TokenSigner) -> None:
        other = replace(SOS, session_id=SessionId(UUID(int=9)))

        assert signer.sign_sos(SOS, at=NOW) != signer.sign_sos(other, at=NOW)

    @pytest.mark.parametrize("keys", [{}, {"2026-02": NEW, "weak": b"short"}], ids=["none", "weak"])
    def test_it_does_not_start_without_good_keys(self, keys: dict[str, bytes]) -> None:
        with pytest.raises(ValueError, match="key"):
            JwtTokenSigner(keys)
