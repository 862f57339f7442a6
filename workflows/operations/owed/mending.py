"""Errors that can be mended on the spot are mended on the spot (R38): at the counter, with the applicant.

Before acceptance only. No notice goes out, and it is not the one-time notice (R36). What a register says is
mended at the register.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Conflict, Invalid
from portal.files.models import Upload
from services.cases.models import Case, CaseMaterial, SpotMending
from services.cases.states import CaseState
from services.dictionary import display
from workflows.acting import Acting, acting, required_text
from workflows.casework import mendable
from workflows.models import Task

from . import resupply


class NothingMended(Invalid):
    """What came is what is there."""

    code = "nothing_mended"


def mend_on_the_spot(
    task: Task,
    *,
    actor: Any,
    fields: Mapping[str, Any] | None = None,
    materials: Mapping[str, str] | None = None,
    reason: str = "",
    confirmation: str = "",
    key: str = "",
) -> Case:
    """Replace `fields` {key: value} and `materials` {code: upload id}; the application goes on waiting.

    Raises Invalid for what is not the applicant's to state, for a value the rules refuse, and without
    reason or the applicant's confirmation; then nothing has changed.
    """
    fields, materials = dict(fields or {}), dict(materials or {})
    payload = {"fields": fields, "materials": materials, "reason": reason, "confirmation": confirmation}
    with acting(task, actor, key=key, payload=payload) as act:
        if act.repeated:
            return act.case
        case = act.case
        require_waiting(case)
        texts = required_text(payload, "reason", "confirmation")
        require_confirmation(texts["confirmation"])
        mendable.require_mendable(case, fields, materials)
        before = {name: case.form.get(name, {}).get("value") for name in fields}
        papers = {row.code: row for row in case.materials.select_related("upload").filter(code__in=materials)}
        uploads = read(act, fields, materials)
        rows = [field_row(case, name, before[name]) for name in fields if case.form[name]["value"] != before[name]]
        rows += [paper_row(papers[code], new) for code, new in uploads.items() if new.pk != papers[code].upload_id]
        if not rows:
            raise NothingMended(_("Nothing differs from what was handed in. Change a field or choose a file first."))
        if fields:
            resupply.check_again(case)
        resupply.store(case, uploads, act.change, fields_changed=bool(fields))
        keep(act, rows, texts)
        return case


def require_waiting(case: Case) -> None:
    if case.state != CaseState.SUBMITTED:
        raise Conflict(
            _("The case is “%(state)s” by now: what was handed in is no longer mended at the window.")
            % {"state": case.get_state_display()},
            code="transition_refused",
        )


def require_confirmation(given: str) -> None:
    if given not in SpotMending.Confirmation.values:
        problem = _("Choose one of: %(known)s.") % {"known": ", ".join(SpotMending.Confirmation.values)}
        raise Invalid(problem, fields={"confirmation": [problem]})


def read(act: Acting, fields: Mapping[str, Any], materials: Mapping[str, str]) -> dict[str, Upload]:
    """The case's form takes the fields. Raises Invalid naming everything that does not fit."""
    problems: dict[str, list[str]] = {
        name: [_("Please fill in “%(field)s”.") % {"field": act.case.form[name].get("name", name)}]
        for name, value in fields.items()
        if value in (None, "")
    }
    main = [item for item in act.case.items.all() if item.phase == "main"]
    resupply.take_fields(act.case, fields, problems, main)
    uploads = resupply.take_uploads(act.case, materials, act.actor, problems)
    if problems:
        raise Invalid(_("Please check the marked fields; nothing you typed is lost."), fields=problems)
    return uploads


def field_row(case: Case, name: str, before: Any) -> SpotMending:
    element = case.version.typed.elements[name]
    return SpotMending(case=case, field=name, label=element.label, before=before, after=case.form[name]["value"])


def paper_row(paper: CaseMaterial, upload: Upload) -> SpotMending:
    old = paper.upload
    before = {"file": str(old.pk), "name": old.name} if old is not None else None
    after = {"file": str(upload.pk), "name": upload.name}
    return SpotMending(case=paper.case, material=paper.code, label=paper.name, before=before, after=after)


def keep(act: Acting, rows: list[SpotMending], texts: Mapping[str, str]) -> None:
    """Field by field in the file and in the record; there a sensitive value is masked (R84)."""
    for row in rows:
        row.case, row.reason, row.confirmation = act.case, texts["reason"], texts["confirmation"]
        row.clerk, row.mended_at = act.actor, act.change.at
    SpotMending.objects.bulk_create(rows)
    changes = [recorded(row) for row in rows]
    act.note("form.mended", text=texts["reason"], data={"changes": changes, "confirmed": texts["confirmation"]})


def recorded(row: SpotMending) -> dict[str, str]:
    if row.material:
        before, after = (row.before or {}).get("name", ""), row.after["name"]
    else:
        element = row.case.version.typed.elements[row.field]
        before, after = display.masked(element, row.before), display.masked(element, row.after)
    return {"what": row.field or row.material, "label": row.label, "from": before, "to": after}
