"""The component gallery. Included by the project while DEBUG only: path("ui/", include("portal.ui.urls"))."""

from __future__ import annotations

from django.urls import path

from portal.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.show_gallery, name="gallery"),
    path("<slug:page>/", views.show_gallery, name="page"),
]
