"""Pages of the desk: publishing."""
