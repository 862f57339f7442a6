"""A published matter as tables an editor reads: questions, items, fields, papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.ui.admin_base import length
from services.catalog.snapshot import ItemSnapshot, MatterItemSnapshot, MatterSnapshot, QuestionSnapshot

NOTHING = "—"


@dataclass(frozen=True)
class Section:
    title: str
    headers: list[str]
    rows: list[list[Any]]

    @property
    def table(self) -> dict[str, Any]:
        """As unfold's table component takes it."""
        return {"headers": self.headers, "rows": self.rows}


def sections(matter: MatterSnapshot) -> Iterator[Section]:
    yield Section(pgettext("administration", "Matter"), [], overview(matter))
    yield Section(
        pgettext("administration", "Questions"),
        [_("question"), _("code"), _("answers"), _("sample answer")],
        questions(matter),
    )
    yield Section(
        pgettext("administration", "Items"),
        [_("item"), _("department"), _("limit"), _("steps"), _("countersigned by"), _("included when"), _("waits for")],
        [item_row(one, matter) for one in matter.items],
    )
    yield Section(
        pgettext("administration", "Fields"), [_("field"), _("key"), _("type"), _("stated by")], fields(matter)
    )
    yield Section(
        pgettext("administration", "Materials"), [_("material"), _("who brings it"), _("asked by")], materials(matter)
    )


def overview(matter: MatterSnapshot) -> list[list[Any]]:
    return [
        [_("lead department"), matter.department_label(matter.lead_department)],
        [_("for whom"), "、".join(matter.audience) or NOTHING],
        [_("also called"), "、".join(matter.aliases) or NOTHING],
        [_("promised limit"), length(matter.promised.amount, matter.unit)],
        [_("statutory limit"), length(matter.statutory.amount, matter.unit)],
        [_("introduction"), matter.introduction],
    ]


def questions(matter: MatterSnapshot) -> list[list[Any]]:
    asked = [
        [one.label, one.id, answers(one), said(one, matter.reference.get(one.id, one.default))]
        for one in matter.questions
    ]
    fixed = [
        [matter.facts[key].label, key, _("fixed by the matter"), said(matter.facts[key], value)]
        for key, value in matter.fixed.items()
        if key in matter.facts
    ]
    return [*asked, *fixed]


def answers(question: QuestionSnapshot) -> str:
    if question.type == "int":
        return f"{question.min}–{question.max}"
    if question.type == "single":
        return "、".join(option.label for option in question.options)
    return _("yes or no")


def said(question: QuestionSnapshot, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return next((option.label for option in question.options if option.value == value), str(value))


def item_row(entry: MatterItemSnapshot, matter: MatterSnapshot) -> list[Any]:
    item = entry.item
    waits = [*entry.needs, *(_("%(code)s (soft)") % {"code": code} for code in entry.soft)]
    phase = _(" (after the event)") if entry.phase == "post" else ""
    return [
        f"{item.code} {item.label}{phase}",
        matter.department_label(item.department),
        length(item.promised.amount, item.unit),
        " → ".join(step.label for step in item.steps),
        countersigners(item, matter),
        entry.include_when or _("always"),
        "、".join(waits) or NOTHING,
    ]


def countersigners(item: ItemSnapshot, matter: MatterSnapshot) -> str:
    asked = [code for group in item.countersigns for code in group.departments]
    return "、".join(matter.department_label(code) for code in asked) or NOTHING


def fields(matter: MatterSnapshot) -> list[list[Any]]:
    return [
        [one.label, one.key, one.type, matter.department_label(one.source) if one.source else _("the applicant")]
        for one in matter.elements.values()
    ]


def materials(matter: MatterSnapshot) -> list[list[Any]]:
    used: dict[str, list[str]] = {}
    for entry in matter.items:
        for paper in entry.item.materials:
            used.setdefault(paper.code, []).append(entry.item.code)
    return [
        [
            f"{one.code} {one.label}",
            _("nobody") if one.exempt else _("the applicant"),
            "、".join(used.get(one.code, ())),
        ]
        for one in matter.materials.values()
    ]
