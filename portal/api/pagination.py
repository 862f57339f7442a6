"""Lists are pages: {"count", "next", "previous", "results"}."""

from __future__ import annotations

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """`page` counts from 1; `page_size` is 25 when not given and never more than 100."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100
