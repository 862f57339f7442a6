"""The record in words an applicant reads: what happened, department by department, newest first.

Only the events named here are told. Who took a task, opinions written for colleagues, points and
supervision stay inside the house.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.audit.models import Entry
from portal.hall.presenters.words import listed
from portal.ui import moments
from workflows.queries.casefile import CaseView
from workflows.queries.people import on_behalf


@dataclass(frozen=True)
class RecordLine:
    """One entry of components/timeline.html."""

    at: datetime
    text: str
    who: str = ""


@dataclass(frozen=True)
class Scene:
    """Names the record needs: items by code, departments by code, the window and the applicant."""

    items: Mapping[str, str]
    departments: Mapping[str, str]
    window: str
    applicant: str
    count: int

    @classmethod
    def of(cls, view: CaseView, entries: Iterable[Entry] = ()) -> Scene:
        # Who had an item before it was handed over is named by the entry that says so.
        departments = {
            str(one.data["from"]): str(one.data["from_name"]) for one in entries if one.event == "item.transferred"
        }
        departments |= {one.item.department.code: one.item.department.title for one in view.items}
        return cls(
            items={one.code: one.item.title for one in view.items},
            departments=departments,
            window=view.case.window.title,
            applicant=view.case.applicant.name,
            count=len({one.item.department_id for one in view.main_items}),
        )

    def department(self, entry: Entry) -> str:
        return self.departments.get(entry.department, "") or _("A department")

    def item(self, entry: Entry) -> str:
        return self.items.get(str(entry.data.get("item", "")), "")


def record_of(view: CaseView, entries: Iterable[Entry]) -> list[RecordLine]:
    """Lines for the entries that are told, newest first."""
    entries = list(entries)
    scene = Scene.of(view, entries)
    lines = []
    for entry in entries:
        tell = TOLD.get(entry.event)
        text = tell(entry, scene) if tell else ""
        if text:
            who = on_behalf(entry.actor_name, entry.acting_for_name)
            lines.append(RecordLine(entry.at, text, "" if entry.actor_name in text else who))
    return sorted(lines, key=lambda line: line.at, reverse=True)


Teller = Callable[[Entry, Scene], str]


def told(template: Callable[[], str]) -> Teller:
    """A sentence with %(department)s, %(item)s, %(window)s, %(applicant)s and %(reason)s filled in."""

    def tell(entry: Entry, scene: Scene) -> str:
        return template() % {
            "department": scene.department(entry),
            "item": scene.item(entry),
            "window": scene.window,
            "applicant": scene.applicant,
            "reason": entry.text.strip(),
            "step": entry.data.get("step", ""),
        }

    return tell


def submitted(entry: Entry, scene: Scene) -> str:
    if entry.data.get("from"):
        return ""  # handed in again after a correction: the correction says so itself
    if entry.acting_for_name:
        return _("%(clerk)s of %(window)s handed in the application for %(applicant)s") % {
            "clerk": entry.actor_name,
            "window": scene.window,
            "applicant": scene.applicant,
        }
    if entry.data.get("channel") in ("counter", "hotline"):
        return _("%(window)s handed in the application for %(applicant)s") % {
            "window": scene.window,
            "applicant": scene.applicant,
        }
    return _("%(applicant)s handed in the application") % {"applicant": scene.applicant}


def accepted(entry: Entry, scene: Scene) -> str:
    return ngettext(
        "%(window)s accepted it and handed it to %(n)s department",
        "%(window)s accepted it and handed it to %(n)s departments at once",
        scene.count,
    ) % {"window": scene.window, "n": scene.count}


def correction_sent(entry: Entry, scene: Scene) -> str:
    count = len(entry.data.get("defects", ()))
    return ngettext(
        "%(window)s named the one point to correct",
        "%(window)s named all %(n)s points to correct at once",
        count,
    ) % {"window": scene.window, "n": count}


def due_soon(entry: Entry, scene: Scene) -> str:
    return _("%(department)s was reminded: %(step)s is due soon") % {
        "department": scene.department(entry),
        "step": scene.item(entry) or entry.data.get("step", ""),
    }


def urged(entry: Entry, scene: Scene) -> str:
    names = [str(one) for one in entry.data.get("departments", ())]
    return _("%(applicant)s asked for speed; reminded: %(departments)s") % {
        "applicant": scene.applicant,
        "departments": listed(names),
    }


def resumed(entry: Entry, scene: Scene) -> str:
    if entry.data.get("from") != "suspended":
        return ""
    return _("%(department)s: the clock of “%(item)s” goes on") % {
        "department": scene.department(entry),
        "item": scene.item(entry),
    }


def deferred(entry: Entry, scene: Scene) -> str:
    until = parse_datetime(str(entry.data.get("until", "")) + "T00:00")
    if until is None:
        return _("%(window)s agreed that a paper comes later") % {"window": scene.window}
    return _("%(window)s agreed that a paper comes by %(day)s") % {"window": scene.window, "day": moments.day(until)}


def transferred(entry: Entry, scene: Scene) -> str:
    return _("%(department)s goes on with “%(item)s”; the finishing date stays. %(reason)s") % {
        "department": scene.department(entry),
        "item": scene.item(entry),
        "reason": entry.text.strip(),
    }


def recalled(entry: Entry, scene: Scene) -> str:
    """Somebody took an act back before anybody had acted on it."""
    if not scene.item(entry):
        return _("%(window)s took its last answer back and looks at it again") % {"window": scene.window}
    return _("%(department)s took its last act on “%(item)s” back and looks at it again") % {
        "department": scene.department(entry),
        "item": scene.item(entry),
    }


def mended(entry: Entry, scene: Scene) -> str:
    """What the window changed beside the applicant, and why; the values stand in the form."""
    labels = [str(one["label"]) for one in entry.data.get("changes", [])]
    said = {"window": scene.window, "what": listed(labels), "reason": entry.text.strip()}
    return _("%(window)s mended on the spot with you: %(what)s (%(reason)s)") % said


TOLD: dict[str, Teller] = {
    "item.transferred": transferred,
    "arbitration.opened": told(lambda: _("Two departments settle who does “%(item)s”; it is worked on meanwhile")),
    "case.submitted": submitted,
    "case.in_progress": accepted,
    "case.deemed_accepted": told(lambda: _("Accepted by lapse of time: the window had not answered in five days")),
    "case.not_accepted": told(lambda: _("%(window)s did not accept it: %(reason)s")),
    "correction.sent": correction_sent,
    "correction.extended": told(lambda: _("%(applicant)s asked for ten more working days to correct")),
    "correction.answered": told(lambda: _("%(applicant)s handed in the correction")),
    "case.lapsed": told(lambda: _("The time for correction ran out")),
    "material.promised": told(lambda: _("%(applicant)s promised to hand in a paper later")),
    "data.owed": told(lambda: _("%(department)s’s register did not answer; it supplies the value itself")),
    "data.supplied": told(lambda: _("%(department)s supplied what its register owed")),
    "material.declared": told(lambda: _("%(applicant)s declared what a paper would prove")),
    "declaration.true": told(lambda: _("%(department)s checked the statement: it is true")),
    "declaration.false": told(lambda: _("%(department)s found the statement false: %(reason)s")),
    "material.deferred": deferred,
    "material.supplied": told(lambda: _("%(applicant)s handed in a promised paper")),
    "papers.handed_in": told(lambda: _("%(applicant)s handed in the papers for “%(item)s”")),
    "item.started": told(lambda: _("%(department)s began “%(item)s”")),
    "step.passed": told(lambda: _("%(department)s finished “%(step)s” of “%(item)s”")),
    "step.sent_back": told(lambda: _("%(department)s took “%(item)s” back to an earlier step")),
    "item.countersigning": told(lambda: _("%(department)s asked other departments for their opinion on “%(item)s”")),
    "countersign.agree": told(lambda: _("%(department)s agreed to “%(item)s”")),
    "countersign.agree_with_conditions": told(lambda: _("%(department)s agreed to “%(item)s” with conditions")),
    "countersign.disagree": told(lambda: _("%(department)s did not agree to “%(item)s”")),
    "countersign.conflict": told(
        lambda: _("The departments see “%(item)s” differently and are brought together; the finishing date stays")
    ),
    "meeting.called": told(lambda: _("%(department)s calls the departments together on “%(item)s”")),
    "countersign.absence_consent": told(
        lambda: _("%(department)s did not come to the appointment on “%(item)s”, which counts as consent")
    ),
    "countersign.tacit": told(lambda: _("%(department)s was silent on “%(item)s”, which counts as consent")),
    "item.suspended": told(lambda: _("The clock of “%(item)s” was stopped: %(reason)s")),
    "item.in_review": resumed,
    "item.approved": told(lambda: _("%(department)s approved “%(item)s”")),
    "item.denied": told(lambda: _("%(department)s did not approve “%(item)s”: %(reason)s")),
    "item.voided": told(lambda: _("The result of “%(item)s” was taken back: %(reason)s")),
    "item.cancelled": told(lambda: _("“%(item)s” is no longer needed")),
    "item.provisional_withdrawn": told(lambda: _("The provisional result of “%(item)s” was withdrawn")),
    "item.result_released": told(lambda: _("The result of “%(item)s” is final now")),
    "task.recalled": recalled,
    "form.mended": mended,
    "item.resubmitted": told(lambda: _("%(applicant)s handed “%(item)s” in again")),
    "item.revived": told(lambda: _("“%(item)s” waits for it again")),
    "case.decided": told(lambda: _("All departments have decided")),
    "case.partly_approved": told(lambda: _("All departments have decided; not everything was approved")),
    "case.delivered": told(lambda: _("%(window)s handed over the results: %(reason)s")),
    "case.closed": told(lambda: _("The case is closed")),
    "case.withdrawn": told(lambda: _("%(applicant)s withdrew the application")),
    "case.terminated": told(lambda: _("The case was ended: %(reason)s")),
    "alarm.yellow": due_soon,
    "alarm.red": told(lambda: _("%(department)s is late and was reminded")),
    "case.urged": urged,
    "data.objected": told(lambda: _("%(applicant)s said that a value from a register is wrong")),
    "data.objection_overdue": told(
        lambda: _("%(department)s has not answered your objection in time; it was reminded")
    ),
    "data.objection_upheld": told(lambda: _("%(department)s agreed that its value was wrong: %(reason)s")),
    "data.objection_rejected": told(lambda: _("%(department)s keeps its value: %(reason)s")),
    "case.rated": told(lambda: _("%(applicant)s rated the case")),
}
