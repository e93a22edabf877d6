"""Proofs in plain Python: nothing here needs the framework or a database."""
