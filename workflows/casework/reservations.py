"""What a decision says of the opinions it rests on: conditions to repeat, disagreements to name (R46, R50)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from services.cases.models import CaseItem, Opinion
from workflows.models import Task

from .ballot import (
    CONSENT,
    answers_of,
    is_removed,
    key_of,
    newest,
    questions,
)


def conditions(item: CaseItem, rows: Iterable[Task] | None = None) -> list[str]:
    """“department agreed on condition: …” of every consent that stands, for the decision to repeat (R46)."""
    standing = answers_of(questions(item) if rows is None else rows).values()
    said = opinions_on(item, [one for one in standing if one.outcome == "agree_with_conditions"])
    return [condition_words(one) for one in said]


def dissents(item: CaseItem, rows: Iterable[Task] | None = None) -> list[str]:
    """“department: reason” of every disagreement, for the decision to name (R50).

    The dissent of a department that is no longer asked counts no more and is named all the same.
    """
    found = questions(item) if rows is None else list(rows)
    standing = [one for one in answers_of(found).values() if one.outcome == "disagree"]
    gone = [key for key, one in newest(found).items() if is_removed(one)]
    before = {key_of(one): one for one in found if one.outcome in CONSENT | {"disagree"}}
    removed = [before[key] for key in gone if key in before and before[key].outcome == "disagree"]
    return [
        *(dissent_words(one) for one in opinions_on(item, standing)),
        *(
            _("%(department)s disagreed and was then no longer asked: %(reason)s")
            % {"department": name_of(one), "reason": one.text}
            for one in opinions_on(item, removed)
        ),
    ]


def condition_words(opinion: Opinion) -> str:
    return _("%(department)s agreed on condition: %(conditions)s") % {
        "department": name_of(opinion),
        "conditions": opinion.conditions,
    }


def dissent_words(opinion: Opinion) -> str:
    return f"{name_of(opinion)}：{opinion.text}"


def opinions_on(item: CaseItem, rows: Iterable[Task]) -> list[Opinion]:
    """The opinions given on these questions, oldest first."""
    found = item.opinions.filter(task_id__in=[one.pk for one in rows], action__in=CONSENT | {"disagree"})
    return list(found.select_related("department").order_by("pk"))


def name_of(opinion: Opinion) -> str:
    return opinion.department.name if opinion.department else ""
