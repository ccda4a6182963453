"""Keys of tokens are exchanged, and nobody is logged out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from mate_adapters.crypto.tokens import JwtTokenSigner
from mate_adapters.setting_values import token_keys
from mate_adapters.settings import SettingsError, load_settings
from mate_adapters.token_keys import is_kept_by_us, keep, ring_of, rotated
from mate_core.identity.model import AccessClaims, SosCredential
from mate_core.shared.actor import Role
from mate_core.shared.errors import NotAuthenticated
from mate_core.shared.ids import SessionId, UserId

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
TODAY = date(2026, 1, 5)
DERIVED = b"d" * 32
CREDENTIAL = SosCredential(UserId(UUID(int=1)), SessionId(UUID(int=2)))
CLAIMS = AccessClaims(
    user_id=CREDENTIAL.user_id,
    session_id=CREDENTIAL.session_id,
    epoch=0,
    role=Role.USER,
    kyc_verified=False,
    issued_at=NOW,
    expires_at=NOW + timedelta(minutes=15),
    token_id=UUID(int=3),
)


def test_tokens_of_before_a_rotation_verify_after_it() -> None:
    ring = token_keys("1:secret-key")
    before = JwtTokenSigner(ring.reveal(DERIVED))
    access, sos = before.sign_access(CLAIMS), before.sign_sos(CREDENTIAL, at=NOW)
    once = rotated(ring, on=TODAY)
    twice = rotated(once, on=TODAY)
    after = JwtTokenSigner(twice.reveal(DERIVED))

    assert twice.ids == ("20260105-2", "20260105", "1")
    assert after.read_access(access, at=NOW) == CLAIMS
    assert after.read_sos(sos) == CREDENTIAL
    with pytest.raises(NotAuthenticated):
        before.read_access(after.sign_access(CLAIMS), at=NOW)


def test_ring_of_development_is_kept_under_home_and_starts_with_what_signed_before(
    tmp_path: Path,
) -> None:
    settings = load_settings({"MATE_HOME": str(tmp_path)})
    assert ring_of(settings).ids == ("1",)
    keep(settings.home, rotated(ring_of(settings), on=TODAY))

    assert ring_of(settings).ids == ("20260105", "1")
    assert (tmp_path / "token-keys").stat().st_mode & 0o077 == 0


def test_with_a_master_key_of_ones_own_the_ring_is_ones_own_too(tmp_path: Path) -> None:
    own = {"MATE_HOME": str(tmp_path), "MATE_SECRET_KEY": "s" * 32}
    assert not is_kept_by_us(load_settings(own))
    assert ring_of(load_settings(own)).ids == ("1",)
    ring = rotated(ring_of(load_settings(own)), on=TODAY)

    assert ring_of(load_settings(own | {"MATE_TOKEN_KEYS": ring.text})).ids == ("20260105", "1")
    assert not (tmp_path / "token-keys").exists()


@pytest.mark.parametrize(
    "text", ["", "1", "1:short", "1:secret-key,1:secret-key", "a b:secret-key", ":secret-key"]
)
def test_ring_that_cannot_work_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings({"MATE_TOKEN_KEYS": text or ","})
    assert "MATE_TOKEN_KEYS" in str(refused.value)
    assert "short" not in str(refused.value).replace("shorter", "")


def test_ring_stays_hidden() -> None:
    assert "secret" not in repr(token_keys("1:secret-key"))
