"""Payment gateways, one folder per vendor."""
