"""Addresses of the catalogue's upkeep, below /admin/catalogue/."""

from django.urls import path

from services.catalog.upkeep import citing

urlpatterns = [path("cite/", citing.cite_clause, name="catalogue-cite")]
