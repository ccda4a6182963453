"""What the gateways' own books say: the other half of every proof about money."""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.payments.ledger import Provider, deposit_reference


@dataclass(frozen=True, slots=True)
class Charge:
    """Money that a vendor took from a payer, in dong."""

    provider: Provider
    transaction: str
    merchant_reference: str
    amount: int

    @property
    def reference(self) -> str:
        """Under which our journal has to show it."""
        return deposit_reference(self.provider, self.transaction)


class VendorBooks:
    """Every charge by the reference of the entry that it must lead to."""

    def __init__(self) -> None:
        self.charges: dict[str, Charge] = {}
        self.acknowledged: set[str] = set()
        """References of charges of which we told the vendor that we know."""

    def charge(self, charge: Charge) -> None:
        """The payer's bank has paid; said again, it is still one charge."""
        self.charges.setdefault(charge.reference, charge)
