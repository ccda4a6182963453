"""Twilio: Messages and Calls of the API of 2010-04-01."""
