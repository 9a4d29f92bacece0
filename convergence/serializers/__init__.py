"""Shapes of alliances, meetings and commitments in the API, one module a noun."""
