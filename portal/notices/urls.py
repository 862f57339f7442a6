from django.urls import path

from portal.notices import views

app_name = "notices"
urlpatterns = [
    path("messages/", views.message_list, name="list"),
    path("messages/read-all/", views.read_all, name="read_all"),
    path("messages/<uuid:notice_id>/", views.open_message, name="open"),
]
