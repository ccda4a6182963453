"""VNPay PAY 2.1.0."""
