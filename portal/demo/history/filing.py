"""Handing in: the form filled in, the papers made and uploaded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from portal.accounts.models import User
from portal.demo.history.company import Company
from portal.demo.history.papers import paper
from portal.demo.history.plans import Plan
from portal.files import store
from portal.worktime import add_working_days, table_for
from services.cases.models import Case, CaseMaterial, Submission
from services.catalog.resolution import ResolvedMaterial
from workflows.applying.application import ApplicationForm, open_form
from workflows.applying.declarations import DECLARED
from workflows.operations.entry.submission import Application, submit

KEY = "history-"


def key_of(plan: Plan) -> str:
    return f"{KEY}{plan.name}"


def filed_before() -> dict[str, Case]:
    """The cases an interrupted history has come to already, by the name of their plan."""
    kept = Submission.objects.filter(scope="cases", key__startswith=KEY, case__isnull=False)
    found = ((one.key.removeprefix(KEY), one.case) for one in kept.select_related("case__applicant"))
    return {name: case for name, case in found if case is not None}


def hand_in(plan: Plan, company: Company) -> Case:
    """Hand in the application of `plan` at the present moment. Raises DomainError."""
    applicant = company.person(plan.applicant)
    version = company.version(plan.matter)
    form = open_form(applicant, version.typed, plan.content.answers)
    wanted = [one for one in form.resolution.materials if one.handling != "exempt" and one.phase == "main"]
    later = {one.code: _day_promised(one, form) for one in wanted if one.code in plan.course.promised}
    declared = [one.code for one in wanted if one.code in plan.course.declared]
    now = [one for one in wanted if one.code not in later and one.code not in declared]
    application = Application(
        plan.matter,
        plan.content.answers,
        _typed(form, plan),
        materials={one.code: upload(one.code, one.material.name, plan, applicant) for one in now},
        commitments={**{code: day.isoformat() for code, day in later.items()}, **dict.fromkeys(declared, DECLARED)},
        channel=plan.filing.channel,
        consent=plan.filing.consent,
        version=version,
    )
    actor = company.person(plan.filing.clerk) if plan.filing.clerk else applicant
    return submit(application, applicant=applicant, actor=actor, key=key_of(plan))[0]


def _typed(form: ApplicationForm, plan: Plan) -> dict[str, object]:
    """What the applicant confirms (values they may change themselves) and types (all others asked for)."""
    given = {}
    for one in form.main_fields():
        if not one.asks:
            continue
        if one.value is not None:
            given[one.key] = one.value
        elif one.key in plan.content.fields:
            given[one.key] = plan.content.fields[one.key]
    if given.get("diet") == "halal" and "canteen" in given:
        given["canteen"] = "halal"
    return given


def _day_promised(one: ResolvedMaterial, form: ApplicationForm) -> date:
    """The last day the paper may be promised for (R40)."""
    limit = max(int(form.resolution.promised.amount.to_integral_value(rounding="ROUND_CEILING")), 1)
    days = min(one.material.defer_days or limit, limit)
    return add_working_days(timezone.localdate(), days, table_for("CN-XJ"))


def upload(code: str, name: str, plan: Plan, owner: User) -> str:
    """Id of a fresh file for a material."""
    subject = _subject(plan)
    return str(store(paper(code, name, subject, owner.name, timezone.localdate().isoformat()), owner).pk)


def _subject(plan: Plan) -> str:
    for key in ("reception_purpose", "meeting_title", "trip_purpose", "project_name", "supply_address"):
        if key in plan.content.fields:
            return str(plan.content.fields[key])[:34]
    return plan.matter


def uploads(rows: Iterable[CaseMaterial], plan: Plan, owner: User) -> dict[str, str]:
    """{code: upload id} for papers the case waits for."""
    return {row.code: upload(row.code, row.name, plan, owner) for row in rows}
