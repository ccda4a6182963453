"""Payouts as files for the bank's portal; the format is told in docs/bank-file.md."""
