"""The vendors of identity checks with whom we have an account, and their troubles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mate_adapters.ekyc.accounts import EkycAccounts
from mate_adapters.sandbox.ekyc.desk import Troublemaker
from mate_adapters.sandbox.ekyc.fpt import FptCounterpart
from mate_adapters.sandbox.ekyc.vnpt import VnptCounterpart
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class EkycDesk:
    """None for a vendor without an account."""

    vnpt: VnptCounterpart | None
    fpt: FptCounterpart | None
    troubles: Troublemaker


def open_ekyc(
    accounts: EkycAccounts, clock: Clock, *, silence: timedelta, slowness: timedelta
) -> EkycDesk:
    """Counterparts that know the same keys as our adapters."""
    troubles = Troublemaker(silence=silence, slowness=slowness)
    return EkycDesk(
        VnptCounterpart(accounts.vnpt, clock, troubles) if accounts.vnpt else None,
        FptCounterpart(accounts.fpt, clock, troubles) if accounts.fpt else None,
        troubles,
    )
