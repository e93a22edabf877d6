"""Whoever writes to the bureau: receipt, query code, encrypted identity, messages both ways, rating, retention."""
