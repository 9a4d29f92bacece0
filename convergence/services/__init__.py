"""Every write on alliances, meetings and commitments, one module a noun."""
