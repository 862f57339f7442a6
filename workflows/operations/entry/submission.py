"""Hand in an application: one form, one set of materials, one case."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from portal.composed import composed
from portal.errors import Conflict, Forbidden, Invalid
from services.cases.models import Case, CaseMaterial, Channel, Submission
from services.cases.states import CASE_BEFORE_DECISION, CaseState
from services.catalog.models import MatterVersion
from services.catalog.queries import published_version
from workflows.acting import digest_of
from workflows.applying.application import Application, ApplicationForm, ReadForm, check_rules, open_form, read_form
from workflows.applying.given_papers import read_materials
from workflows.applying.numbers import fingerprint
from workflows.engine.change import change
from workflows.timing import promises

from .filing import Prepared, numbered_case, write_case

# Recorded by a clerk about an application filed for somebody else; nobody claims them for their own.
WINDOW_CHANNELS = (Channel.COUNTER, Channel.HOTLINE)


def digest(application: Application, applicant: Any) -> str:
    """What makes two requests under one key the same: everything, and for whom."""
    return digest_of(
        {
            "applicant": applicant.pk,
            "consent": application.consent,
            "matter": application.matter,
            "answers": dict(application.answers),
            "fields": dict(application.fields),
            "materials": dict(application.materials),
            "commitments": dict(application.commitments),
            "channel": application.channel,
        }
    )


class IdenticalCase(Conflict):
    """R13: the same application is already open; `number` leads to it."""

    code = "identical_open_case"

    def __init__(self, number: str):
        self.number = number
        super().__init__(_("You already have the same application open: %(number)s.") % {"number": number})


def submit(application: Application, *, applicant: Any, actor: Any, key: str = "") -> tuple[Case, bool]:
    """Hand in `application`. Returns (case, created); the same key again returns the same case.

    Raises Invalid with every problem at once, IdenticalCase (R13), Forbidden for an agent
    without authority (R1), Conflict `idempotency_conflict` for a reused key.
    """
    repeated = earlier_case(actor, key, application, applicant)
    if repeated is not None:
        return repeated, False
    require_authority(application, applicant, actor)
    version = application.version or published_version(application.matter)
    try:
        prepared = prepare(application, version, applicant=applicant, actor=actor)
    except IdenticalCase:
        # The same request at the same moment may have been first: then it is the same case.
        repeated = earlier_case(actor, key, application, applicant)
        if repeated is None:
            raise
        return repeated, False
    at = timezone.now()
    case = numbered_case(application, version, prepared, applicant=applicant, actor=actor, at=at)
    try:
        with change(actor, at=at) as opened:
            remember = remember_key(actor, key, application, applicant)
            write_case(case, prepared, applicant=applicant, opened=opened)
            if remember is not None:
                remember.case = case
                remember.save(update_fields=["case"])
    except IntegrityError as error:
        return resolve_collision(error, application, applicant=applicant, actor=actor, key=key)
    return case, True


def require_authority(application: Application, applicant: Any, actor: Any) -> None:
    """Somebody else may file only at a window, naming how the applicant consented (R1, R2).

    "At the counter" and "by phone" are a clerk's words about somebody else's application.
    """
    if applicant.pk == actor.pk:
        if application.channel in WINDOW_CHANNELS:
            raise Forbidden(
                _("“%(channel)s” is recorded by the clerk who files it for you. Leave it out to apply yourself.")
                % {"channel": Channel(application.channel).label}
            )
        return
    if not duties_of(actor).departments("accept"):
        raise Forbidden(_("Only the window or the hotline can apply on behalf of somebody else."))
    if not application.consent.strip():
        raise Invalid(
            _("Please record how the applicant consented: signature pad, phone recording or authorisation."),
            fields={"consent": [_("Please record how the applicant consented.")]},
        )


def earlier_case(actor: Any, key: str, application: Application, applicant: Any) -> Case | None:
    if not key:
        return None
    kept = Submission.objects.filter(user=actor, scope="cases", key=key[:120]).select_related("case").first()
    if kept is None or kept.case is None:
        return None
    if kept.digest != digest(application, applicant):
        raise Conflict(
            _("This Idempotency-Key was used for another application. Use a new key for a new application."),
            code="idempotency_conflict",
        )
    return kept.case


def remember_key(actor: Any, key: str, application: Application, applicant: Any) -> Submission | None:
    if not key:
        return None
    return Submission.objects.create(user=actor, scope="cases", key=key[:120], digest=digest(application, applicant))


def resolve_collision(
    error: IntegrityError, application: Application, *, applicant: Any, actor: Any, key: str
) -> tuple[Case, bool]:
    """A double click or a second tab won the race: return its case, or name it (R13)."""
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if constraint == "one_answer_per_key":
        repeated = earlier_case(actor, key, application, applicant)
        if repeated is not None:
            return repeated, False
    if constraint == "no_identical_open_case":
        twin = Case.objects.filter(applicant=applicant, matter_code=application.matter).order_by("-pk").first()
        raise IdenticalCase(twin.number if twin else "") from error
    raise error


# ---- checking ---------------------------------------------------------------------


def prepare(application: Application, version: MatterVersion, *, applicant: Any, actor: Any) -> Prepared:
    """Check everything before anything is written; problems of form and materials come together."""
    form = open_form(applicant, version.typed, application.answers, reader=actor)
    problems: dict[str, list[str]] = {}
    read: ReadForm | None = None
    try:
        read = read_form(form, application.fields)
    except Invalid as error:
        problems.update(error.fields)
    materials: tuple[CaseMaterial, ...] = ()
    try:
        materials = read_materials(
            form.resolution, application.materials, application.commitments, people={applicant.pk, actor.pk}
        )
    except Invalid as error:
        problems.update(error.fields)
    problems.update(promises.refused(applicant, application.commitments, form.resolution.material_by_code))
    if problems or read is None:
        raise Invalid(_("Please check the marked fields; nothing you typed is lost."), fields=problems)
    refuse_twin(application, form, read, applicant)
    try:
        check_rules(form, read.values(), applicant)
    except Invalid:
        # What a rule objects to may be the same application, handed in at the same moment.
        refuse_twin(application, form, read, applicant)
        raise
    return Prepared(form, read, materials)


def refuse_twin(application: Application, form: ApplicationForm, read: ReadForm, applicant: Any) -> None:
    """Name an identical open case before any rule speaks; the constraint catches a race (R13)."""
    mark = fingerprint(application.matter, form.resolution.answers, read.values())
    twin = _twins.first(applicant=applicant.pk, mark=mark)
    if twin is not None:
        raise IdenticalCase(twin)


@composed
def _twins(applicant: int, mark: str) -> QuerySet[Case, str]:
    """Numbers of open cases with this content."""
    open_states = [*CASE_BEFORE_DECISION, CaseState.DECIDED, CaseState.PARTLY_APPROVED]
    rows = Case.objects.filter(applicant_id=applicant, fingerprint=mark, state__in=open_states)
    return rows.values_list("number", flat=True)[:1]


def open_twin(applicant: Any, matter_code: str) -> Case | None:
    """An open case of the same matter, so that screens can warn before a second one is written."""
    states = [*CASE_BEFORE_DECISION, CaseState.DECIDED]
    return Case.objects.filter(applicant=applicant, matter_code=matter_code, state__in=states).order_by("-pk").first()
