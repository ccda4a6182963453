"""What MoMo's result codes mean for us."""

from __future__ import annotations

from typing import Final

DONE: Final = 0
AUTHORISED: Final = 9000
PAID: Final = frozenset({DONE, AUTHORISED})
"""In a flow of one step the vendor says to take "authorised" as paid."""
UNDER_WAY: Final = frozenset({1000, 7000, 7002})
UNKNOWN_ORDER: Final = 42
REPEATED: Final = frozenset({40, 41})
MAINTENANCE: Final = 10
FAULTY_CALL: Final = frozenset({10, 11, 12, 13, 20, 21, 22, 40, 41, 43, 45, 47})
"""About the call, not about the payment: these decide nothing."""
BAD_AMOUNT: Final = frozenset({21, 22})
UNCERTAIN: Final = 99
LEAST_DONG: Final = 1_000
MOST_DONG: Final = 50_000_000
