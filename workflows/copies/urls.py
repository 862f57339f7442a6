"""Address of the conflicting copies, below /admin/catalogue/."""

from django.urls import path

from workflows.copies import views

urlpatterns = [path("copies/", views.conflicts, name="data-conflicts")]
