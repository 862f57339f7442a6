"""Addresses of rehearsals, below /admin/catalogue/."""

from django.urls import path

from workflows.rehearsal import views

urlpatterns = [
    path("rehearsal/<str:code>/", views.overview, name="catalogue-rehearsal"),
    path("rehearsal/<str:code>/play/", views.play, name="catalogue-rehearsal-play"),
    path("rehearsal/<str:code>/record/", views.record, name="catalogue-sample-record"),
    path("rehearsal/<str:code>/samples/new/", views.sample, name="catalogue-sample-new"),
    path("rehearsal/<str:code>/samples/<int:pk>/", views.sample, name="catalogue-sample"),
    path("rehearsal/<str:code>/samples/<int:pk>/retire/", views.retire, name="catalogue-sample-retire"),
    path("rehearsals/<int:pk>/", views.run, name="catalogue-rehearsal-run"),
    path("rehearsals/results/<int:pk>/adopt/", views.adopt, name="catalogue-rehearsal-adopt"),
]
