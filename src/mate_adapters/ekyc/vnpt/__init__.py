"""VNPT eKYC."""
