"""Our accounts with vendors of identity checks, and the adapters that use them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from mate_adapters.ekyc.fpt.config import FptConfig
from mate_adapters.ekyc.fpt.verifier import FptVerifier
from mate_adapters.ekyc.vnpt.config import VnptConfig
from mate_adapters.ekyc.vnpt.verifier import VnptVerifier
from mate_core.kyc.ports import IdentityVerifier
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class EkycAccounts:
    """What each vendor gave us; None for one with which we have no account."""

    vnpt: VnptConfig | None = None
    fpt: FptConfig | None = None

    def verifiers(self, http: httpx.AsyncClient, clock: Clock) -> Sequence[IdentityVerifier]:
        """In the order in which they are asked: VNPT says more of the card."""
        found: list[IdentityVerifier] = []
        if self.vnpt is not None:
            found.append(VnptVerifier(self.vnpt, http, clock))
        if self.fpt is not None:
            found.append(FptVerifier(self.fpt, http))
        return found
