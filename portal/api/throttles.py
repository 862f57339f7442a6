"""How often the open doors may be tried. A cache that is down never keeps anybody out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class DoorThrottle(SimpleRateThrottle):
    """Counts per person, or per address for strangers."""

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        person = request.user.pk if request.user and request.user.is_authenticated else self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": person}

    def get_ident(self, request: Request) -> str:
        """The address of the connection; behind our own proxy the one it saw, never what the client claims."""
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
        return forwarded.split(",")[-1].strip() or request.META.get("REMOTE_ADDR", "")

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except (RedisError, OSError):
            return True


class TokenThrottle(DoorThrottle):
    # Guessing passwords is stopped per account (portal.accounts); this only keeps the door from being jammed.
    scope, rate = "api-token", "120/min"


class VerifyThrottle(DoorThrottle):
    scope, rate = "api-verify", "60/min"


class ProgressThrottle(DoorThrottle):
    scope, rate = "api-progress", "20/min"


class GuideThrottle(DoorThrottle):
    scope, rate = "api-guide", "120/min"


class UploadThrottle(DoorThrottle):
    scope, rate = "api-upload", "120/min"


class CaseNumberThrottle(DoorThrottle):
    """Tries for one case number from anywhere: six characters must not be guessed together (R86)."""

    scope, rate = "api-progress-number", "30/hour"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        number = request.query_params.get("number", "").strip().upper()[:40]
        return self.cache_format % {"scope": self.scope, "ident": number.encode().hex()} if number else None
