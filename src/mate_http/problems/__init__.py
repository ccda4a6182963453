"""Refusals and trouble as problem documents (RFC 9457), in two languages."""
