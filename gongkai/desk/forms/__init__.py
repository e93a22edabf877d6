"""Forms of the desk, by area."""
