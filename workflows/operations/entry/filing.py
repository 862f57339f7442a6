"""Write a checked application as a case: items, papers, objections, and its flow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.duties import primary_department, window_department
from departments.org.models import Department
from portal.errors import Invalid
from portal.worktime import add_working_days, end_of_day, table_for
from services.cases.amounts import amount_of
from services.cases.models import Case, CaseItem, CaseMaterial, Document, Objection
from services.cases.states import ItemState
from services.catalog.models import MatterVersion
from services.catalog.resolution import Resolution
from workflows import flows
from workflows.applying.application import Application, ApplicationForm, ReadForm
from workflows.applying.numbers import fingerprint, next_number
from workflows.casework import holds, objections
from workflows.engine.change import Change
from workflows.operations.owed.declaring import write_declarations
from workflows.operations.owed.supplying import write_owed
from workflows.operations.window import intake
from workflows.people import routing
from workflows.stages.automatic import automatic_items
from workflows.timing import clocks
from workflows.words import telling, wording


@dataclass(frozen=True)
class Prepared:
    """A checked application, ready to be written."""

    form: ApplicationForm
    read: ReadForm
    materials: tuple[CaseMaterial, ...]


def numbered_case(
    application: Application,
    version: MatterVersion,
    prepared: Prepared,
    *,
    applicant: Any,
    actor: Any,
    at: datetime,
) -> Case:
    """The case with its number, not saved yet. Called before the transaction that writes it.

    A number taken inside would make every other application of the organisation wait for that
    transaction. One that fails after all leaves a gap, which R85 allows.
    """
    case = new_case(application, version, prepared, applicant=applicant, actor=actor)
    promise_time(case, prepared.form.resolution, at)
    bound_commitments(prepared, at, case.calendar_code)
    case.number = next_number(case.organisation, timezone.localdate(at))
    return case


def write_case(case: Case, prepared: Prepared, *, applicant: Any, opened: Change) -> Case:
    """Write the case with everything that is part of it, and open its flow."""
    case.save(force_insert=True)
    items = write_items(case, prepared)
    if case.registered_by is not None:
        # Everything that is recorded from here on was done for the applicant.
        opened.acting_for = applicant
    holds.take([item for item in items if item.phase == "main"], case)
    write_materials(case, prepared, opened)
    write_objections(case, prepared, opened)
    debtors = write_owed(case, prepared.form, prepared.read.entries, opened)
    said = {
        "matter": case.matter_code,
        "version": prepared.form.matter.version,
        "channel": case.channel,
        "consent": case.consent,
    }
    opened.note(case.stream, "case.submitted", subject=case.number, data={**said, "consent": case.consent})
    start(case, items, debtors)
    return case


def new_case(
    application: Application, version: MatterVersion, prepared: Prepared, *, applicant: Any, actor: Any
) -> Case:
    """Who asks for what, of whom, and what they said; not saved yet."""
    matter, resolution = prepared.form.matter, prepared.form.resolution
    lead = Department.objects.select_related("organisation__calendar").get(code=matter.lead_department)
    return Case(
        matter_id=version.matter_id,
        version=version,
        matter_code=matter.code,
        matter_name=matter.name,
        matter_name_en=matter.name_en,
        organisation=lead.organisation,
        lead_department=lead,
        window=window_department(lead.organisation),
        applicant=applicant,
        applicant_department=primary_department(applicant),
        registered_by=None if actor.pk == applicant.pk else actor,
        channel=application.channel,
        consent=application.consent,
        answers=resolution.answers,
        facts=resolution.facts,
        form=prepared.read.entries,
        fingerprint=fingerprint(matter.code, resolution.answers, prepared.read.values()),
    )


def promise_time(case: Case, resolution: Resolution, at: datetime) -> None:
    """What the case promises, by which calendar, and until when the window has to accept it (R19, R20)."""
    calendar = case.organisation.calendar.code
    case.calendar_code, case.calendar_version = calendar, table_for(calendar).version
    case.limit_amount, case.limit_unit = resolution.promised.amount, resolution.promised.unit
    case.promised_because = list(resolution.promised_because)
    case.submitted_at, case.received_at = at, clocks.receipt_of(at, calendar, case.limit_unit)
    case.intake_due_at = clocks.moments(case, case.received_at, clocks.working_limit(clocks.INTAKE_LIMIT_DAYS)).due_at


def start(case: Case, items: list[CaseItem], debtors: list[int]) -> None:
    """Open the case's flow. Emergencies and purely automatic matters are accepted at once (R9, R25)."""
    main = [item for item in items if item.phase == "main"]
    at_once = case.limit_unit == "ch" or all(item.automatic for item in main)
    if at_once:
        intake.take_on(case, accepted_at=case.submitted_at)
    tell_filed(case, at_once=at_once)
    flows.CaseFlow.start.run(case=case, at_once=at_once, debtors=debtors)


def tell_filed(case: Case, *, at_once: bool) -> None:
    """One message: it is in; or that somebody filed it in the applicant's name, and who."""
    due = telling.moment_words(case.intake_due_at)
    if case.registered_by is not None:
        words = wording.FILED_AT_ONCE if at_once else wording.FILED_FOR
        telling.tell_applicant(case, words, key="", clerk=case.registered_by.name, due=due)
    elif not at_once:
        telling.tell_applicant(case, wording.RECEIVED, key="", due=due)


def write_items(case: Case, prepared: Prepared) -> list[CaseItem]:
    resolution = prepared.form.resolution
    departments = {
        one.code: one for one in Department.objects.filter(code__in={item.item.department for item in resolution.items})
    }
    automatic = automatic_items([one.code for one in resolution.items])
    ruled = routing.ruled_owners(case, [one.code for one in resolution.items])
    rows = [
        CaseItem(
            case=case,
            code=one.code,
            name=one.item.name,
            name_en=one.item.name_en,
            department=ruled.get(one.code) or departments[one.item.department],
            position=number,
            phase=one.phase,
            definition=routing.definition_of(one.item, ruled.get(one.code)),
            amount=amount_of(one.item.elements, prepared.form.matter.elements, prepared.read.entries),
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
    write_declarations(case, prepared.materials, opened)
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
            due_at=objections.due_of(case, opened.at),
        )
        for one in claims
    )
    objections.tell_sources(
        case,
        [
            (departments.get(one.field.source.source_department), one.field.resolved.element.name)
            for one in claims
            if one.field.source
        ],
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
