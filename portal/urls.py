"""Every address of the portal: each part brings its own."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.accounts.urls")),
    path("", include("portal.notices.urls")),
    path("", include("portal.hall.urls")),
    path("counter/", include("portal.counter.urls")),
    path("desk/", include("portal.desk.urls")),
    path("", include("portal.oversight.urls")),
    path("api/v1/", include("portal.api.urls")),
    path("admin/catalogue/", include("services.catalog.lint.urls")),
    path("admin/catalogue/", include("services.catalog.upkeep.urls")),
    path("admin/catalogue/", include("services.catalog.simulation.urls")),
    path("admin/catalogue/", include("workflows.trials.urls")),
    path("admin/catalogue/", include("workflows.copies.urls")),
    path("admin/catalogue/", include("workflows.rehearsal.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    urlpatterns.append(path("ui/", include("portal.ui.urls")))

handler500 = "portal.ui.views.server_error"
