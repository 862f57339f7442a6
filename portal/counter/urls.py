from __future__ import annotations

from django.urls import path

from portal.counter.views import calls, deliver, intake, mending, new, slip, today

app_name = "counter"
urlpatterns = [
    path("", today.show_today, name="today"),
    path("new/", new.choose_person, name="new"),
    path("new/<str:username>/", new.begin, name="begin"),
    path("task/<int:task_id>/", intake.show_intake, name="task"),
    path("task/<int:task_id>/accept/", intake.accept, name="accept"),
    path("task/<int:task_id>/refuse/", intake.refuse, name="refuse"),
    path("task/<int:task_id>/notice/", intake.send_notice, name="notice"),
    path("task/<int:task_id>/mend/", mending.mend, name="mend"),
    path("task/<int:task_id>/preview/", intake.preview_notice, name="preview"),
    path("task/<int:task_id>/claim/", intake.claim, name="claim"),
    path("deliver/<int:task_id>/", deliver.show_delivery, name="deliver"),
    path("calls/<int:call_id>/", calls.note, name="call"),
    path("slip/<str:number>/", slip.show_slip, name="slip"),
]
