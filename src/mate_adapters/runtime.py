"""The application of a real process: database, clock, queue and vendors, opened and closed.

`mate serve`, `mate worker` and every other command start here; they differ in what they run.
"""

from __future__ import annotations

import asyncio
import gc
import secrets
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any, Final

import httpx

from mate_adapters.addresses.official import OfficialAddressBook
from mate_adapters.attending import Attendant, cache_of
from mate_adapters.carriers import carrier_accounts_of, carriers_of
from mate_adapters.clock import SandboxClock, SystemClock
from mate_adapters.composition.ports import MediaPorts, Policies, Ports, Store
from mate_adapters.container import compose
from mate_adapters.crypto.blocklist import EstimatingBlocklist
from mate_adapters.crypto.keyed import derived_key
from mate_adapters.crypto.passwords import Argon2Hasher
from mate_adapters.crypto.tokens import JwtTokenSigner
from mate_adapters.ekyc.accounts import EkycAccounts
from mate_adapters.ekyc_settings import ekyc_accounts_of, kyc_policy_of
from mate_adapters.embedded import DATABASE, embedded_server
from mate_adapters.freshness import Freshness
from mate_adapters.gateway_settings import VNPAY_CALLBACK, accounts_of
from mate_adapters.limits import open_counters, search_policy_of
from mate_adapters.local_secrets import local_secret
from mate_adapters.media.pillow_workshop import PillowWorkshop
from mate_adapters.media.spool import FileSpool
from mate_adapters.message_settings import check_messages
from mate_adapters.payments.accounts import MerchantAccounts
from mate_adapters.phones import MetadataPhoneReader
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.revision import is_newest
from mate_adapters.postgres.seals import SealKeys
from mate_adapters.postgres.stale import StaleListener
from mate_adapters.postgres.store import PostgresStore
from mate_adapters.postgres.wake import PostgresWake
from mate_adapters.pump import DuePump
from mate_adapters.queue.narrowing import at_most
from mate_adapters.queue.saq_queue import SaqTaskQueue
from mate_adapters.queue.worker import build_worker
from mate_adapters.sandbox.sandbox import Sandbox
from mate_adapters.setting_values import field_keys
from mate_adapters.settings import SettingsError, check_production
from mate_adapters.settings_schema import Environment, RateLimits, Settings
from mate_adapters.storage.links import HmacLinkSigner
from mate_adapters.storage_settings import check_storage, open_storage
from mate_adapters.system import SecretsRandom, UuidV7Generator
from mate_adapters.token_keys import ring_of
from mate_core.application import CHECK_KYC, Application
from mate_core.bookings.policies import BookingPolicy, FeePolicy
from mate_core.identity.policies import CodeLimits, IdentityPolicy, TryLimits
from mate_core.media.policies import MediaPolicy
from mate_core.moderation.screening.policies import ScreeningPolicy
from mate_core.moderation.screening.screen import screen
from mate_core.payments.policies import NON_RESIDENT, RESIDENT, PaymentPolicy, TaxPolicy
from mate_core.privacy.policies import PrivacyPolicy, RightsDays
from mate_core.privacy.working_days import PUBLIC_HOLIDAYS
from mate_core.shared.addresses import AddressBook
from mate_core.shared.caching import NoCache
from mate_core.shared.errors import MateError
from mate_core.shared.events import Handlers
from mate_core.shared.limits import RateLimiter
from mate_core.shared.ports import AfterCommit, Clock

YOUNG_OBJECTS: Final = 10_000
"""So many more made than freed, and the collector looks at the youngest (Python: 700)."""
COMPUTE_TRENDS: Final = "*/10 * * * *"
"""Every ten minutes: who is on the rise."""
PURGE: Final = "17 20 * * *"
"""03:17 in Viet Nam: the quiet hour for throwing away what is past its time (cron, UTC)."""
SWEEP_MEDIA: Final = "43 * * * *"
"""Every hour: uploads that nobody finished or used, and objects that should be gone."""
SEAL_AUDIT: Final = "* * * * *"
"""Every minute (FEATURES 78)."""
CHECKS_AT_ONCE: Final = 3
"""Identity checks of one process: each holds a card, a face and a video, 20 MB and more."""
DECREE_117: Final = datetime(2025, 6, 30, 17, tzinfo=UTC)
"""1 July 2025 in Viet Nam: platforms withhold tax from then on."""


def calm_collector() -> None:
    """For a process that stays. What was imported is there for good, and each look of the garbage
    collector at it would hold up the loop; what a request or a batch makes is mostly gone, by count
    of references, before so many objects have come together."""
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)


@dataclass(frozen=True, slots=True)
class Runtime:
    """Everything that one process holds while it runs."""

    settings: Settings
    application: Application
    store: Store
    clock: Clock
    queue: SaqTaskQueue
    dsn: str
    sandbox: Sandbox | None
    wake: PostgresWake
    limiter: RateLimiter
    attendant: Attendant

    @property
    def sandbox_app(self) -> Callable[..., Awaitable[Any]] | None:
        """The ASGI application of `/sandbox`; None where there is no sandbox."""
        if self.sandbox is None:
            return None
        from mate_adapters.sandbox.app import create_sandbox_app  # noqa: PLC0415  half of the start

        return create_sandbox_app(self.sandbox)

    async def ready(self) -> Mapping[str, bool]:
        """Named checks: whether this process can serve now."""
        return {"database": await self._answers(), "migrations": await self._is_migrated()}

    async def warm(self) -> None:
        """Load what the first registration would wait for; in a thread, after the start."""
        await asyncio.to_thread(_load_dictionaries, self.application.address_book)

    async def work(self, stop: asyncio.Event) -> None:
        """The due pump and the queue's worker until `stop` is set; what runs then is finished."""
        calm_collector()
        pump = DuePump(
            due_rows=self.store.due_rows,
            handlers=self.application.due_handlers(),
            batch_handlers=self.application.due_batch_handlers(),
            outbox=self.store.outbox,
            clock=self.clock,
            wake=self.wake,
        )
        tasks = dict(self.application.tasks())
        tasks[CHECK_KYC] = at_most(CHECKS_AT_ONCE, tasks[CHECK_KYC])
        worker = build_worker(
            self.queue,
            tasks,
            {
                "purge": (PURGE, self._purge),
                "sweep_media": (SWEEP_MEDIA, self._sweep_media),
                "seal_audit": (SEAL_AUDIT, self._seal_audit),
                "compute_trends": (COMPUTE_TRENDS, self._compute_trends),
            },
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(pump.run(stop))
            group.create_task(worker.run())
            await stop.wait()
            worker.stop()

    async def _purge(self) -> None:
        await self.application.housekeeping.purge()
        await self.application.field_sealing.reseal()

    async def _sweep_media(self) -> None:
        await self.application.media_custodian.sweep_part()

    async def _seal_audit(self) -> None:
        await self.application.audit.seal()

    async def _compute_trends(self) -> None:
        await self.application.trends.recompute()

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(2):
                async with self.store.open_read() as uow:
                    await uow.journal.has("readiness")
        except (MateError, TimeoutError):
            return False
        return True

    async def _is_migrated(self) -> bool:
        try:
            return await asyncio.to_thread(is_newest, self.dsn)
        except Exception:
            # Whatever stands in the way of looking is a reason not to send traffic here.
            return False


@asynccontextmanager
async def open_runtime(settings: Settings, *, owns_server: bool = False) -> AsyncIterator[Runtime]:
    """Open everything that `settings` name, and close it again.

    Without DATABASE_URL the embedded PostgreSQL is started or joined; with `owns_server` it is
    stopped at the end, unless another process still uses it. Raises SettingsError when the
    settings do not fit production, StorageUnavailable, ServerNotStarted.
    """
    _require_ready(settings)
    async with AsyncExitStack() as stack:
        dsn = await _database(settings, stack, owns_server=owns_server)
        clock = await _clock(settings, dsn, stack)
        pool = ConnectionPool(dsn, max_size=settings.database_pool_size)
        await pool.open()
        stack.push_async_callback(pool.close)
        queue = SaqTaskQueue(dsn)
        await queue.open()
        stack.push_async_callback(queue.close)
        accounts = accounts_of(settings)
        ekyc = ekyc_accounts_of(settings)
        sandbox = await _sandbox(settings, dsn, clock, accounts, stack, ekyc=ekyc)
        http = await stack.enter_async_context(httpx.AsyncClient(trust_env=False))
        key = _secret_key(settings)
        seals = seal_keys_of(settings).seals()

        counters = await open_counters(settings, clock, stack)
        cache = cache_of(settings, clock)
        freshness = Freshness(cache or NoCache())

        def open_store(in_transaction: Handlers, after_commit: AfterCommit) -> PostgresStore:
            return PostgresStore(
                pool,
                seals,
                in_transaction=in_transaction,
                after_commit=after_commit,
                freshness=freshness,
            )

        application, store = compose(
            Ports(
                store=open_store,
                clock=clock,
                ids=UuidV7Generator(clock),
                random=SecretsRandom(),
                passwords=Argon2Hasher(),
                phones=MetadataPhoneReader(),
                blocklist=EstimatingBlocklist(),
                hasher=seals.hasher,
                cipher=seals.cipher,
                signer=JwtTokenSigner(ring_of(settings).reveal(derived_key(key, b"tokens"))),
                carriers=carriers_of(settings, http, clock, sandbox),
                queue=queue,
                gateways=accounts.gateways(http, clock),
                media=_media(settings, key),
                address_book=OfficialAddressBook(),
                verifiers=ekyc.verifiers(http, clock),
                limiter=counters.limiter,
                origins=counters.origins,
                cache=freshness.cache,
            ),
            policies_of(settings),
        )
        yield Runtime(
            settings=settings,
            application=application,
            store=store,
            clock=clock,
            queue=queue,
            dsn=dsn,
            sandbox=sandbox,
            wake=PostgresWake(dsn),
            limiter=counters.limiter,
            attendant=Attendant(
                application.views,
                StaleListener(dsn, cache, freshness.source) if cache else None,
            ),
        )


def _load_dictionaries(address_book: AddressBook) -> None:
    import_module("phonenumbers")
    import_module("zxcvbn")
    address_book.provinces()
    screen({"warm": "x"})


def policies_of(settings: Settings) -> Policies:
    """The numbers that settings may change; all others stand in the core."""
    withheld = TaxPolicy(((DECREE_117, RESIDENT),), ((DECREE_117, NON_RESIDENT),))
    tax = withheld if settings.tax_withholding else TaxPolicy()
    acknowledge, access, withdraw, delete = settings.rights_days
    rights = RightsDays(
        acknowledge=acknowledge,
        access=access,
        correct=access,
        withdraw=withdraw,
        restrict=withdraw,
        delete=delete,
    )
    return Policies(
        privacy=PrivacyPolicy(rights=rights, holidays=PUBLIC_HOLIDAYS | settings.public_holidays),
        identity=IdentityPolicy(
            access_lifetime=timedelta(minutes=settings.access_token_minutes),
            refresh_lifetime=timedelta(days=settings.refresh_token_days),
            staff_second_factor=settings.staff_second_factor,
            tries=None if settings.rate_limits is RateLimits.OFF else TryLimits(),
            codes=None if settings.rate_limits is RateLimits.OFF else CodeLimits(),
        ),
        media=MediaPolicy(public_url=settings.media_url),
        kyc=kyc_policy_of(settings),
        screening=ScreeningPolicy(approve_all_by_hand=settings.approve_listings_by_hand),
        search=search_policy_of(settings),
        payments=PaymentPolicy(
            tax=tax,
            top_up_allowed=settings.top_up,
            automatic_source_refunds=settings.automatic_source_refunds,
        ),
        bookings=BookingPolicy(fee=FeePolicy(percent=settings.service_fee_percent)),
    )


def _require_ready(settings: Settings) -> None:
    if problems := (
        check_production(settings) or [*check_messages(settings), *check_storage(settings)]
    ):
        raise SettingsError(problems)


async def _database(settings: Settings, stack: AsyncExitStack, *, owns_server: bool) -> str:
    """A migrated database's DSN. Production migrates by hand, with `mate migrate`."""
    if settings.database_url is not None:
        dsn = settings.database_url.reveal()
    else:
        server = embedded_server(settings)
        await asyncio.to_thread(server.start)
        if owns_server:
            stack.push_async_callback(asyncio.to_thread, server.stop, only_if_unused=True)
        await asyncio.to_thread(server.create_database, DATABASE)
        dsn = server.dsn(DATABASE)
    is_ours_to_migrate = settings.environment is not Environment.PRODUCTION
    if is_ours_to_migrate and not await asyncio.to_thread(is_newest, dsn):
        from mate_adapters.postgres.migrate import migrate  # noqa: PLC0415  seldom needed, dear

        await asyncio.to_thread(migrate, dsn)
    return dsn


def _media(settings: Settings, key: bytes) -> MediaPorts:
    signer = HmacLinkSigner(derived_key(key, b"media-links"))
    return MediaPorts(open_storage(settings, signer), signer, FileSpool(), PillowWorkshop())


async def _clock(settings: Settings, dsn: str, stack: AsyncExitStack) -> Clock:
    if not settings.sandbox:
        return SystemClock()
    clock = SandboxClock(dsn)
    await clock.start()
    following = asyncio.create_task(clock.run())
    stack.push_async_callback(_cancelled, following)
    return clock


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _sandbox(
    settings: Settings,
    dsn: str,
    clock: Clock,
    accounts: MerchantAccounts,
    stack: AsyncExitStack,
    *,
    ekyc: EkycAccounts,
) -> Sandbox | None:
    if not isinstance(clock, SandboxClock):
        return None
    sandbox = Sandbox(
        dsn,
        clock=clock,
        accounts=accounts,
        vnpay_ipn_url=f"{settings.public_url}{VNPAY_CALLBACK}",
        public_url=settings.public_url,
        carrier_accounts=carrier_accounts_of(settings),
        ekyc_accounts=ekyc,
        production=settings.environment is Environment.PRODUCTION,
    )
    await sandbox.open()
    stack.push_async_callback(sandbox.close)
    return sandbox


def _secret_key(settings: Settings) -> bytes:
    """The master key; in development it is made once and kept under MATE_HOME, for us only."""
    if settings.secret_key is not None:
        return settings.secret_key.reveal().encode()
    return local_secret(settings.home, "secret-key", lambda: secrets.token_urlsafe(48)).encode()


def seal_keys_of(settings: Settings) -> SealKeys:
    """What seals the fields of this installation, for who writes rows without the store."""
    hashes = derived_key(_secret_key(settings), b"keyed-hashes")
    return SealKeys(dict(_field_keys(settings)), hashes)


def _field_keys(settings: Settings) -> Mapping[str, bytes]:
    """The ring that seals fields; made once in development, like the master key."""
    if settings.field_keys is not None:
        return settings.field_keys.reveal()
    text = local_secret(
        settings.home, "field-keys", lambda: f"1:{b64encode(secrets.token_bytes(32)).decode()}"
    )
    return field_keys(text).reveal()
