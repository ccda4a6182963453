"""The composition root: from ports to use cases.

Every driver starts here: the server and the command line by `runtime.py`, tests and simulations
by `memory_world`. They differ only in the ports that they put in.
"""

from __future__ import annotations

from threading import Lock
from typing import Final

from dependency_injector import providers

from mate_adapters.composition.bookings import BookingServices
from mate_adapters.composition.foundations import Foundations
from mate_adapters.composition.identity import IdentityServices
from mate_adapters.composition.moderation import ModerationServices
from mate_adapters.composition.payments import PaymentServices
from mate_adapters.composition.people import PeopleServices
from mate_adapters.composition.ports import Policies, Ports, Store
from mate_adapters.composition.privacy import PrivacyServices
from mate_adapters.composition.reviews import ReviewServices
from mate_core.application import Application


class Container(PrivacyServices):
    """How the use cases are put together, once for all drivers."""

    application = providers.Singleton(
        Application,
        clock=Foundations.clock,
        reader=IdentityServices.reader,
        address_book=IdentityServices.ports.provided.address_book,
        registration=IdentityServices.registration,
        passwords=IdentityServices.passwords,
        addresses=IdentityServices.addresses,
        devices=IdentityServices.devices,
        login=IdentityServices.login,
        second_factors=IdentityServices.second_factors,
        sessions=IdentityServices.sessions,
        staff_accounts=IdentityServices.staff_accounts,
        delivery=IdentityServices.delivery,
        media_intake=PeopleServices.media_intake,
        media=PeopleServices.media,
        media_custodian=PeopleServices.media_custodian,
        staff_media=PeopleServices.staff_media,
        receipts=IdentityServices.receipts,
        staff_messages=IdentityServices.staff_messages,
        profiles=PeopleServices.profiles,
        blocks=PeopleServices.blocks,
        bans=PeopleServices.bans,
        staff_bans=PeopleServices.staff_bans,
        ban_timers=BookingServices.ban_timers,
        kyc=PeopleServices.kyc,
        kyc_checker=PeopleServices.kyc_checker,
        kyc_timers=PeopleServices.kyc_timers,
        staff_kyc=PeopleServices.staff_kyc,
        activities=Foundations.policies.provided.bookings.activities,
        partners=PeopleServices.partners,
        listings=PeopleServices.listings,
        user_reports=ModerationServices.user_reports,
        staff_user_reports=ModerationServices.staff_user_reports,
        audit=ModerationServices.audit,
        calendars=PeopleServices.calendars,
        weekly_hours=PeopleServices.weekly_hours,
        calendar_feeds=PeopleServices.calendar_feeds,
        search=PeopleServices.search,
        search_index=PeopleServices.search_index,
        suggestions=PeopleServices.suggestions,
        trends=PeopleServices.trends,
        views=PeopleServices.views,
        payments=PaymentServices.payments,
        callbacks=PaymentServices.callbacks,
        approvals=PaymentServices.approvals,
        bank_accounts=PaymentServices.bank_accounts,
        withdrawals=PaymentServices.withdrawals,
        payout_desk=PaymentServices.payout_desk,
        payout_exchange=PaymentServices.payout_exchange,
        ledger=PaymentServices.ledger,
        bookings=BookingServices.bookings,
        meetings=BookingServices.meetings,
        checkout=BookingServices.checkout,
        timers=BookingServices.timers,
        staff_bookings=BookingServices.staff_bookings,
        no_shows=BookingServices.no_shows,
        safety=BookingServices.safety,
        disputes=BookingServices.disputes,
        staff_disputes=BookingServices.staff_disputes,
        dispute_timers=BookingServices.dispute_timers,
        housekeeping=PrivacyServices.housekeeping,
        statements=PaymentServices.statements,
        taxes=PaymentServices.taxes,
        reconciliation=PaymentServices.reconciliation,
        reports=PaymentServices.reports,
        extensions=BookingServices.extensions,
        reviews=ReviewServices.reviews,
        review_responses=ReviewServices.review_responses,
        review_pages=ReviewServices.review_pages,
        staff_reviews=ReviewServices.staff_reviews,
        review_timers=ReviewServices.review_timers,
        questions=PaymentServices.questions,
        refunds=PaymentServices.refunds,
        refund_sender=PaymentServices.refund_sender,
        refund_payouts=PaymentServices.refund_payouts,
        suspense=PaymentServices.suspense,
        chargebacks=PaymentServices.chargebacks,
        field_sealing=PrivacyServices.field_sealing,
        consents=PrivacyServices.consents,
        rights=PrivacyServices.rights,
        exports=PrivacyServices.exports,
        closing=PrivacyServices.closing,
    )


_container: Final = Container()
"""One for all: to copy its providers takes longer than to put an application together."""
_composing: Final = Lock()


def compose(ports: Ports, policies: Policies | None = None) -> tuple[Application, Store]:
    """The use cases over these ports, and the store that stands behind them; new at every call."""
    with (
        _composing,
        _container.override_providers(ports=ports, policies=policies or Policies()),
        _container.reset_singletons(),
    ):
        application: Application = _container.application()
        store: Store = _container.store()
    return application, store
