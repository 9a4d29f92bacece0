"""Territory, organisations and the memberships from which roles follow. Knows nothing of mesas."""
