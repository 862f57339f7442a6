"""What the applicant hands in after submission: corrections, promised papers, papers after the event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Conflict, Invalid
from portal.files.models import Upload
from services.cases.amounts import amount_of
from services.cases.models import Case, CaseItem, CaseMaterial, Correction
from services.cases.states import CASE_BEFORE_DECISION, CaseState, ItemState
from services.dictionary.validation import check_item_conditions, check_order, clean
from workflows.acting import Acting, acting, lock_of
from workflows.applying.application import check_rules, open_form
from workflows.applying.given_papers import find_uploads
from workflows.applying.numbers import fingerprint
from workflows.casework import effects, holds
from workflows.engine.change import Change, change
from workflows.models import Task, TaskKind
from workflows.operations.heads import pausing
from workflows.people.permission import require_applicant
from workflows.stages.waking import wake_later

from . import deferral

NOTHING_NEEDED = "nothing_to_hand_in"


def resupply(
    case: Case,
    *,
    actor: Any,
    fields: Mapping[str, Any] | None = None,
    materials: Mapping[str, str] | None = None,
    task: Task | None = None,
    key: str = "",
) -> Case:
    """Hand in `fields` {key: value} and `materials` {code: upload id} where the case waits for them.

    Raises Invalid naming every point of a correction that is still open: the answer to the
    one-time notice is complete or it is not taken (R36). Conflict when nothing is awaited.
    """
    fields, materials = dict(fields or {}), dict(materials or {})
    waiting = task or awaited_task(case, fields, materials)
    if waiting is None:
        return hand_in_promised(case, actor=actor, materials=materials, fields=fields)
    # The form belongs to the case: its lock is taken first, also for the papers of one item.
    payload = {"fields": fields, "materials": materials}
    with lock_of(case), acting(waiting, actor, key=key, payload=payload) as act:
        if not act.repeated:
            if act.item is None:
                answer_correction(act, fields, materials)
            elif "correction" in act.task.data:
                answer_second_notice(act, fields, materials)
            else:
                hand_in_papers(act, fields, materials)
        return act.case


def awaited_task(case: Case, fields: Mapping[str, Any], materials: Mapping[str, str]) -> Task | None:
    """The applicant's open task; a correction first, then the papers these codes belong to."""
    open_tasks = list(
        Task.objects.filter(case=case, kind=TaskKind.RESUPPLY, finished=None).select_related("case_item").order_by("pk")
    )
    for task in open_tasks:
        if task.case_item is None:
            return task
    deferred = set(case.materials.filter(status=CaseMaterial.Status.DEFERRED).values_list("code", flat=True))
    if materials and set(materials) <= deferred and not fields:
        return None
    return open_tasks[0] if open_tasks else None


def answer_correction(act: Acting, fields: Mapping[str, Any], materials: Mapping[str, str]) -> None:
    case = act.case
    notice: Correction = case.corrections.latest("round")
    uploads = read_answer(act, notice, fields, materials, [one for one in case.items.all() if one.phase == "main"])
    if fields:
        check_again(case)
    store(case, uploads, act.change, fields_changed=bool(fields))
    mend(notice, act)
    effects.move_case(case, CaseState.SUBMITTED)
    effects.move_items(case, ItemState.CORRECTING, ItemState.SUBMITTED)
    act.note("correction.answered", data={"fields": sorted(fields), "materials": sorted(materials)})
    act.conclude("resupply")


def answer_second_notice(act: Acting, fields: Mapping[str, Any], materials: Mapping[str, str]) -> None:
    """The answer to a notice about one item: its clock goes on (R37)."""
    case, item = act.case, act.item
    assert item is not None
    notice = case.corrections.get(pk=act.task.data["correction"])
    uploads = read_answer(act, notice, fields, materials, [item])
    if fields:
        holds.release([item], case)
        holds.take([item], case)
        case.fingerprint = fingerprint(case.matter_code, case.answers, case.values())
        refuse_twin(case)
    store(case, uploads, act.change, fields_changed=bool(fields))
    mend(notice, act)
    act.note("correction.answered", data={"fields": sorted(fields), "materials": sorted(materials)})
    act.conclude("resupply")
    pausing.go_on(item, case, act.change.at)


def mend(notice: Correction, act: Acting) -> None:
    notice.defects.update(mended=True)
    notice.answered_at = act.change.at
    notice.save(update_fields=["answered_at"])


def read_answer(
    act: Acting,
    notice: Correction,
    fields: Mapping[str, Any],
    materials: Mapping[str, str],
    items: list[CaseItem],
) -> dict[str, Upload]:
    """The uploads of a complete answer; the case's form takes the fields. Raises Invalid with every open point."""
    case, defects = act.case, list(notice.defects.all())
    refuse_uninvited(fields, {one.field for one in defects if one.field})
    refuse_uninvited(materials, {one.material for one in defects if one.material})
    problems: dict[str, list[str]] = {}
    for defect in defects:
        name = defect.field or defect.material
        if fields.get(name) in (None, "") and name not in materials:
            problems[name] = [
                _("“%(label)s” is still open: %(remedy)s") % {"label": defect.label, "remedy": defect.remedy}
            ]
    take_fields(case, fields, problems, items)
    uploads = take_uploads(case, materials, act.actor, problems)
    if problems:
        raise Invalid(_("The correction is not complete yet; what you entered is kept."), fields=problems)
    return uploads


def check_again(case: Case) -> None:
    """After a correction the departments' rules, their holds and the case's fingerprint follow (R13, R94)."""
    values = case.values()
    form = open_form(case.applicant, case.version.typed, case.answers, reference=case.number)
    items = list(case.items.filter(phase="main"))
    holds.release(items, case)
    check_rules(form, values, case.applicant)
    holds.take(items, case)
    case.fingerprint = fingerprint(case.matter_code, case.answers, values)
    refuse_twin(case)


def refuse_twin(case: Case) -> None:
    """What is mended must not make two open cases the same (R13); the constraint catches a race."""
    open_states = [*CASE_BEFORE_DECISION, CaseState.DECIDED, CaseState.PARTLY_APPROVED]
    if case.state not in open_states:
        return
    others = Case.objects.filter(applicant_id=case.applicant_id, fingerprint=case.fingerprint, state__in=open_states)
    twin = others.exclude(pk=case.pk).only("number").first()
    if twin is not None:
        raise Conflict(
            _("With this it would be the same as %(number)s, which is open. Withdraw one of the two first.")
            % {"number": twin.number},
            code="identical_open_case",
        )


def hand_in_papers(act: Acting, fields: Mapping[str, Any], materials: Mapping[str, str]) -> None:
    """Fields and papers of a post-phase item; its clock starts with them."""
    case, item = act.case, act.item
    assert item is not None
    wanted = missing_papers(case, item)
    missing_keys = missing_fields(case, item)
    refuse_uninvited(fields, set(missing_keys))
    refuse_uninvited(materials, {row.code for row in wanted})
    problems: dict[str, list[str]] = {}
    elements = case.version.typed.elements
    for key in missing_keys:
        if fields.get(key) in (None, ""):
            problems[key] = [_("Please fill in “%(field)s”.") % {"field": elements[key].label}]
    for row in wanted:
        if row.code not in materials:
            problems[row.code] = [_("Please upload “%(paper)s”.") % {"paper": row.title}]
    take_fields(case, fields, problems, [item])
    uploads = take_uploads(case, materials, act.actor, problems)
    if problems:
        raise Invalid(_("Please check the marked fields; nothing you typed is lost."), fields=problems)
    store(case, uploads, act.change, fields_changed=bool(fields))
    act.note("papers.handed_in", data={"fields": sorted(fields), "materials": sorted(materials)})
    effects.open_item(item, case, act.change.at)
    act.conclude("resupply")


def missing_papers(case: Case, item: CaseItem) -> list[CaseMaterial]:
    later = case.materials.filter(status=CaseMaterial.Status.LATER, used_by__contains=[item.code])
    return list(later)


def missing_fields(case: Case, item: CaseItem) -> list[str]:
    return [key for key in item.snapshot.elements if key not in case.form]


def hand_in_promised(case: Case, *, actor: Any, materials: Mapping[str, str], fields: Mapping[str, Any]) -> Case:
    """Papers promised for later arrive while the departments work (R40)."""
    with lock_of(case), change(actor) as opened:
        case = Case.objects.select_related("applicant").get(pk=case.pk)
        require_applicant(case, actor)
        promised = {row.code: row for row in case.materials.filter(status=CaseMaterial.Status.DEFERRED)}
        if not promised or fields:
            raise Conflict(
                _("Nothing is being waited for from you right now. If you want to add something, write a message."),
                code=NOTHING_NEEDED,
            )
        refuse_uninvited(materials, set(promised))
        problems: dict[str, list[str]] = {}
        uploads = take_uploads(case, materials, actor, problems)
        if not uploads and not problems:
            problems = {
                code: [_("Please upload “%(paper)s”.") % {"paper": row.title}] for code, row in promised.items()
            }
        if problems:
            raise Invalid(next(iter(problems.values()))[0], fields=problems)
        store(case, uploads, opened, fields_changed=False)
        opened.note(case.stream, "material.supplied", subject=case.number, data={"materials": sorted(uploads)})
        deferral.keep_promises(case, sorted(uploads))
        return case


def refuse_uninvited(given: Mapping[str, Any], invited: set[str]) -> None:
    """Only what was asked for may change: nothing else is slipped in with it."""
    problems = {name: [_("This was not asked for. Leave it out.")] for name in given if name not in invited}
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)


def take_fields(case: Case, fields: Mapping[str, Any], problems: dict[str, list[str]], items: list[CaseItem]) -> None:
    """Clean new values into the case's form and check the items' conditions again."""
    elements = case.version.typed.elements
    form = dict(case.form)
    for key, raw in fields.items():
        if raw in (None, ""):
            continue
        try:
            value = clean(elements[key], raw)
        except Invalid as error:
            problems[key] = [error.detail]
            continue
        form[key] = {"value": value, "element": elements[key].code, "name": elements[key].name, "source": None}
    values = {key: entry["value"] for key, entry in form.items()}
    for key, text in check_order(elements, values).items():
        if key in fields:
            problems.setdefault(key, []).append(text)
    for failure in check_item_conditions([item.snapshot for item in items], values):
        touched = [key for key in failure.fields if key in fields]
        for key in touched:
            problems.setdefault(key, []).append(failure.text)
    case.form = form


def take_uploads(
    case: Case, materials: Mapping[str, str], actor: Any, problems: dict[str, list[str]]
) -> dict[str, Upload]:
    return find_uploads(materials, {case.applicant_id, actor.pk}, problems)


def store(case: Case, uploads: Mapping[str, Upload], opened: Change, *, fields_changed: bool) -> None:
    for code, upload in uploads.items():
        case.materials.filter(code=code).update(
            status=CaseMaterial.Status.HANDED_IN, upload=upload, supplied_at=opened.at
        )
    if fields_changed:
        case.save(update_fields=["form", "fingerprint"])
        keep_amounts(case)


def keep_amounts(case: Case) -> None:
    """The items' amounts follow the form: a delegation's cap is held against them (R51)."""
    elements = case.version.typed.elements
    for item in case.items.all():
        amount = amount_of(item.snapshot.elements, elements, case.form)
        if amount != item.amount:
            CaseItem.objects.filter(pk=item.pk).update(amount=amount)


def lapse(act: Acting) -> None:
    """Nothing came within the limit: a correction ends the case, papers end their item (R38)."""
    if act.item is not None:
        effects.move_item(act.item, act.case, ItemState.LAPSED)
        act.conclude("lapse")
        wake_later(act.case.pk)
        return
    notice = act.case.corrections.latest("round")
    notice.lapsed_at = act.change.at
    notice.save(update_fields=["lapsed_at"])
    effects.move_case(act.case, CaseState.LAPSED, closed_at=act.change.at)
    effects.move_items(act.case, ItemState.CORRECTING, ItemState.LAPSED)
    holds.release(act.case.items.all(), act.case)
    act.conclude("lapse")
