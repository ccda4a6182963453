"""The books: statements, taxes, reconciliation, reports."""
