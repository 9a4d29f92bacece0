"""Spreadsheets in and out: safe reading, writing that loses nothing, and imports on top of both."""
