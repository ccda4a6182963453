"""Money on its way back: refunds to the source, suspense, chargebacks."""
