"""Every address of the portal: each part brings its own."""

from __future__ import annotations

import logging
from importlib import import_module

from django.conf import settings
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
    # BUILDING: while parts are still being built, a part whose urls cannot be read is left out.
    try:
        import_module(module)
    except (ImportError, RuntimeError) as error:
        logging.getLogger(__name__).warning("left out %s: %s", module, error)
        return False
    return True


urlpatterns: list[URLPattern | URLResolver] = [
    *(path(prefix, include(module)) for prefix, module in PARTS if _exists(module)),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    urlpatterns.append(path("ui/", include("portal.ui.urls")))

handler500 = "portal.ui.views.server_error"
