"""What every FieldCipher must do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_adapters.crypto.cipher import AesGcmFieldCipher
from mate_adapters.memory.crypto import PlainFieldCipher
from mate_core.shared.ports import FieldCipher, FieldUnreadable

NUMBER = "bank_account.number/019b8f00-0000-7000-8000-000000000001"
OTHER = "bank_account.number/019b8f00-0000-7000-8000-000000000002"
OLD, NEW, FOREIGN = b"o" * 32, b"n" * 32, b"f" * 32
SEALED_BY_RELEASE_1 = "f1.old.YGaq4IRpmUXp83LORRLAirnGd0_95qB-3RpYqPWx5xjGYxZ6OBE38l8"


class FieldCipherContract:
    """Subclasses give a cipher, its ring after a rotation, and one of another installation."""

    def test_what_was_sealed_opens_in_its_context(self, cipher: FieldCipher) -> None:
        assert cipher.open(NUMBER, cipher.seal(NUMBER, "0071001234567")) == "0071001234567"

    @pytest.mark.parametrize("text", ["", "Nguyễn Văn Đức 🙂", "x" * 10_000, "a.b.c"])
    def test_any_text_comes_back_as_it_was(self, cipher: FieldCipher, text: str) -> None:
        assert cipher.open(NUMBER, cipher.seal(NUMBER, text)) == text

    def test_it_is_never_sealed_the_same_way_twice(self, cipher: FieldCipher) -> None:
        assert cipher.seal(NUMBER, "1") != cipher.seal(NUMBER, "1")

    def test_a_token_is_one_printable_word(self, cipher: FieldCipher) -> None:
        sealed = cipher.seal(NUMBER, "0071 001\n234567")

        assert sealed.isascii()
        assert sealed.isprintable()
        assert " " not in sealed

    def test_another_row_or_field_does_not_open_it(self, cipher: FieldCipher) -> None:
        sealed = cipher.seal(NUMBER, "0071001234567")

        for context in (OTHER, "totp.secret/1", "", NUMBER + " "):
            with pytest.raises(FieldUnreadable):
                cipher.open(context, sealed)

    def test_another_installation_does_not_open_it(
        self, cipher: FieldCipher, stranger: FieldCipher
    ) -> None:
        with pytest.raises(FieldUnreadable):
            cipher.open(NUMBER, stranger.seal(NUMBER, "0071001234567"))

    @pytest.mark.parametrize("sealed", ["", ".", "..", "f1.", "0071001234567", "f1.old.AAAA", "é"])
    def test_what_is_no_token_is_unreadable(self, cipher: FieldCipher, sealed: str) -> None:
        with pytest.raises(FieldUnreadable):
            cipher.open(NUMBER, sealed)

    def test_the_refusal_does_not_quote_the_content(self, cipher: FieldCipher) -> None:
        with pytest.raises(FieldUnreadable) as caught:
            cipher.open(OTHER, cipher.seal(NUMBER, "0071001234567"))

        assert "0071001234567" not in repr(caught.value)

    def test_after_a_rotation_old_fields_still_open_and_are_seen_to_be_old(
        self, cipher: FieldCipher, rotated: FieldCipher
    ) -> None:
        old = cipher.seal(NUMBER, "0071001234567")

        assert rotated.open(NUMBER, old) == "0071001234567"
        assert not rotated.is_current(old)
        assert rotated.is_current(rotated.seal(NUMBER, "0071001234567"))

    def test_before_a_rotation_everything_is_current(self, cipher: FieldCipher) -> None:
        assert cipher.is_current(cipher.seal(NUMBER, "1"))

    def test_a_key_that_was_dropped_opens_nothing(
        self, cipher: FieldCipher, rotated: FieldCipher
    ) -> None:
        with pytest.raises(FieldUnreadable):
            cipher.open(NUMBER, rotated.seal(NUMBER, "1"))


class TestPlainFieldCipher(FieldCipherContract):
    @pytest.fixture
    def cipher(self) -> FieldCipher:
        return PlainFieldCipher("old")

    @pytest.fixture
    def rotated(self) -> FieldCipher:
        return PlainFieldCipher("new", "old")

    @pytest.fixture
    def stranger(self) -> FieldCipher:
        return PlainFieldCipher("foreign")


class TestAesGcmFieldCipher(FieldCipherContract):
    @pytest.fixture
    def cipher(self) -> FieldCipher:
        return AesGcmFieldCipher({"old": OLD})

    @pytest.fixture
    def rotated(self) -> FieldCipher:
        return AesGcmFieldCipher({"new": NEW, "old": OLD})

    @pytest.fixture
    def stranger(self) -> FieldCipher:
        return AesGcmFieldCipher({"old": FOREIGN})

    @given(place=st.integers(min_value=0, max_value=200))
    def test_a_changed_sign_anywhere_is_unreadable(self, place: int) -> None:
        cipher = AesGcmFieldCipher({"old": OLD, "olD": OLD})
        sealed = cipher.seal(NUMBER, "0071001234567")
        place %= len(sealed)
        other = "A" if sealed[place] != "A" else "B"

        with pytest.raises(FieldUnreadable):
            cipher.open(NUMBER, sealed[:place] + other + sealed[place + 1 :])

    def test_one_key_under_two_ids_does_not_open_the_others_fields(self) -> None:
        cipher = AesGcmFieldCipher({"old": OLD, "new": OLD})
        sealed = cipher.seal(NUMBER, "1")

        with pytest.raises(FieldUnreadable):
            cipher.open(NUMBER, sealed.replace("f1.old.", "f1.new."))

    def test_a_token_sealed_by_an_earlier_release_still_opens(self) -> None:
        """The format is what years of rows are stored in: a change gets another name."""
        cipher = AesGcmFieldCipher({"old": OLD})

        assert cipher.open("test/1", SEALED_BY_RELEASE_1) == "0071001234567"

    @pytest.mark.parametrize(
        "keys", [{}, {"": OLD}, {"a.b": OLD}, {"short": b"k" * 16}, {"long": b"k" * 33}]
    )
    def test_a_ring_that_cannot_work_is_refused(self, keys: dict[str, bytes]) -> None:
        with pytest.raises(ValueError, match=r"field (key|cipher)"):
            AesGcmFieldCipher(keys)
