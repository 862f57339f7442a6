"""Address of the findings, below /admin/catalogue/."""

from django.urls import path

from services.catalog.lint import views

urlpatterns = [path("check/", views.findings, name="catalogue-check")]
