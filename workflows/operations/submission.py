"""Hand in an application: one form, one set of materials, one case."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from departments.org.duties import duties_of, primary_department, window_department
from departments.org.models import Department
from portal.errors import Conflict, Forbidden, Invalid
from portal.files.models import Upload
from portal.worktime import add_working_days, end_of_day, table_for
from services.cases.models import Case, CaseItem, CaseMaterial, Channel, Document, Objection, Submission
from services.cases.states import CASE_BEFORE_DECISION, CaseState, ItemState
from services.catalog.models import MatterVersion
from services.catalog.queries import published_version
from services.catalog.resolution import ResolvedMaterial

from .. import clocks, flows, holds, promises, telling, wording
from ..application import ApplicationForm, ReadForm, check_rules, open_form, read_form
from ..change import Change, change
from ..numbers import fingerprint, next_number
from . import intake
from .acting import digest_of


@dataclass(frozen=True)
class Application:
    """What somebody hands in. `materials` {code: upload id}; `commitments` {code: date of the promise}."""

    matter: str
    answers: Mapping[str, Any]
    fields: Mapping[str, Any]
    materials: Mapping[str, str] = field(default_factory=dict)
    commitments: Mapping[str, str] = field(default_factory=dict)
    channel: str = Channel.WEB
    consent: str = ""
    version: MatterVersion | None = None

    def digest(self, applicant: Any) -> str:
        """What makes two requests under one key the same: everything, and for whom."""
        return digest_of(
            {
                "applicant": applicant.pk,
                "consent": self.consent,
                "matter": self.matter,
                "answers": dict(self.answers),
                "fields": dict(self.fields),
                "materials": dict(self.materials),
                "commitments": dict(self.commitments),
                "channel": self.channel,
            }
        )


class IdenticalCase(Conflict):
    """R13: the same application is already open; `number` leads to it."""

    code = "identical_open_case"

    def __init__(self, number: str):
        self.number = number
        super().__init__(_("You already have the same application open: %(number)s.") % {"number": number})


@dataclass(frozen=True)
class Prepared:
    """A checked application, ready to be written."""

    form: ApplicationForm
    read: ReadForm
    materials: tuple[CaseMaterial, ...]


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
    try:
        with change(actor) as opened:
            remember = remember_key(actor, key, application, applicant)
            case = write_case(application, version, prepared, applicant=applicant, actor=actor, opened=opened)
            if remember is not None:
                remember.case = case
                remember.save(update_fields=["case"])
    except IntegrityError as error:
        return resolve_collision(error, application, applicant=applicant, actor=actor, key=key)
    return case, True


def require_authority(application: Application, applicant: Any, actor: Any) -> None:
    """Somebody else may file only at a window, naming how the applicant consented (R1, R2)."""
    if applicant.pk == actor.pk:
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
    if kept.digest != application.digest(applicant):
        raise Conflict(
            _("This Idempotency-Key was used for another application. Use a new key for a new application."),
            code="idempotency_conflict",
        )
    return kept.case


def remember_key(actor: Any, key: str, application: Application, applicant: Any) -> Submission | None:
    if not key:
        return None
    return Submission.objects.create(user=actor, scope="cases", key=key[:120], digest=application.digest(applicant))


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
    form = open_form(applicant, version.typed, application.answers)
    problems: dict[str, list[str]] = {}
    read: ReadForm | None = None
    try:
        read = read_form(form, application.fields)
    except Invalid as error:
        problems.update(error.fields)
    materials: tuple[CaseMaterial, ...] = ()
    try:
        materials = read_materials(form, application, people={applicant.pk, actor.pk})
    except Invalid as error:
        problems.update(error.fields)
    problems.update(promises.refused(applicant, application.commitments, form.resolution.material_by_code))
    if problems or read is None:
        raise Invalid(_("Please check the marked fields; nothing you typed is lost."), fields=problems)
    refuse_twin(application, form, read, applicant)
    check_rules(form, read.values(), applicant)
    return Prepared(form, read, materials)


def refuse_twin(application: Application, form: ApplicationForm, read: ReadForm, applicant: Any) -> None:
    """Name an identical open case before any rule speaks; the constraint catches a race (R13)."""
    mark = fingerprint(application.matter, form.resolution.answers, read.values())
    open_states = [*CASE_BEFORE_DECISION, CaseState.DECIDED, CaseState.PARTLY_APPROVED]
    twin = Case.objects.filter(applicant=applicant, fingerprint=mark, state__in=open_states).only("number").first()
    if twin is not None:
        raise IdenticalCase(twin.number)


def read_materials(form: ApplicationForm, application: Application, *, people: set[int]) -> tuple[CaseMaterial, ...]:
    problems: dict[str, list[str]] = {}
    known = form.resolution.material_by_code
    for code in [*application.materials, *application.commitments]:
        if code not in known:
            problems[code] = [_("This paper is not asked for in this application. Leave it out.")]
        elif known[code].handling == "exempt":
            problems[code] = [_("This paper is never handed in: the system has it already (R17).")]
    uploads = find_uploads(application.materials, people, problems)
    rows = []
    for one in form.resolution.materials:
        try:
            rows.append(read_material(one, uploads.get(one.code), application.commitments.get(one.code)))
        except Invalid as error:
            problems[one.code] = [error.detail]
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)
    return tuple(rows)


def find_uploads(materials: Mapping[str, str], people: set[int], problems: dict[str, list[str]]) -> dict[str, Upload]:
    """{material code: upload}; only files these people handed in themselves."""
    ids = {one for one in map(readable_id, materials.values()) if one is not None}
    found = Upload.objects.filter(pk__in=ids, owner_id__in=people).in_bulk() if ids else {}
    by_id = {str(pk): upload for pk, upload in found.items()}
    result = {}
    for code, pk in materials.items():
        upload = by_id.get(str(pk))
        if upload is None:
            problems[code] = [_("This file was not found. Please upload it again.")]
        else:
            result[code] = upload
    return result


def readable_id(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def read_material(one: ResolvedMaterial, upload: Upload | None, promise: str | None) -> CaseMaterial:
    """One row of the set; raises Invalid when an essential paper is missing or a promise makes no sense."""
    snapshot = one.material
    row = CaseMaterial(
        code=one.code,
        name=snapshot.name,
        name_en=snapshot.name_en,
        handling=one.handling,
        essential=one.essential,
        used_by=list(one.used_by),
        defer_days=snapshot.defer_days if snapshot.deferrable else None,
        upload=upload,
    )
    if one.handling == "exempt":
        row.status = CaseMaterial.Status.EXEMPT
    elif upload is not None:
        row.status, row.supplied_at = CaseMaterial.Status.HANDED_IN, timezone.now()
    elif one.phase == "post":
        row.status = CaseMaterial.Status.LATER
    elif promise:
        row.status, row.deferred_until = CaseMaterial.Status.DEFERRED, promised_moment(one, promise)
    elif one.essential or not snapshot.deferrable:
        raise Invalid(_("Please upload “%(paper)s”.") % {"paper": snapshot.label})
    else:
        row.status = CaseMaterial.Status.MISSING
    return row


def promised_moment(one: ResolvedMaterial, promise: str) -> datetime:
    """The promised day as a moment (end of that day); bounded at acceptance (R39, R40)."""
    if not one.material.deferrable:
        raise Invalid(_("“%(paper)s” cannot be handed in later. Please upload it.") % {"paper": one.material.label})
    day = promise if isinstance(promise, date) else parse_date(str(promise))
    if day is None:
        raise Invalid(_("Please give the day by which you hand in “%(paper)s”.") % {"paper": one.material.label})
    if day < timezone.localdate():
        raise Invalid(_("The day promised for “%(paper)s” has passed already.") % {"paper": one.material.label})
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


# ---- writing ----------------------------------------------------------------------


def write_case(
    application: Application,
    version: MatterVersion,
    prepared: Prepared,
    *,
    applicant: Any,
    actor: Any,
    opened: Change,
) -> Case:
    matter, resolution = prepared.form.matter, prepared.form.resolution
    lead = Department.objects.select_related("organisation__calendar").get(code=matter.lead_department)
    organisation = lead.organisation
    bound_commitments(prepared, opened.at, organisation.calendar.code)
    case = Case(
        number=next_number(organisation, timezone.localdate(opened.at)),
        matter_id=version.matter_id,
        version=version,
        matter_code=matter.code,
        matter_name=matter.name,
        matter_name_en=matter.name_en,
        organisation=organisation,
        lead_department=lead,
        window=window_department(organisation),
        applicant=applicant,
        applicant_department=primary_department(applicant),
        registered_by=None if actor.pk == applicant.pk else actor,
        channel=application.channel,
        consent=application.consent,
        answers=resolution.answers,
        facts=resolution.facts,
        form=prepared.read.entries,
        fingerprint=fingerprint(matter.code, resolution.answers, prepared.read.values()),
        calendar_code=organisation.calendar.code,
        calendar_version=table_for(organisation.calendar.code).version,
        limit_amount=resolution.promised.amount,
        limit_unit=resolution.promised.unit,
        promised_because=list(resolution.promised_because),
        submitted_at=opened.at,
        received_at=clocks.receipt_of(opened.at, organisation.calendar.code, resolution.promised.unit),
    )
    case.intake_due_at = clocks.moments(case, case.received_at, clocks.working_limit(clocks.INTAKE_LIMIT_DAYS)).due_at
    case.save(force_insert=True)
    items = write_items(case, prepared)
    holds.take([item for item in items if item.phase == "main"], case)
    write_materials(case, prepared, opened)
    write_objections(case, prepared, opened)
    opened.note(
        case.stream,
        "case.submitted",
        subject=case.number,
        data={"matter": matter.code, "version": matter.version, "channel": case.channel},
    )
    start(case, items)
    return case


def start(case: Case, items: list[CaseItem]) -> None:
    """Open the case's flow. Emergencies and purely automatic matters are accepted at once (R9, R25)."""
    main = [item for item in items if item.phase == "main"]
    at_once = case.limit_unit == "ch" or all(item.automatic for item in main)
    if at_once:
        intake.take_on(case, accepted_at=case.submitted_at)
    else:
        telling.tell_applicant(case, wording.RECEIVED, key="", due=telling.moment_words(case.intake_due_at))
    flows.CaseFlow.start.run(case=case, at_once=at_once)


def write_items(case: Case, prepared: Prepared) -> list[CaseItem]:
    resolution = prepared.form.resolution
    departments = {
        one.code: one for one in Department.objects.filter(code__in={item.item.department for item in resolution.items})
    }
    automatic = flows.automatic_items([one.code for one in resolution.items])
    rows = [
        CaseItem(
            case=case,
            code=one.code,
            name=one.item.name,
            name_en=one.item.name_en,
            department=departments[one.item.department],
            position=number,
            phase=one.phase,
            definition=one.item.to_json(),
            needs=list(one.needs),
            soft=list(one.soft),
            state=ItemState.SUBMITTED,
            automatic=one.code in automatic,
        )
        for number, one in enumerate(sorted(resolution.items, key=lambda one: one.position), start=1)
    ]
    return CaseItem.objects.bulk_create(rows)


def write_materials(case: Case, prepared: Prepared, opened: Change) -> None:
    for row in prepared.materials:
        row.case = case
    CaseMaterial.objects.bulk_create(prepared.materials)
    deferred = [row for row in prepared.materials if row.status == CaseMaterial.Status.DEFERRED]
    if not deferred:
        return
    Document.objects.create(
        case=case,
        kind=Document.Kind.DEFERRAL,
        number=f"RQ-{case.number}-01",
        name=_("Commitment to hand in papers later"),
        issued_by=case.window,
        issued_at=opened.at,
        released_at=opened.at,
        data={"papers": [{"code": row.code, "until": row.deferred_until.isoformat()} for row in deferred]},
    )
    for row in deferred:
        opened.note(case.stream, "material.promised", subject=case.number, data={"material": row.code})


def write_objections(case: Case, prepared: Prepared, opened: Change) -> None:
    claims = prepared.read.claims
    sources = {one.field.source.source_department for one in claims if one.field.source}
    departments = {one.code: one for one in Department.objects.filter(code__in=sources)} if sources else {}
    Objection.objects.bulk_create(
        Objection(
            case=case,
            element=one.field.key,
            label=one.field.resolved.element.name,
            source=departments.get(one.field.source.source_department) if one.field.source else None,
            held_value=one.field.value,
            claim=one.text,
            created_at=opened.at,
        )
        for one in claims
    )
    for one in claims:
        opened.note(case.stream, "data.objected", subject=case.number, data={"element": one.field.key})


def bound_commitments(prepared: Prepared, at: datetime, calendar_code: str) -> None:
    """A promise may not go past the material's own days nor the matter's limit (R40)."""
    table = clocks.table(calendar_code)
    promised = prepared.form.resolution.promised
    limit_days = int(promised.amount.to_integral_value(rounding="ROUND_CEILING")) if promised.unit == "wd" else 1
    problems = {}
    for row in prepared.materials:
        if row.status != CaseMaterial.Status.DEFERRED:
            continue
        days = min(row.defer_days or limit_days, max(limit_days, 1))
        last = end_of_day(add_working_days(timezone.localdate(at), days, table), table)
        if timezone.localdate(row.deferred_until) > timezone.localdate(last):
            problems[row.code] = [
                _("“%(paper)s” can be promised for %(day)s at the latest.")
                % {"paper": row.name, "day": timezone.localdate(last).isoformat()}
            ]
        row.deferred_until = end_of_day(timezone.localdate(row.deferred_until), table)
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)


def open_twin(applicant: Any, matter_code: str) -> Case | None:
    """An open case of the same matter, so that screens can warn before a second one is written."""
    states = [*CASE_BEFORE_DECISION, CaseState.DECIDED]
    return Case.objects.filter(applicant=applicant, matter_code=matter_code, state__in=states).order_by("-pk").first()
