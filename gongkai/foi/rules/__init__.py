"""The statutory procedure in plain Python: the clock of an application, decisions, remedies, fees, letters."""
