"""Wiring of the floors: settings, URL and API lists, Celery. No rule lives here."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
