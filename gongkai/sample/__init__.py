"""A believable year of the bureau, played through the services."""
