"""What keeps the platform alive: backup, restore, upgrade, health, figures for monitoring."""
