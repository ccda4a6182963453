"""Looking into uploaded bytes: spooling them, making pictures anew, reading containers."""
