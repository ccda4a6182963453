"""Everything that moves money."""

from __future__ import annotations

from dependency_injector import providers

from mate_adapters.composition.foundations import Foundations
from mate_adapters.composition.identity import IdentityServices
from mate_adapters.composition.people import PeopleServices
from mate_adapters.payments.settlement_files import CsvSettlementFiles
from mate_core.payments.approval_service import ApprovalService
from mate_core.payments.books.reconciliation_service import ReconciliationService, ask_gateways
from mate_core.payments.books.report_service import ReportService
from mate_core.payments.books.statement_service import StatementService
from mate_core.payments.books.tax_service import TaxService
from mate_core.payments.callback_service import CallbackService
from mate_core.payments.ledger_service import LedgerService
from mate_core.payments.notices import NoticeTaker
from mate_core.payments.payouts.bank_account_service import BankAccountService
from mate_core.payments.payouts.desk import PayoutDesk
from mate_core.payments.payouts.exchange import PayoutExchange
from mate_core.payments.payouts.refund_service import RefundPayoutService, name_of_payer
from mate_core.payments.payouts.steps import name_of_verified_partner
from mate_core.payments.payouts.withdrawal_service import WithdrawalService
from mate_core.payments.question_service import QuestionService
from mate_core.payments.refunds.chargeback_service import ChargebackService
from mate_core.payments.refunds.sender import RefundSender
from mate_core.payments.refunds.service import RefundService
from mate_core.payments.refunds.suspense_service import SuspenseService
from mate_core.payments.service import PaymentService


class PaymentServices(PeopleServices):
    """Payments."""

    payments = providers.Singleton(
        PaymentService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        bookkeeper=Foundations.bookkeeper,
        gateways=Foundations.ports.provided.gateways,
        policy=Foundations.policies.provided.payments,
    )
    taker = providers.Singleton(
        NoticeTaker,
        bookkeeper=Foundations.bookkeeper,
        policy=Foundations.policies.provided.payments,
        refunder=Foundations.refunder,
    )
    callbacks = providers.Singleton(
        CallbackService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        gateways=Foundations.ports.provided.gateways,
        taker=taker,
        policy=Foundations.policies.provided.payments,
    )
    bank_accounts = providers.Singleton(
        BankAccountService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        proof=IdentityServices.proof,
        verified_name=providers.Object(name_of_verified_partner),
        policy=Foundations.policies.provided.payments,
    )
    withdrawals = providers.Singleton(
        WithdrawalService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        bookkeeper=Foundations.bookkeeper,
        proof=IdentityServices.proof,
        verified_name=providers.Object(name_of_verified_partner),
        policy=Foundations.policies.provided.payments,
    )
    payout_desk = providers.Singleton(
        PayoutDesk,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        bookkeeper=Foundations.bookkeeper,
        policy=Foundations.policies.provided.payments,
    )
    payout_exchange = providers.Singleton(
        PayoutExchange,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        gateway=Foundations.ports.provided.bank,
        desk=payout_desk,
        policy=Foundations.policies.provided.payments,
    )
    approvals = providers.Singleton(
        ApprovalService, open_read=Foundations.open_read, clock=Foundations.clock
    )
    ledger = providers.Singleton(
        LedgerService, open_read=Foundations.open_read, auditor=Foundations.store.provided.auditor
    )
    statements = providers.Singleton(StatementService, open_read=Foundations.open_read)
    taxes = providers.Singleton(
        TaxService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        reader=Foundations.store.provided.book_reader,
        clock=Foundations.clock,
        bookkeeper=Foundations.bookkeeper,
        limits=Foundations.policies.provided.payments.staff,
    )
    reconciliation = providers.Singleton(
        ReconciliationService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        reader=Foundations.store.provided.book_reader,
        clock=Foundations.clock,
        bookkeeper=Foundations.bookkeeper,
        files=providers.Singleton(CsvSettlementFiles),
        policy=Foundations.policies.provided.reconciliation,
        ask=providers.Callable(
            ask_gateways, Foundations.ports.provided.gateways, Foundations.clock
        ),
    )
    reports = providers.Singleton(
        ReportService,
        open_read=Foundations.open_read,
        reader=Foundations.store.provided.book_reader,
        ledger=ledger,
        clock=Foundations.clock,
    )
    questions = providers.Singleton(
        QuestionService,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        gateways=Foundations.ports.provided.gateways,
        taker=taker,
        policy=Foundations.policies.provided.payments,
    )
    refunds = providers.Singleton(
        RefundService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        refunder=Foundations.refunder,
    )
    refund_sender = providers.Singleton(
        RefundSender,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        gateways=Foundations.ports.provided.gateways,
        refunder=Foundations.refunder,
        policy=Foundations.policies.provided.payments,
    )
    suspense = providers.Singleton(
        SuspenseService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        refunder=Foundations.refunder,
    )
    chargebacks = providers.Singleton(
        ChargebackService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        bookkeeper=Foundations.bookkeeper,
        limits=Foundations.policies.provided.payments.staff,
    )
    refund_payouts = providers.Singleton(
        RefundPayoutService,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        bookkeeper=Foundations.bookkeeper,
        payer_name=providers.Object(name_of_payer),
    )
