"""The refusal that guards a reused idempotency key, and the operation names that use one."""

from __future__ import annotations

from mate_core.shared.errors import RuleViolation


class IdempotencyKeyReused(RuleViolation):
    code = "idempotency.key_reused"
    message = "This Idempotency-Key was used with another body; choose a new key for a new request."
    field = "Idempotency-Key"
