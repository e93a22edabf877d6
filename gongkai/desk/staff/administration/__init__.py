"""Pages of the desk: administration."""
