"""Who a person is: accounts, one-time codes, sessions."""
