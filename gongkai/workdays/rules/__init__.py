"""The clock in plain Python: notices, calendars, counting, the ledger of lawful acts, traffic lights."""
