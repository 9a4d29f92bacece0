"""Rate limit of the API. The counter is a courtesy: without Redis the request is served uncounted."""

import structlog
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

log = structlog.get_logger(__name__)


class PatientThrottle(UserRateThrottle):
    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except (RedisError, OSError) as error:
            log.warning("throttle_uncounted", error=type(error).__name__)
            return True
