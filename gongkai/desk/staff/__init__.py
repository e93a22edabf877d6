"""Pages of the desk, by area."""
