"""Initiatives and money in the API, one module a noun. Every write ends in a service."""
