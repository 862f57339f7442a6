"""For those who keep the portal running: health, figures, the description of the interface."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import health
from portal.api.metrics import exposition
from portal.api.schema import RememberingGenerator
from portal.api.serializers.public import HealthSerializer
from portal.api.views.base import ApiView
from portal.api.views.public import OpenView
from portal.errors import NotFound

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


class HealthView(OpenView):
    """Database, broker, heartbeat, alarms, record. 503 when one of them fails."""

    @extend_schema(tags=["operations"], responses={200: HealthSerializer, 503: HealthSerializer})
    def get(self, request: Request) -> Response:
        found = health.look()
        shape = {"status": "ok" if found.ok else "failing", "checks": found.checks}
        return Response(HealthSerializer(shape).data, status=200 if found.ok else 503)


class MetricsView(OpenView):
    """Figures for Prometheus."""

    @extend_schema(
        tags=["operations"], responses={(200, "text/plain"): OpenApiResponse(OpenApiTypes.STR, "Prometheus text.")}
    )
    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(exposition(), content_type=TEXT_FORMAT)


class SchemaView(SpectacularAPIView):
    """The description of this interface (OpenAPI)."""

    permission_classes = [AllowAny]
    authentication_classes = []
    generator_class = RememberingGenerator


class DocsView(SpectacularSwaggerSplitView):
    """The description to read and try; its script is an address of its own, as the page policy wants."""

    permission_classes = [AllowAny]
    authentication_classes = []
    url_name = "api:schema"
    template_name = "api/docs.html"


class NowhereView(ApiView):
    """Any other address below the interface: a problem in its shape, not a page."""

    permission_classes = [AllowAny]

    @extend_schema(exclude=True)
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound(nowhere(request.path))


def nowhere(path: str) -> str:
    try:
        known = not path.endswith("/") and resolve(f"{path}/").url_name != "nowhere"
    except Resolver404:
        known = False
    if known:
        return _("There is no such address. Did you mean %(path)s with a slash at its end?") % {"path": f"{path}/"}
    return _("There is no such address. The list of addresses is at /api/v1/docs/.")
