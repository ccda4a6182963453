"""What every floor stands on: the ports, the store, and the conductors of transactions."""

from __future__ import annotations

from dependency_injector import containers, providers

from mate_adapters.composition.ports import Policies, Ports
from mate_core.application import after_commit, in_transaction
from mate_core.bookings.steps import BookingConductor
from mate_core.kyc.clerk import KycClerk
from mate_core.moderation.reports.steps import SuspensionDesk
from mate_core.partners.listing_steps import ListingScreener
from mate_core.payments.refunds.steps import Refunder
from mate_core.payments.steps import Bookkeeper


class Foundations(containers.DeclarativeContainer):
    """Ports and policies, and what is made of them alone."""

    ports = providers.Dependency(instance_of=Ports)
    policies = providers.Dependency(instance_of=Policies, default=Policies())
    clock = ports.provided.clock
    ids = ports.provided.ids
    random = ports.provided.random
    bookkeeper = providers.Singleton(Bookkeeper, ids=ids, random=random)
    refunder = providers.Singleton(
        Refunder, bookkeeper=bookkeeper, policy=policies.provided.payments
    )
    conductor = providers.Singleton(
        BookingConductor,
        ids=ids,
        random=random,
        bookkeeper=bookkeeper,
        refunder=refunder,
        policy=policies.provided.bookings,
    )
    kyc_clerk = providers.Singleton(
        KycClerk, ids=ids, hasher=ports.provided.hasher, policy=policies.provided.kyc
    )
    screener = providers.Singleton(ListingScreener, ids=ids, policy=policies.provided.screening)
    suspensions = providers.Singleton(
        SuspensionDesk,
        ids=ids,
        reports=policies.provided.user_reports,
        bans=policies.provided.moderation,
    )
    store = providers.Singleton(
        lambda ports, *steps: ports.store(in_transaction(*steps), after_commit(ports.queue)),
        ports,
        conductor,
        kyc_clerk,
        screener,
        suspensions,
    )
    open_uow = store.provided.open_uow
    open_read = store.provided.open_read
