"""Screening of what a partner shows, inside the transaction that changes it.

Lock order: the partner → the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from mate_core.moderation.reports.events import ReportDecided
from mate_core.moderation.reports.model import Outcome, ReportedKind
from mate_core.moderation.screening.case import (
    Decision,
    ListingCase,
    ListingCaseState,
    ListingCause,
    digest_of,
)
from mate_core.moderation.screening.errors import require_allowed
from mate_core.moderation.screening.events import ListingHeld
from mate_core.moderation.screening.model import Finding
from mate_core.moderation.screening.policies import ScreeningPolicy
from mate_core.moderation.screening.screen import screen
from mate_core.partners.events import PartnerListingChanged
from mate_core.partners.model import ListingStatus, Partner
from mate_core.partners.ports import PartnersUow
from mate_core.profiles.events import ProfileChanged
from mate_core.profiles.model import Profile
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import IdGenerator, ListingCaseId

_BIO: Final = "bio"
_PICTURES: Final = frozenset({"avatarUrl", "coverPhotoUrl"})
"""Nobody reads these; they are there so that a change of them is one of the listing."""


def texts_of(profile: Profile, partner: Partner | None = None) -> Mapping[str, str]:
    """Everything that others see, by the field in which it was written."""
    bios = [text for text in ((partner and partner.bio), profile.bio) if text]
    found = {
        "displayName": profile.shown_name,
        _BIO: "\n\n".join(bios),
        "languages": ", ".join(profile.languages),
        "interests": ", ".join(profile.interests),
        "talents": ", ".join(profile.talents),
        "avatarUrl": profile.avatar_url or "",
        "coverPhotoUrl": profile.cover_photo_url or "",
    }
    return {field: text for field, text in found.items() if text}


def found_in(texts: Mapping[str, str]) -> tuple[Finding, ...]:
    return screen({field: text for field, text in texts.items() if field not in _PICTURES})


@dataclass(frozen=True, slots=True)
class Wording:
    """What others would read, and what was found in it."""

    texts: Mapping[str, str]
    findings: tuple[Finding, ...]
    digest: str

    @classmethod
    def of(cls, profile: Profile, partner: Partner | None = None) -> Wording:
        texts = texts_of(profile, partner)
        return cls(texts, found_in(texts), digest_of(texts))


@dataclass(frozen=True, slots=True)
class ListingScreener:
    ids: IdGenerator
    policy: ScreeningPolicy

    async def screened(
        self, uow: PartnersUow, partner: Partner, profile: Profile, *, at: datetime
    ) -> Partner:
        """The partner with the status that his texts deserve, a case opened or closed beside it.

        The caller holds the partner's row, or is about to add it. Raises TextRefused.
        """
        wording = Wording.of(profile, partner)
        require_allowed(wording.findings)
        latest = await uow.listing_cases.latest(partner.id)
        cause = await self._cause(uow, partner, latest, wording)
        if latest is not None and latest.is_open:
            return await self._again(uow, partner, latest, cause, wording, at=at)
        if cause is not None:
            case = self._case(partner, cause, wording, at=at)
            await uow.listing_cases.add(case)
            await uow.publish(ListingHeld(case_id=case.id, partner_id=partner.id, at=at))
            return _with(partner, ListingStatus.PENDING, at=at)
        if partner.listing is ListingStatus.REJECTED:
            return partner  # nothing new was written
        return _with(partner, ListingStatus.APPROVED, at=at)

    async def _cause(
        self, uow: PartnersUow, partner: Partner, latest: ListingCase | None, wording: Wording
    ) -> ListingCause | None:
        """Why these texts have to wait for staff; None when they have not."""
        if partner.listing is ListingStatus.REJECTED:
            is_as_before = latest is not None and latest.texts_digest == wording.digest
            return None if is_as_before else ListingCause.AFTER_REJECTION
        decided = await uow.listing_cases.last_decided(partner.id)
        if decided is not None and decided.state is not ListingCaseState.APPROVED:
            decided = None
        if decided is not None and decided.texts_digest == wording.digest:
            return None
        if wording.findings and not (decided is not None and decided.covers(wording.findings)):
            return ListingCause.FINDINGS
        return ListingCause.BY_HAND if self.policy.approve_all_by_hand else None

    async def _again(
        self,
        uow: PartnersUow,
        partner: Partner,
        case: ListingCase,
        cause: ListingCause | None,
        wording: Wording,
        *,
        at: datetime,
    ) -> Partner:
        """Other texts while staff have not yet decided about the last ones."""
        if case.texts_digest == wording.digest:
            return partner
        if cause is None and case.may_clear_itself:
            await uow.listing_cases.save(case.ended(ListingCaseState.CLEARED, at=at))
            return _with(partner, ListingStatus.APPROVED, at=at)
        await uow.listing_cases.save(case.ended(ListingCaseState.SUPERSEDED, at=at))
        still = cause if case.may_clear_itself and cause is not None else case.cause
        following = replace(self._case(partner, still, wording, at=at), due_at=case.due_at)
        await uow.listing_cases.add(following)
        await uow.publish(ListingHeld(case_id=following.id, partner_id=partner.id, at=at))
        return partner

    def _case(
        self, partner: Partner, cause: ListingCause, wording: Wording, *, at: datetime
    ) -> ListingCase:
        return ListingCase(
            id=ListingCaseId(self.ids.uuid()),
            partner_id=partner.id,
            cause=cause,
            texts_digest=wording.digest,
            opened_at=at,
            due_at=at + self.policy.clock,
            texts=wording.texts,
            findings=wording.findings,
        )

    async def screen_profile(self, uow: PartnersUow, event: ProfileChanged) -> None:
        """A profile that was just written: refused where it may not say that, and a partner's
        listing looked at again. Raises TextRefused."""
        profile = await uow.profiles.get(event.user_id)
        try:
            partner = await uow.partners.get_for_change(event.user_id)
        except NotFound:
            require_allowed(found_in(texts_of(profile)))
            return
        screened = await self.screened(uow, partner, profile, at=event.at)
        if screened is not partner:
            await uow.partners.save(screened)
            await uow.publish(PartnerListingChanged(partner_id=partner.id, at=event.at))

    async def take_down(
        self, uow: PartnersUow, partner: Partner, decision: Decision, *, at: datetime
    ) -> ListingCase:
        """What is public no longer is; the partner has to write it anew for staff to look at.

        Saves the partner. The caller holds the partner's row; an open case is decided with it,
        whoever looks at it.
        """
        latest = await uow.listing_cases.latest(partner.id)
        if latest is None or not latest.is_open:
            wording = Wording.of(await uow.profiles.get(partner.id), partner)
            latest = self._case(partner, ListingCause.TAKEN_DOWN, wording, at=at)
            await uow.listing_cases.add(latest)
        rejected = replace(latest, claim=None).rejected(decision)
        await uow.listing_cases.save(rejected)
        await uow.partners.save(_with(partner, ListingStatus.REJECTED, at=at))
        await uow.publish(PartnerListingChanged(partner_id=partner.id, at=at))
        return rejected

    async def take_down_reported(self, uow: PartnersUow, event: ReportDecided) -> None:
        """Staff removed a listing that was reported."""
        if event.kind is not ReportedKind.LISTING or event.outcome is not Outcome.REMOVED:
            return
        try:
            partner = await uow.partners.get_for_change(event.owner_id)
        except NotFound:
            return
        decision = Decision(event.decided_by, event.at, f"report {event.case_id}")
        await self.take_down(uow, partner, decision, at=event.at)


def _with(partner: Partner, status: ListingStatus, *, at: datetime) -> Partner:
    """The very same partner when it is his status already."""
    if partner.listing is status:
        return partner
    return replace(partner, listing=status, updated_at=at)
