"""Pages of the desk: account."""
