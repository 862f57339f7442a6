"""A second notice during review: only for a ground of R37, only with the head's consent, only for one item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import Invalid
from portal.worktime import due_moment
from services.cases.models import Case, CaseItem, Correction, Defect, Document, Pause
from workflows.acting import Acting, acting
from workflows.asking import approvals, procedures
from workflows.casework import ledger
from workflows.models import Task
from workflows.operations import papers
from workflows.operations.window.defects import read_defects, refuse_others
from workflows.operations.window.proposing import used_by
from workflows.stages.waking import follow_later
from workflows.timing import clocks
from workflows.words import telling, wording

from . import pausing, requests

RESUPPLIED, RULE_CHANGED = "resupplied_defective", "rule_changed"
GROUNDS: Mapping[str, str | Promise] = {
    RESUPPLIED: gettext_lazy("What was handed in afterwards is itself not in order."),
    RULE_CHANGED: gettext_lazy("The rule has changed since the first notice."),
}
NAME, NAME_EN = "再次告知补正", "Second notice"


def second_notice(
    task: Task, *, actor: Any, defects: Sequence[Mapping[str, Any]] = (), ground: str = "", key: str = ""
) -> Case:
    """Ask the head for a second notice (R37). Nothing reaches the applicant before the answer."""
    payload = {"defects": list(defects), "ground": ground}
    with acting(task, actor, key=key, payload=payload) as act:
        if act.repeated:
            return act.case
        item = act.item
        assert item is not None
        if ground not in GROUNDS:
            problem = _("A second notice needs a ground: %(known)s.") % {"known": ", ".join(GROUNDS)}
            raise Invalid(problem, code="no_ground", fields={"ground": [problem]})
        pausing.require_free(item, procedures.SECOND_NOTICE)
        rows = read_defects(act.case, defects)
        require_own(act.case, item, rows)
        if ground == RESUPPLIED:
            require_resupplied(act.case, rows)
        act.opinion("second_notice", text="\n".join(row.problem for row in rows), reason_code=ground)
        requests.ask(act, approvals.SECOND_NOTICE, {"ground": ground, "defects": [shape(row) for row in rows]})
        return act.case


def shape(row: Defect) -> dict[str, str]:
    return {name: getattr(row, name) for name in ("material", "field", "label", "problem", "remedy")}


def require_own(case: Case, item: CaseItem, rows: Sequence[Defect]) -> None:
    """The notice is about this item's papers and fields; what others need is theirs to name."""
    refuse_others(rows, used_by(item, case), _("“%(label)s” does not belong to this item."), "not_of_this_item")


def require_resupplied(case: Case, rows: Sequence[Defect]) -> None:
    """R37 (a): only what the applicant handed in after a notice or a promise can be defective again."""
    named = set()
    for notice in case.corrections.prefetch_related("defects"):
        named |= {one.material or one.field for one in notice.defects.all()}
    named |= {row.code for row in case.materials.exclude(deferred_until=None).exclude(supplied_at=None)}
    sentence = _(
        "“%(label)s” was not asked for before, so it cannot hold the case up now: "
        "get it yourself, or agree on a later date."
    )
    refuse_others(rows, named, sentence, "second_notice")


def grant(act: Acting, content: dict[str, Any]) -> None:
    """The head agrees: the notice goes out, and only this item's clock stops (R37)."""
    item, case = act.item, act.case
    assert item is not None
    pausing.require_free(item, procedures.SECOND_NOTICE)
    notice = send(act, item, content)
    pause = Pause(
        procedure=procedures.SECOND_NOTICE,
        name=NAME,
        name_en=NAME_EN,
        reason=str(GROUNDS[content["ground"]]),
        started_at=act.change.at,
        expected_days=item.snapshot.resupply_days,
        max_days=item.snapshot.resupply_days,
        resumes_at=notice.due_at,
        asked_by_id=act.task.data["asker"],
        approved_by=act.actor,
    )
    ledger.stop(item, case, pause)
    act.task.data = {**act.task.data, "notice": notice.pk}
    act.note("correction.second", data={"defects": [one["label"] for one in content["defects"]]})
    telling.tell_applicant(
        case,
        wording.SECOND_NOTICE,
        key=item.code,
        item=item.name,
        count=len(content["defects"]),
        ground=GROUNDS[content["ground"]],
        due=telling.moment_words(notice.due_at),
    )
    follow_later(case.pk)


def send(act: Acting, item: CaseItem, content: dict[str, Any]) -> Correction:
    days = clocks.table(act.case.calendar_code)
    limit = clocks.working_limit(Decimal(item.snapshot.resupply_days))
    due_at = due_moment(act.change.at, limit, days)
    # The numbering lock is held from here: rounds of one case are counted in turn.
    paper = papers.issue(act, item, Document.Kind.CORRECTION, _("Second correction notice"), {
        "due_at": due_at.isoformat(), "ground": content["ground"],
    })  # fmt: skip
    notice = Correction.objects.create(
        case=act.case,
        item=item,
        ground=content["ground"],
        number=paper.number,
        round=max(act.case.corrections.count(), 1) + 1,
        sent_by_id=act.task.data["asker"],
        sent_at=act.change.at,
        due_at=due_at,
    )
    Defect.objects.bulk_create(Defect(correction=notice, **one) for one in content["defects"])
    return notice


# ---- the applicant's side ---------------------------------------------------------------


def is_supplement(task: Task) -> bool:
    """Whether the applicant's task answers a second notice."""
    return "correction" in task.data and task.case_item_id is not None


def remind(act: Acting) -> None:
    assert act.item is not None
    due = telling.moment_words(act.task.due_at)
    telling.tell_applicant(act.case, wording.SECOND_NOTICE_REMINDER, key=act.item.code, item=act.item.name, due=due)
    act.note("alarm.reminded")


def silence(act: Acting) -> None:
    """No answer in time: the clock goes on by itself (R26), and the department decides on what is in."""
    item = act.item
    assert item is not None and act.task.due_at is not None
    Correction.objects.filter(pk=act.task.data["correction"]).update(lapsed_at=act.change.at)
    act.conclude("lapse")
    pausing.go_on(item, act.case, min(act.change.at, act.task.due_at))
    telling.tell_applicant(act.case, wording.SECOND_NOTICE_SILENT, key=item.code, item=item.name)
