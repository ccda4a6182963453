"""Three gateways as a merchant meets them: one store, one page, three wire protocols."""
