"""Apply for somebody at the counter or on the phone (代办): choose the person, the way, the matter; then the wizard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments.org.duties import primary_department
from portal.accounts.models import User
from portal.counter import reads
from portal.counter.access import for_clerks
from portal.errors import Invalid, NotFound
from portal.ui.fields import Field, Option
from services.cases.models import Channel, Draft
from services.catalog.models import Matter
from services.catalog.queries import published, published_version
from workflows.operations.entry.drafting import begin_for
from workflows.operations.entry.submission import WINDOW_CHANNELS
from workflows.queries.drafts import drafts_for_others

MOST_DRAFTS = 10


def consents() -> list[tuple[str, str, str]]:
    """(code, words, what to note): how the applicant agreed to be acted for (R1)."""
    return [
        ("signature", _("Signed on the pad at the counter"), ""),
        ("recording", _("Said so on a recorded call"), _("number of the recording")),
        ("authorisation", _("Gave a written authorisation"), _("number of the authorisation")),
    ]


@for_clerks
@require_safe
def choose_person(request: HttpRequest) -> HttpResponse:
    """Find the applicant by name, user name or the end of the telephone number."""
    q = request.GET.get("q", "").strip()[:60]
    people = reads.people(q) if len(q) >= 2 or (q and not q.isascii()) else []
    people = [one for one in people if one.pk != request.user.pk]
    posts = reads.posts_of(people) if people else {}
    found = [{"person": one, "unit": posts.get(one.pk, "")} for one in people]
    context = {
        "q": q,
        "found": found,
        "too_many": len(found) >= reads.MOST_PEOPLE,
        "short": bool(q) and not found,
        "begun": list(drafts_for_others(request.user)[:MOST_DRAFTS]) if not q else [],
    }
    return render(request, "counter/new.html", context)


@for_clerks
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, username: str) -> HttpResponse:
    """Channel, consent and matter; then a draft of the person's, written by the clerk."""
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None or person.pk == request.user.pk:
        raise NotFound(_("There is nobody of that name you can apply for. Search again by name."))
    if request.method != "POST":
        return render_begin(request, person, {})
    typed = {name: str(value) for name, value in request.POST.items()}
    try:
        draft = open_draft(person, request.user, typed)
    except Invalid as error:
        return render_begin(request, person, typed, error)
    return redirect(f"/apply/{draft.key}/")


def open_draft(person: User, clerk: Any, typed: Mapping[str, str]) -> Draft:
    """The draft the wizard goes on with. Raises Invalid naming everything that is missing (R1)."""
    known = {code: (words, note) for code, words, note in consents()}
    problems: dict[str, list[str]] = {}
    consent = typed.get("consent", "")
    detail = typed.get("consent_note", "").strip()
    if consent not in known:
        problems["consent"] = [_("Please record how the applicant consented.")]
    elif known[consent][1] and not detail:
        problems["consent_note"] = [_("Please note the number of the recording or of the authorisation.")]
    channel = typed.get("channel", "")
    if channel not in WINDOW_CHANNELS:
        problems["channel"] = [_("Please say whether the applicant is here or on the phone.")]
    matter = typed.get("matter", "")
    if not matter:
        problems["matter"] = [_("Please choose the matter.")]
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)
    words = f"{known[consent][0]} · {detail}" if detail else known[consent][0]
    return begin_for(person, published_version(matter), actor=clerk, channel=channel, consent=words)


def render_begin(
    request: HttpRequest, person: User, typed: Mapping[str, str], error: Invalid | None = None
) -> HttpResponse:
    department = primary_department(person)
    context = {
        "person": person,
        "unit": department.title if department else "",
        "fields": begin_fields(typed, error, published()),
        "error": error,
        "errors": [(f"id_{name}", texts[0]) for name, texts in error.fields.items()] if error else [],
    }
    return render(request, "counter/begin.html", context, status=error.status if error else 200)


def begin_fields(typed: Mapping[str, str], error: Invalid | None, matters: list[Matter]) -> list[Field]:
    def sentence(name: str) -> str:
        return error.fields.get(name, [""])[0] if error else ""

    channel, consent = typed.get("channel", Channel.COUNTER), typed.get("consent", "")
    matter = typed.get("matter", "")
    return [
        Field("channel", _("Where the applicant is"), "radio", channel, wide=True, error=sentence("channel"), options=[
            Option(Channel.COUNTER, _("Here at the counter"), selected=channel == Channel.COUNTER),
            Option(Channel.HOTLINE, _("On the phone"), selected=channel == Channel.HOTLINE),
        ]),
        Field("consent", _("How the applicant consented"), "radio", consent, wide=True, error=sentence("consent"),
              options=[Option(code, words, note, code == consent) for code, words, note in consents()]),
        Field("consent_note", _("Number of the recording or authorisation"), "text", typed.get("consent_note", ""),
              required=False, max_length=80, error=sentence("consent_note")),
        Field("matter", _("Matter"), "select", matter, error=sentence("matter"), options=[
            Option("", _("please choose")),
            *(Option(one.code, one.label, selected=one.code == matter) for one in matters),
        ]),
    ]  # fmt: skip
