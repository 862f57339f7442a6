"""Every address of the interface, below /api/v1/."""

from __future__ import annotations

from django.urls import path, re_path

from portal.api.views import (
    case_acts,
    cases,
    corrections,
    files,
    matters,
    objections,
    operations,
    people,
    public,
    sharing,
    tasks,
)
from portal.api.views.afterthoughts import ResubmitView, VoidView

app_name = "api"
urlpatterns = [
    path("auth/token/", people.TokenView.as_view(), name="token"),
    path("me/", people.MeView.as_view(), name="me"),
    path("matters/", matters.MattersView.as_view(), name="matters"),
    path("matters/<str:code>/", matters.MatterView.as_view(), name="matter"),
    path("matters/<str:code>/resolve/", matters.ResolveView.as_view(), name="resolve"),
    path("guide/", matters.GuideView.as_view(), name="guide"),
    path("files/", files.FilesView.as_view(), name="files"),
    path("files/<uuid:key>/content/", files.FileContentView.as_view(), name="file-content"),
    path("cases/", cases.CasesView.as_view(), name="cases"),
    path("cases/<str:number>/", cases.CaseView.as_view(), name="case"),
    path("cases/<str:number>/timeline/", cases.TimelineView.as_view(), name="timeline"),
    path("cases/<str:number>/withdraw/", case_acts.WithdrawView.as_view(), name="withdraw"),
    path("cases/<str:number>/items/<str:code>/resubmit/", ResubmitView.as_view(), name="resubmit"),
    path("cases/<str:number>/items/<str:code>/void/", VoidView.as_view(), name="void"),
    path("cases/<str:number>/urge/", case_acts.UrgeView.as_view(), name="urge"),
    path("cases/<str:number>/resupply/", case_acts.ResupplyView.as_view(), name="resupply"),
    path("cases/<str:number>/confirm/", case_acts.ConfirmView.as_view(), name="confirm"),
    path("cases/<str:number>/messages/", case_acts.MessagesView.as_view(), name="messages"),
    path("cases/<str:number>/notes/", sharing.NotesView.as_view(), name="notes"),
    path("cases/<str:number>/notes/<int:note_id>/pin/", sharing.PinView.as_view(), name="pin"),
    path("cases/<str:number>/copies/", sharing.CopiesView.as_view(), name="copies"),
    path("cases/<str:number>/copies/<int:copy_id>/revoke/", sharing.RevokeCopyView.as_view(), name="revoke-copy"),
    path("cases/<str:number>/rating/", case_acts.RatingView.as_view(), name="rating"),
    path("cases/<str:number>/objections/", case_acts.ObjectionsView.as_view(), name="objections"),
    path("cases/<str:number>/defects/", corrections.DefectsView.as_view(), name="defects"),
    path("cases/<str:number>/defects/<int:defect>/", corrections.DefectView.as_view(), name="defect"),
    path("cases/<str:number>/extend-correction/", corrections.ExtendCorrectionView.as_view(), name="extend-correction"),
    path("objections/", objections.ObjectionsToAnswerView.as_view(), name="objections-to-answer"),
    path("objections/<int:objection_id>/answer/", objections.AnswerObjectionView.as_view(), name="answer-objection"),
    path("tasks/", tasks.TasksView.as_view(), name="tasks"),
    path("tasks/buckets/", tasks.BucketsView.as_view(), name="buckets"),
    path("tasks/<int:task_id>/", tasks.TaskView.as_view(), name="task"),
    path("tasks/<int:task_id>/claim/", tasks.ClaimView.as_view(), name="claim"),
    path("tasks/<int:task_id>/release/", tasks.ReleaseView.as_view(), name="release"),
    path("tasks/<int:task_id>/recall/", tasks.RecallView.as_view(), name="recall"),
    path("tasks/<int:task_id>/consequences/", tasks.ConsequencesView.as_view(), name="consequences"),
    path("tasks/<int:task_id>/act/", tasks.ActView.as_view(), name="act"),
    path("verify/<str:code>/", public.VerifyView.as_view(), name="verify"),
    path("progress/", public.ProgressView.as_view(), name="progress"),
    path("health/", operations.HealthView.as_view(), name="health"),
    path("metrics/", operations.MetricsView.as_view(), name="metrics"),
    path("schema/", operations.SchemaView.as_view(), name="schema"),
    path("docs/", operations.DocsView.as_view(), name="docs"),
    re_path(r"", operations.NowhereView.as_view(), name="nowhere"),
]
