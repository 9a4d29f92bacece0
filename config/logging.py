"""One line of JSON an event on standard error (readable key=value text outside production)."""

import os

import structlog

_shared = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_shared,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

_production = os.environ.get("CONVERGENCIA_ENV", "production") == "production"
_renderer = (
    structlog.processors.JSONRenderer(ensure_ascii=False)
    if _production
    else structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer],
            "foreign_pre_chain": _shared,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "").strip() or "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "celery.beat": {"level": "WARNING"}},
}
