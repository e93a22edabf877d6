"""Acts on publications: each is one transaction with its journal entry, and returns the record or raises Refused."""
