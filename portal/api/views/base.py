"""What every view of the interface shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from portal.api.pagination import Pages
from portal.api.parsing import StrictJsonParser, require_text
from portal.api.schema import ProblemSchema


class OneFormat(BaseContentNegotiation):
    """Every address answers in the one format it has, whatever the client would rather accept."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        wanted = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == wanted), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class ApiView(APIView):
    """JSON in, JSON out; every failure a problem (portal.api.problems)."""

    parser_classes = [StrictJsonParser]
    content_negotiation_class = OneFormat
    schema = ProblemSchema()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        for text in (*kwargs.values(), *request.query_params.values()):
            if isinstance(text, str):
                require_text(text)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        # What one reader may see is nothing a proxy should keep for the next.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return super().finalize_response(request, response, *args, **kwargs)


def read(serializer: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """The checked content of the request. Raises REST framework's ValidationError naming every field."""
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    found: dict[str, Any] = given.validated_data
    return found


def read_query(serializer: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """The checked filters in the address; what the serializer does not know is ignored."""
    given = serializer(data=request.query_params.dict())
    given.is_valid(raise_exception=True)
    found: dict[str, Any] = given.validated_data
    return found


class ListView(ApiView):
    """A view whose GET answers with a page."""

    pagination_class = Pages

    def page(
        self,
        request: Request,
        rows: QuerySet[Any] | list[Any],
        serializer: type[Serializer[Any]],
        shape: Callable[[list[Any]], Iterable[Any]] = list,
    ) -> Response:
        """The asked page of `rows`, each turned by `shape` into what `serializer` puts out."""
        pages = Pages()
        found = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(serializer(shape(list(found)), many=True).data)
