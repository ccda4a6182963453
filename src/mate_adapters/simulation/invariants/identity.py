"""Whose papers were believed, and whether they are gone."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from mate_adapters.simulation.invariants.violation import Violated
from mate_adapters.simulation.verifiers import Word
from mate_adapters.simulation.world import World
from mate_core.identity.model import KycStatus, OtpChallenge, User
from mate_core.kyc.case import KycCase, KycEntry
from mate_core.kyc.states import MOVES, OPEN, KycAction, KycParty, KycState
from mate_core.media.model import ObjectPlace
from mate_core.partners.model import Partner
from mate_core.shared.ids import MediaId, UserId

_TABLE: Final = {pair: (move.to, move.by) for pair, move in MOVES.items()}
"""The edges as they stood when the checker started."""
_S = KycState
_PUMP_BOUND: Final = timedelta(hours=3)
"""How long after a row is due its objects are gone, though time goes on by the hour at rest."""
_KEPT: Final = {
    _S.VERIFIED: timedelta(hours=24),
    _S.REJECTED: timedelta(days=30) + _PUMP_BOUND,
    _S.EXPIRED: timedelta(hours=24),
}
"""What FEATURES 9 promises of pictures, from the instant of the decision."""


class IdentityWatch:
    """Every case walks along its table; a card is believed once; pictures go when they must."""

    def __init__(self, world: World) -> None:
        tables = world.tables
        self._cases = tables.kyc.cases.rows
        self._media = tables.media.media.rows
        self._users = tables.identity.users.rows
        self._partners = tables.partners.partners.rows
        self._objects = world.objects.objects
        self._verifiers = world.verifiers
        self._walked: dict[UUID, KycState] = {}
        self._known: dict[UUID, KycCase] = {}
        self._before: dict[UUID, KycCase] = {}
        """The row as it stood before the last commit that changed it."""
        self._words: dict[UUID, Word] = {}
        """What the last vendor said that was written down, by case."""
        self._open: dict[UUID, UUID] = {}
        self._verified: dict[UUID, set[UUID]] = {}
        self._card_of: dict[str, UUID] = {}
        self._leaving: list[tuple[datetime, int, UUID, tuple[ObjectPlace, ...]]] = []
        self._left = 0
        self._opened: dict[UUID, datetime] = {}
        self._touched: dict[UserId, None] = {}

    # Fed with commits

    def cases(self, changes: Mapping[Any, KycCase | None]) -> None:
        for case_id, case in changes.items():
            if case is None:
                raise Violated("no case disappears", "its row was removed", case_id)
            before = self._known.get(case_id)
            if before is not None:
                self._before[case_id] = before
            self._known[case_id] = case
            self._touched[case.user_id] = None
            self._count(case)
            self._look_at_pictures(before, case)
            if case.state is _S.VERIFIED and (before is None or before.state is not _S.VERIFIED):
                self._believed(before, case)

    def _count(self, case: KycCase) -> None:
        """One open case a person, one that verifies him."""
        verified = self._verified.setdefault(case.user_id, set())
        verified.discard(case.id)
        if case.state is _S.VERIFIED:
            verified.add(case.id)
        other = self._open.get(case.user_id)
        if case.state not in OPEN:
            if other == case.id:
                del self._open[case.user_id]
            return
        if other not in (None, case.id):
            raise Violated("one open case a person", f"{other} and {case.id}", case.user_id)
        self._open[case.user_id] = case.id
        if case.state is not _S.IN_REVIEW and case.due_at is None:
            raise Violated("no state without an exit", f"{case.state}, never due", case.user_id)

    def _believed(self, before: KycCase | None, case: KycCase) -> None:
        """The number that was submitted belongs to nobody else; it goes at the approval."""
        declared = before.declared if before is not None else None
        if declared is None:
            return  # vouched for: no card was sent in
        owner = self._card_of.setdefault(declared.number.number, case.user_id)
        if owner != case.user_id:
            raise Violated("one card, one account", f"it verified {owner} before", case.user_id)

    def _look_at_pictures(self, before: KycCase | None, case: KycCase) -> None:
        if case.gone_at is not None:
            if before is not None and before.gone_at is None:
                self._require_gone(case, self._places(before.pictures.all))
            return
        replaced = set(before.pictures.all if before else ()) - set(case.pictures.all)
        if replaced:
            places = self._places(tuple(sorted(replaced)))
            self._leaves(case, case.changed_at + _KEPT[_S.EXPIRED], places)
        kept = _KEPT.get(case.state)
        if kept is not None and (before is None or before.state is not case.state):
            self._leaves(case, case.changed_at + kept, self._places(case.pictures.all))

    def _places(self, media: tuple[MediaId, ...]) -> tuple[ObjectPlace, ...]:
        return tuple(self._media[each].place for each in media if each in self._media)

    def _leaves(self, case: KycCase, by: datetime, places: tuple[ObjectPlace, ...]) -> None:
        if places:
            self._left += 1
            heapq.heappush(self._leaving, (by, self._left, case.user_id, places))

    def _require_gone(self, case: KycCase, places: tuple[ObjectPlace, ...]) -> None:
        if any(place in self._objects for place in places):
            raise Violated("gone means gone", "noted as gone, and still stored", case.user_id)

    def log(self, changes: Mapping[Any, KycEntry | None]) -> None:
        """In the order in which a transaction wrote them."""
        for entry in changes.values():
            if entry is None:
                raise Violated("the log of a case is append-only", "a line was removed")
            self._walk(entry)
            self._look_at_signature(entry)

    def _walk(self, entry: KycEntry) -> None:
        stood = self._walked.get(entry.case_id, _S.COLLECTING)
        to, by = _TABLE.get((stood, entry.action), (None, None))
        is_staff = entry.signature.by in (KycParty.STAFF, KycParty.TWO_STAFF)
        if (
            entry.before is not stood
            or entry.after is not to
            or entry.signature.by is not by
            or is_staff is not (entry.signature.actor_id is not None)
        ):
            raise Violated(
                "cases follow their table",
                f"{entry.signature.by} took {entry.action} from {stood} to {entry.after}",
                entry.user_id,
            )
        self._walked[entry.case_id] = entry.after

    def _look_at_signature(self, entry: KycEntry) -> None:
        """A vendor's no is undone by two of staff, and by nobody else (RULES 16)."""
        signature = entry.signature
        word = None
        if signature.provider is not None and signature.reference:
            word = self._verifiers[signature.provider].words.get(signature.reference)
        if word is not None:
            self._words[entry.case_id] = word
        if entry.after is not _S.VERIFIED:
            return
        if signature.by is KycParty.SYSTEM and word is not Word.CLEARS:
            raise Violated("vendors are believed", f"verified, though it {word}", entry.user_id)
        if entry.action is KycAction.OVERRIDE:
            before = self._before.get(entry.case_id)
            proposal = before.proposal if before is not None else None
            if proposal is None or proposal.by == signature.actor_id:
                raise Violated("two people undo a rejection", "one did", entry.user_id)
        elif self._words.get(entry.case_id) is Word.REFUSES:
            raise Violated("two people undo a rejection", f"{entry.action}", entry.user_id)

    def users(self, changes: Mapping[Any, User | None]) -> None:
        for user_id, user in changes.items():
            if user is not None and user.kyc_status is not KycStatus.NONE:
                self._touched[user_id] = None

    def partners(self, changes: Mapping[Any, Partner | None]) -> None:
        self._touched.update(dict.fromkeys(changes))

    def challenges(self, changes: Mapping[Any, OtpChallenge | None]) -> None:
        """A code opens once, whoever says it again."""
        for challenge_id, challenge in changes.items():
            if challenge is None:
                continue
            opened = self._opened.get(challenge_id)
            if challenge.consumed_at is not None:
                self._opened[challenge_id] = challenge.consumed_at
            if opened is not None and challenge.consumed_at != opened:
                raise Violated("a code opens once", f"{opened}, again {challenge.consumed_at}")

    # Asked after a command, after a while, and at the end

    def look_at_touched(self) -> None:
        """Account, case and profile tell one story."""
        for user_id in self._touched:
            status = self._users[user_id].kyc_status
            verified = len(self._verified.get(user_id, ()))
            if verified != (status is KycStatus.VERIFIED):
                raise Violated(
                    "who is verified has one case that says so",
                    f"{status} with {verified} verified cases",
                    user_id,
                )
            partner = self._partners.get(user_id)
            if partner is not None and partner.is_verified is not (status is KycStatus.VERIFIED):
                raise Violated("partners are found while they are verified", f"{status}", user_id)
            case = self._known.get(self._open.get(user_id, user_id))
            if case is not None and case.state is not self._walked.get(case.id, _S.COLLECTING):
                raise Violated("state equals the end of its log", f"{case.state}", user_id)
        self._touched.clear()

    def pictures_are_gone(self, since: datetime) -> None:
        """Storage itself is asked, for all that had to be gone by `since`."""
        leaving = self._leaving
        while leaving and leaving[0][0] <= since:
            by, _, user_id, places = heapq.heappop(leaving)
            if any(place in self._objects for place in places):
                raise Violated("pictures go when they must", f"still stored at {by}", user_id)

    def all_are_answered(self) -> None:
        """When time went on: nobody waits, but for staff."""
        for case in self._cases.values():
            if case.state in OPEN and case.state is not _S.IN_REVIEW:
                raise Violated("every check ends", f"still {case.state}", case.user_id)
