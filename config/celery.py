"""The Celery app and its schedule. Tasks are thin tops that live in each app's tasks.py."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("convergencia")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep": {"task": "core.tasks.sweep", "schedule": 10.0, "options": {"expires": 9}},
}


@setup_logging.connect
def _keep_our_logging(**_: object) -> None:
    """Celery would replace the root logger's handlers; Django's LOGGING already set them."""
