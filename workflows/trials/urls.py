"""Addresses of trials, below /admin/catalogue/."""

from django.urls import path

from workflows.trials import views

urlpatterns = [path("simulation/<str:code>/trial/", views.trial, name="catalogue-trial")]
