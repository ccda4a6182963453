"""Disputes: a claim, an answer, evidence, a decision, an appeal."""
