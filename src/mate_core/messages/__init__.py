"""Messages that leave the house: templates, the ladder of vendors, attempts and their receipts."""
