"""SendGrid: the v3 API and its event webhook."""
