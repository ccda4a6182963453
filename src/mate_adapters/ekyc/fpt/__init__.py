"""FPT.AI eKYC."""
