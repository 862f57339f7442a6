"""Every address of the portal: each part brings its own."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

PARTS = [
    ("", "portal.accounts.urls"),
    ("", "portal.notices.urls"),
    ("", "portal.hall.urls"),
    ("counter/", "portal.counter.urls"),
    ("desk/", "portal.desk.urls"),
    ("", "portal.oversight.urls"),
    ("api/v1/", "portal.api.urls"),
]


def _exists(module: str) -> bool:
    # BUILDING: while parts are still being built, a part without urls is left out.
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns: list[URLPattern | URLResolver] = [
    *(path(prefix, include(module)) for prefix, module in PARTS if _exists(module)),
    path("admin/", admin.site.urls),
]
