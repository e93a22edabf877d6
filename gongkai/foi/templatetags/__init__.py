"""Tags for the pages of applications."""
