"""Addresses of simulations and reviews, below /admin/catalogue/."""

from django.urls import path

from services.catalog.simulation import views

urlpatterns = [
    path("simulation/", views.index, name="catalogue-simulations"),
    path("simulation/<str:code>/", views.worksheet, name="catalogue-worksheet"),
    path("simulation/<str:code>/save/", views.save, name="catalogue-review-save"),
    path("reviews/<int:pk>/", views.review, name="catalogue-review"),
    path("reviews/<int:pk>/agree/", views.agree, name="catalogue-review-agree"),
]
