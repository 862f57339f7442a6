"""Sending back, before it is done: what may be changed, what stands and what falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.desk.presenters.dockfields import Typed, field_name
from portal.ui.fields import Field, Option
from services.cases.models import CaseItem
from workflows.models import Task
from workflows.queries.consequences import Consequences, Standing, places_before, read_standing

ACTION = "send_back"
CHANGES = field_name(ACTION, "changes")
OPINION = "opinion"
# Values of the boxes: "opinion", "paper:M003", "field:roster_month", "department:OF-SEC".
KINDS = {"paper": "papers", "field": "fields", "department": "departments"}


@dataclass(frozen=True)
class ReturnPage:
    """Everything desk/return.html draws. `fresh` is a notice above the list, "" mostly."""

    task: Task
    action: str
    back_url: str
    key: str
    here: str
    to: Field
    changes: tuple[Field, ...]
    reason: Field
    found: Consequences
    notice: str = ""


def read_changes(given: Sequence[str]) -> dict[str, Any]:
    """The ticked boxes as the operation takes them."""
    found: dict[str, Any] = {"papers": [], "fields": [], "departments": [], "opinion": OPINION in given}
    for one in given:
        kind, _colon, name = one.partition(":")
        if kind in KINDS and name:
            found[KINDS[kind]].append(name)
    return found


def return_page(
    task: Task, found: Consequences, typed: Typed, ticked: Sequence[str], *, query: str, notice: str = ""
) -> ReturnPage:
    item = task.case_item
    assert item is not None
    to = typed.value(field_name(ACTION, "to"))
    return ReturnPage(
        task=task,
        action=reverse("desk:act", args=[task.pk]) + query,
        back_url=reverse("desk:task", args=[task.pk]) + query,
        key=typed.value("key") or uuid4().hex,
        here=typed.value("from"),
        to=place_field(item, task, to),
        changes=change_fields(item, read_standing(item, task), ticked, again=found.target_is_round),
        reason=Field("say", _("What is to be done again (for the step it returns to)"), "textarea", typed.value("say")),
        found=found,
        notice=notice,
    )


def place_field(item: CaseItem, task: Task, to: str) -> Field:
    options = [Option(value, words, selected=value == to) for _place, value, words in places_before(item, task)]
    return Field(field_name(ACTION, "to"), _("Back to which step"), "select", to, options=options)


def change_fields(item: CaseItem, standing: Standing, ticked: Sequence[str], *, again: bool) -> tuple[Field, ...]:
    """One group of boxes for each kind of thing that can change; empty groups are left out.

    `again`: it goes back to the countersigners, of whom some may be asked again.
    """
    elements = item.case.version.typed.elements
    groups: Mapping[str, tuple[str, list[tuple[str, str]]]] = {
        "opinion": (_("Opinion"), [(OPINION, _("the opinion given at the step it goes back to"))]),
        "papers": (_("Papers"), [(f"paper:{code}", name) for code, name in standing.papers.items()]),
        "fields": (
            _("Fields of the form"),
            [
                (f"field:{key}", elements[key].label if key in elements else key)
                for key in item.snapshot.elements
                if key in item.case.form
            ],
        ),
        "departments": (
            _("Countersignatures to be given anew"),
            [(f"department:{one.code}", one.title) for one in standing.answering if again],
        ),
    }
    return tuple(
        Field(
            CHANGES,
            label,
            "checkboxes",
            required=False,
            id=f"id_{CHANGES}-{name}",
            options=[Option(value, words, selected=value in ticked) for value, words in options],
        )
        for name, (label, options) in groups.items()
        if options
    )
