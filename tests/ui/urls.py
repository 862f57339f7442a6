"""Addresses for the tests of the frame: the gallery, and views that fail in every expected way."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import include, path

from portal import errors
from portal.ui.views import server_error

FAILURES = {
    "invalid": errors.Invalid("身份证号应为 18 位，现在是 17 位，请核对", fields={"id_number": ["请核对"]}),
    "forbidden": errors.Forbidden("这件由人力资源部办理，您可以看进度，不能看申请材料"),
    "missing": errors.NotFound("没有这件办件"),
    "conflict": errors.Conflict("陈洁刚刚领取了这件，已为您打开下一件"),
    "large": errors.TooLarge("文件 26 MB，超过 20 MB"),
}


def fail(request: HttpRequest, how: str) -> HttpResponse:
    raise FAILURES[how]


def protected(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?next=/c/1/")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a programming mistake")


def form(request: HttpRequest) -> HttpResponse:
    """A form sent by htmx, with a place for notices, and one sent plainly."""
    return render(request, "tests/form.html")


handler500 = server_error
urlpatterns = [
    path("ui/", include("portal.ui.urls")),
    path("fail/<str:how>/", fail),
    path("desk/fail/<str:how>/", fail),
    path("form/", form),
    path("protected/", protected),
    path("broken/", broken),
    path("", include("portal.notices.urls")),
]
