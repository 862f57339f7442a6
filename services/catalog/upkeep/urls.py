"""Addresses of the catalogue's upkeep, below /admin/catalogue/."""

from django.urls import path

from services.catalog.upkeep import citing, views

urlpatterns = [
    path("cite/", citing.cite_clause, name="catalogue-cite"),
    path("merge/", views.merge, name="catalogue-merge"),
    path("duties/", views.duties, name="catalogue-duties"),
    path("priorities/", views.priorities, name="catalogue-priorities"),
]
