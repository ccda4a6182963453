"""SMS and calls: Twilio and Stringee."""
