"""Addresses of the hall. Every fragment has a full page of its own."""

from __future__ import annotations

from django.urls import path

from portal.hall.views import (
    acts,
    apply,
    check,
    correct,
    documents,
    files,
    form,
    guide,
    help,
    home,
    materials,
    matter,
    my,
    progress,
    public,
    questions,
    rating,
    receipt,
)

app_name = "hall"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search_page, name="search"),
    path("guide/", guide.guide, name="guide"),
    path("guide/call/", guide.call_me, name="call_me"),
    path("m/<slug:code>/", matter.matter_page, name="matter"),
    path("apply/new/<slug:code>/", apply.new, name="new"),
    path("apply/<uuid:key>/", apply.resume, name="apply"),
    path("apply/<uuid:key>/discard/", apply.discard, name="discard"),
    path("apply/<uuid:key>/questions/", questions.questions, name="questions"),
    path("apply/<uuid:key>/form/", form.form_step, name="form"),
    path("apply/<uuid:key>/materials/", materials.materials, name="materials"),
    path("apply/<uuid:key>/materials/<slug:code>/", materials.paper, name="paper"),
    path("apply/<uuid:key>/check/", check.check, name="check"),
    path("apply/<uuid:key>/receipt/", receipt.receipt, name="receipt"),
    path("my/", my.my, name="my"),
    path("c/<slug:number>/", progress.case_page, name="case"),
    path("c/<slug:number>/lanes/", progress.lanes_fragment, name="lanes"),
    path("c/<slug:number>/record/", progress.record_page, name="record"),
    path("c/<slug:number>/why/", progress.why_page, name="why"),
    path("c/<slug:number>/file/", documents.case_file, name="file"),
    path("c/<slug:number>/documents/<slug:code>/", documents.document, name="document"),
    path("c/<slug:number>/correct/", correct.correct, name="correct"),
    path("c/<slug:number>/correct/extend/", correct.extend, name="extend"),
    path("c/<slug:number>/withdraw/", acts.withdraw, name="withdraw"),
    path("c/<slug:number>/urge/", acts.urge, name="urge"),
    path("c/<slug:number>/messages/", acts.write, name="write"),
    path("c/<slug:number>/confirm/", acts.confirm_receipt, name="confirm"),
    path("c/<slug:number>/objections/", acts.object_to, name="object"),
    path("c/<slug:number>/rating/", rating.rating, name="rating"),
    path("files/<uuid:key>/", files.upload, name="upload"),
    path("verify/", public.verify, name="verify_form"),
    path("verify/<slug:code>/", public.verify, name="verify"),
    path("progress/", public.progress, name="public_progress"),
    path("help/", help.help_page, name="help"),
]
