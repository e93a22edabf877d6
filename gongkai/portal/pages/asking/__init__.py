"""Public pages on which people write to the bureau and follow what becomes of it: no account, no cookie, no script needed."""
