"""Money: a double-entry ledger, wallets, escrow, and attempts to pay through gateways.

Payments knows no booking. It holds money for a `reference` between a payer and a payee.
"""
