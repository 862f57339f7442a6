"""Acts of section 8: propose, withdraw, publish, send back, publish an old version again, export."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.errors import DomainError, Invalid, NotFound
from services.catalog.admin.design.stage import Stage, stage_for
from services.catalog.admin.design.views import page, person
from services.catalog.drafts import read_catalogue
from services.catalog.exporting import bundle, documents_of, part_of
from services.catalog.models import Matter, Proposal
from services.catalog.operations import proposing
from services.catalog.places import design_url


@require_POST
def act(request: HttpRequest, matter_id: int, name: str) -> HttpResponse:
    """One act; what stands in the way is shown on the page it was sent from."""
    stage = stage_for(matter_id, person(request))
    try:
        said = _ACTS[name](request, stage)
    except KeyError as error:
        raise NotFound(_("There is no such act.")) from error
    except DomainError as problem:
        return page(request, stage, "versions", problem=problem)
    messages.success(request, said)
    return HttpResponseRedirect(design_url(matter_id, "versions"))


def _propose(request: HttpRequest, stage: Stage) -> str:
    posted = request.POST
    proposing.propose(
        stage.matter,
        actor=stage.user,
        note=posted.get("note", ""),
        effective_from=_moment(posted.get("effective_from", "")),
        despite=posted.get("despite", ""),
    )
    return _("Proposed. Who reviews the catalogue has been told; until then applicants see the version in force.")


def _restore(request: HttpRequest, stage: Stage) -> str:
    number = request.POST.get("version", "")
    version = stage.matter.versions.filter(number=number).first() if number.isdecimal() else None
    if version is None:
        raise NotFound(_("There is no such version."))
    posted = request.POST
    proposing.restore(version, actor=stage.user, note=posted.get("note", ""), despite=posted.get("despite", ""))
    return _("Version %(number)d was proposed again. A second person publishes it as the next version.") % {
        "number": version.number
    }


def _approve(request: HttpRequest, stage: Stage) -> str:
    version = proposing.approve(_waiting(request, stage), actor=stage.user)
    if version.effective_from > timezone.now():
        when = date_format(timezone.localtime(version.effective_from), "Y-m-d H:i")
        return _("Version %(number)d is published and counts from %(when)s. Its author has been told.") % {
            "number": version.number,
            "when": when,
        }
    return _(
        "Version %(number)d is published: new cases start with it, running ones keep theirs. Its author has been told."
    ) % {"number": version.number}


def _refuse(request: HttpRequest, stage: Stage) -> str:
    proposing.refuse(_waiting(request, stage), actor=stage.user, reason=request.POST.get("reason", ""))
    return _("Sent back. Its author has been told what to change.")


def _withdraw(request: HttpRequest, stage: Stage) -> str:
    proposing.withdraw(_waiting(request, stage), actor=stage.user)
    return _("Withdrawn. The draft is as it was.")


_ACTS = {
    "propose": _propose,
    "restore": _restore,
    "approve": _approve,
    "refuse": _refuse,
    "withdraw": _withdraw,
}


def _waiting(request: HttpRequest, stage: Stage) -> Proposal:
    """The proposal the page showed, so that a stale page hears what became of it."""
    key = request.POST.get("proposal", "")
    found = stage.matter.proposals.filter(pk=key).first() if key.isdecimal() else None
    if found is None:
        raise NotFound(_("There is no such proposal. Look at the page again."))
    return found


def _moment(raw: str) -> datetime | None:
    """A moment in the house's own zone, None for at once. Raises Invalid."""
    if not raw.strip():
        return None
    try:
        found = parse_datetime(raw.strip())
    except ValueError:
        found = None
    if found is None:
        raise Invalid(_("“%(value)s” is not a moment. Choose a day and an hour.") % {"value": raw})
    return found if timezone.is_aware(found) else timezone.make_aware(found)


@require_GET
def export(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The draft of one matter with everything it is made of, as one file."""
    person(request)
    matter = Matter.objects.filter(pk=matter_id).first()
    if matter is None:
        raise NotFound(_("There is no such matter. Choose one from the list."))
    text = bundle(documents_of(part_of(read_catalogue(), matters=[matter.code])))
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{matter.code}.yaml"'
    return response
