"""ZaloPay OpenAPI v2."""
