"""Alliances, meetings and commitments in the API, one module a noun. Every write ends in a service."""
