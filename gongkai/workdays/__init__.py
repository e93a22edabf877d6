"""Which days are working days, and the one ledger of every deadline."""
