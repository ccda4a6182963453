"""What a person shows of himself."""
