"""Money on its way to banks: bank accounts, withdrawals, the bank file."""
