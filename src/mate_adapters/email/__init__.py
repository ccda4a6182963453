"""E-mail: SMTP, SendGrid and Amazon SES."""
