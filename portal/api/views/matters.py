"""Matters and guidance: what can be applied for, and what one set of answers makes of it."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.presenters import matters as shapes
from portal.api.serializers.matters import (
    GuideQuerySerializer,
    GuideSerializer,
    MatterFilterSerializer,
    MatterRowSerializer,
    MatterSerializer,
    ResolutionSerializer,
    ResolveRequestSerializer,
)
from portal.api.throttles import GuideThrottle
from portal.api.views.base import ApiView, ListView, read, read_query
from services.catalog.models import Matter
from services.catalog.queries import published, published_version
from services.guide.search import search
from workflows.applying.application import open_form
from workflows.queries.locker import valid_papers


def rows(matters: list[Matter]) -> list[shapes.Json]:
    return [shapes.matter_row(one.published.typed) for one in matters if one.published]


class MattersView(ListView):
    """The matters one can apply for."""

    @extend_schema(tags=["matters"], parameters=[MatterFilterSerializer], responses=MatterRowSerializer(many=True))
    def get(self, request: Request) -> Response:
        asked = read_query(MatterFilterSerializer, request)
        return self.page(request, published(asked.get("audience") or None), MatterRowSerializer, rows)


class MatterView(ApiView):
    """One matter: its questions, items, materials, limits, and what it was like before."""

    @extend_schema(tags=["matters"], responses=MatterSerializer)
    def get(self, request: Request, code: str) -> Response:
        return Response(MatterSerializer(shapes.matter_page(published_version(code).typed)).data)


class ResolveView(ApiView):
    """What these answers make of the matter for the person asking; nothing is stored."""

    @extend_schema(tags=["matters"], request=ResolveRequestSerializer, responses=ResolutionSerializer)
    def post(self, request: Request, code: str) -> Response:
        answers = read(ResolveRequestSerializer, request)["answers"]
        form = open_form(request.user, published_version(code).typed, answers)
        kept = valid_papers(request.user, form.resolution.material_by_code)
        return Response(ResolutionSerializer(shapes.resolution(form, kept)).data)


class GuideView(ApiView):
    """Ranked matters for a sentence in everyday words; nothing fitting gives an empty list."""

    throttle_classes = [GuideThrottle]

    @extend_schema(tags=["matters"], parameters=[GuideQuerySerializer], responses=GuideSerializer)
    def get(self, request: Request) -> Response:
        asked = read_query(GuideQuerySerializer, request)
        hits = search(asked["q"], asked.get("audience") or None)
        known = {one.code: one for one in published()} if hits else {}
        return Response(GuideSerializer(shapes.guidance(hits, known)).data)
