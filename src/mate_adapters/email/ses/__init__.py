"""Amazon SES: the v2 API and Signature V4."""
