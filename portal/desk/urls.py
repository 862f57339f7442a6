from __future__ import annotations

from django.urls import path

from portal.desk.views import acts, cases, delegate, duties, inbox, objections, replies, search, sharing, task
from portal.desk.views.cancelling import cancel_case
from portal.desk.views.voiding import void_item

app_name = "desk"
urlpatterns = [
    path("inbox/", inbox.show_inbox, name="inbox"),
    path("inbox/claim/", acts.claim_many, name="claim_many"),
    path("task/<int:task_id>/", task.show_task, name="task"),
    path("task/<int:task_id>/claim/", acts.claim, name="claim"),
    path("task/<int:task_id>/release/", acts.release, name="release"),
    path("task/<int:task_id>/act/", acts.act, name="act"),
    path("task/<int:task_id>/recall/", acts.recall, name="recall"),
    path("cases/", cases.list_cases, name="cases"),
    path("case/<str:number>/", cases.show_case, name="case"),
    path("case/<str:number>/cancel/", cancel_case, name="cancel"),
    path("case/<str:number>/void/<str:code>/", void_item, name="void"),
    path("case/<str:number>/message/", cases.write_message, name="message"),
    path("case/<str:number>/note/", sharing.write_note, name="note"),
    path("case/<str:number>/note/<int:note_id>/pin/", sharing.pin_note, name="pin"),
    path("case/<str:number>/copy/", sharing.give_copy, name="copy"),
    path("case/<str:number>/copy/<int:copy_id>/revoke/", sharing.revoke_copy, name="uncopy"),
    path("case/<str:number>/paper/<str:code>/", cases.open_paper, name="paper"),
    path("duties/", duties.show_duty_list, name="duties"),
    path("replies/", replies.show_replies, name="replies"),
    path("replies/save/", replies.save_reply, name="reply_save"),
    path("replies/<int:reply_id>/delete/", replies.delete_reply, name="reply_delete"),
    path("delegate/", delegate.show, name="delegate"),
    path("delegate/new/", delegate.new, name="delegate_new"),
    path("delegate/<int:delegation_id>/revoke/", delegate.revoke, name="revoke"),
    path("delegate/leave/", delegate.leave, name="leave"),
    path("delegate/back/<int:absence_id>/", delegate.back, name="back"),
    path("search/", search.search, name="search"),
    path("objections/", objections.list_objections, name="objections"),
    path("objections/<int:pk>/answer/", objections.answer, name="answer_objection"),
]
