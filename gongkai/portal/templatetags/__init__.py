"""Tags of public templates."""
