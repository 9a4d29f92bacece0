"""Writes of the evaluation floor."""
