"""Settings and wiring: the one place where rooms are put together."""
