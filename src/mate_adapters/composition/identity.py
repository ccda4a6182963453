"""Accounts, logins, and the messages that they send."""

from __future__ import annotations

from dependency_injector import providers

from mate_adapters.composition.foundations import Foundations
from mate_core.identity.address_service import AddressService
from mate_core.identity.codes import CodeDesk
from mate_core.identity.delivery_service import MessageDelivery
from mate_core.identity.device_service import DeviceService
from mate_core.identity.login_service import LoginService
from mate_core.identity.marks import Marker
from mate_core.identity.origin import KnownDevices
from mate_core.identity.password_service import PasswordService
from mate_core.identity.passwords import PasswordProof, PasswordRules
from mate_core.identity.second_factor_service import SecondFactorService
from mate_core.identity.second_steps import SecondStepDesk
from mate_core.identity.service import RegistrationService
from mate_core.identity.session_service import SessionService
from mate_core.identity.session_tokens import SessionDesk
from mate_core.identity.staff_service import StaffAccountService
from mate_core.messages.dispatch_service import MessageDispatcher
from mate_core.messages.receipt_service import ReceiptService
from mate_core.messages.staff_service import StaffMessageService
from mate_core.shared.contact import AddressReader


class IdentityServices(Foundations):
    """Identity and messages."""

    reader = providers.Singleton(AddressReader, phones=Foundations.ports.provided.phones)
    codes = providers.Singleton(
        CodeDesk,
        ids=Foundations.ids,
        random=Foundations.random,
        hasher=Foundations.ports.provided.hasher,
        policy=Foundations.policies.provided.identity,
    )
    password_rules = providers.Singleton(
        PasswordRules,
        policy=Foundations.policies.provided.identity,
        blocklist=Foundations.ports.provided.blocklist,
    )
    proof = providers.Singleton(
        PasswordProof,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        passwords=Foundations.ports.provided.passwords,
        hasher=Foundations.ports.provided.hasher,
        policy=Foundations.policies.provided.identity,
    )
    known_devices = providers.Singleton(
        KnownDevices, hasher=Foundations.ports.provided.hasher, ids=Foundations.ids
    )
    session_desk = providers.Singleton(
        SessionDesk,
        ids=Foundations.ids,
        random=Foundations.random,
        hasher=Foundations.ports.provided.hasher,
        signer=Foundations.ports.provided.signer,
        devices=known_devices,
        policy=Foundations.policies.provided.identity,
    )
    second_steps = providers.Singleton(
        SecondStepDesk,
        hasher=Foundations.ports.provided.hasher,
        codes=codes,
        policy=Foundations.policies.provided.identity,
    )
    login = providers.Singleton(
        LoginService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        passwords=Foundations.ports.provided.passwords,
        hasher=Foundations.ports.provided.hasher,
        devices=known_devices,
        desk=session_desk,
        second=second_steps,
        codes=codes,
        reader=reader,
        policy=Foundations.policies.provided.identity,
    )
    second_factors = providers.Singleton(
        SecondFactorService,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        random=Foundations.random,
        proof=proof,
        second=second_steps,
        policy=Foundations.policies.provided.identity,
    )
    marker = providers.Singleton(Marker, hasher=Foundations.ports.provided.hasher)
    registration = providers.Singleton(
        RegistrationService,
        devices=known_devices,
        marker=marker,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        ids=Foundations.ids,
        passwords=Foundations.ports.provided.passwords,
        codes=codes,
        rules=password_rules,
        policy=Foundations.policies.provided.identity,
    )
    passwords = providers.Singleton(
        PasswordService,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        passwords=Foundations.ports.provided.passwords,
        codes=codes,
        rules=password_rules,
        proof=proof,
    )
    addresses = providers.Singleton(
        AddressService,
        marker=marker,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        codes=codes,
        proof=proof,
    )
    sessions = providers.Singleton(
        SessionService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        desk=session_desk,
        signer=Foundations.ports.provided.signer,
        policy=Foundations.policies.provided.identity,
    )
    devices = providers.Singleton(
        DeviceService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        signer=Foundations.ports.provided.signer,
    )
    staff_accounts = providers.Singleton(
        StaffAccountService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        second=second_steps,
        reader=reader,
        policy=Foundations.policies.provided.identity,
    )
    dispatcher = providers.Singleton(
        MessageDispatcher,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        ids=Foundations.ids,
        hasher=Foundations.ports.provided.hasher,
        carriers=Foundations.ports.provided.carriers,
        policy=Foundations.policies.provided.messages,
    )
    delivery = providers.Singleton(
        MessageDelivery,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        dispatcher=dispatcher,
    )
    staff_messages = providers.Singleton(
        StaffMessageService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        hasher=Foundations.ports.provided.hasher,
    )
    receipts = providers.Singleton(
        ReceiptService,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        carriers=Foundations.ports.provided.carriers,
    )
