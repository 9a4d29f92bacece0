"""Thin tops for Celery: ids only, language set. Services never import this module at load time."""

from typing import Any

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import translation
from kombu.exceptions import OperationalError as BrokerDown
from redis.exceptions import RedisError

from core import events, jobs

log = structlog.get_logger(__name__)


def send_quietly(task: Any, *args: str) -> bool:
    """Hand a task to the broker; False (and a log line) when it is down. The sweeper brings it later."""
    try:
        task.apply_async(args=args, retry=False, ignore_result=True)
    except (BrokerDown, RedisError, OSError) as error:
        log.warning("broker_down", task=task.name, error=type(error).__name__)
        return False
    return True


@shared_task(name="core.tasks.dispatch_events")
def dispatch_events() -> None:
    with translation.override(settings.LANGUAGE_CODE):
        events.dispatch()
        events.deliver()


@shared_task(name="core.tasks.run_job")
def run_job(job_id: str) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        jobs.run(job_id)


@shared_task(name="core.tasks.sweep")
def sweep() -> None:
    with translation.override(settings.LANGUAGE_CODE):
        events.dispatch()
        events.deliver()
        jobs.sweep()
