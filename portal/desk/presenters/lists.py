"""The left half of the inbox: buckets, chips by light, rows grouped by the day they are due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from portal.casefile.clocks import light_words
from portal.desk.counts import Waiting
from portal.desk.place import LIGHTS, Place
from portal.ui import lights, moments
from workflows.asking.together import appointment_of, short_words
from workflows.models import Task, TaskKind
from workflows.queries import inbox
from workflows.queries.inbox import TaskRow
from workflows.words.outcomes import outcome_label


@dataclass(frozen=True)
class Bucket:
    """One line of components/buckets.html."""

    key: str
    words: str
    count: int
    url: str
    current: bool
    icon: str = ""
    state: str = ""


@dataclass(frozen=True)
class BucketGroup:
    words: str
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True)
class Chip:
    """One filter of components/chips.html."""

    words: str
    url: str
    current: bool
    count: int | None = None
    state: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the list (components/taskrow.html)."""

    id: int
    title: str
    url: str
    unit: str
    number: str
    state: str
    words: str
    tags: tuple[tuple[str, str], ...]
    selected: bool
    taken_by: str
    group: str
    checkable: bool
    is_new: bool = False


@dataclass(frozen=True)
class Group:
    words: str
    rows: tuple[Row, ...]


def bucket_words(key: str) -> str:
    """What a bucket is called, also as the heading of the list."""
    return {
        "": _("All that waits for me"),
        "mine": _("Claimed by me"),
        "approve": _("For my approval"),
        "countersign": _("For my countersignature"),
        "opinion": _("My opinion asked"),
        "claimable": _("To be claimed"),
        "overdue": _("Step overdue"),
        "due_today": _("Due today"),
        "ahead": _("Waiting for acceptance"),
        "waiting_applicant": _("With the applicant"),
        "waiting_others": _("With other departments"),
        "done": _("Done by me"),
    }[key]


ICONS = {
    "": "inbox", "mine": "user", "approve": "check", "countersign": "users", "opinion": "msg", "claimable": "flag",
    "ahead": "window", "waiting_applicant": "back", "waiting_others": "clock", "done": "doc",
}  # fmt: skip
STATES = {"overdue": "bad", "due_today": "warn"}
# Duties several people share: their tasks are claimed, so that two do not do the same work.
POOLED = ("handle", "review")


def bucket_groups(place: Place, user: Any, waiting: Waiting, elsewhere: Mapping[str, int]) -> list[BucketGroup]:
    """The buckets this person has: those of duties they do not hold appear only when something lies in them."""
    counts = {"": waiting.all, **waiting.by_bucket, **elsewhere}
    groups: list[tuple[str, tuple[str, ...]]] = [
        (_("My turn"), ("", "mine", "approve", "countersign", "opinion")),
        (_("My department"), ("claimable", "ahead")),
        (_("With others"), ("waiting_applicant", "waiting_others", "done")),
        (_("Short cuts"), ("overdue", "due_today")),
    ]
    hidden = unneeded(user)
    shown = []
    for words, keys in groups:
        buckets = [
            Bucket(key, bucket_words(key), counts.get(key, 0), Place(bucket=key).url(), key == place.bucket,
                   ICONS.get(key, ""), STATES.get(key, ""))
            for key in keys
            if key not in hidden or counts.get(key) or key == place.bucket
        ]  # fmt: skip
        if buckets:
            shown.append(BucketGroup(words, tuple(buckets)))
    return shown


def unneeded(user: Any) -> set[str]:
    duties = duties_of(user)
    hidden = {"opinion", "ahead"}
    if not (duties.reaches("approve") or duties.reaches("lead")):
        hidden.add("approve")
    if not duties.reaches("countersign"):
        hidden.add("countersign")
    return hidden


def light_chips(place: Place, counts: Mapping[str, int]) -> list[Chip]:
    """All, then one chip for each light; a light nobody has stays without a chip unless chosen."""
    chips = [Chip(_("All"), place.list_url(light=""), not place.light, counts["all"])]
    for name in LIGHTS:
        if counts[name] or place.light == name or name in ("red", "yellow", "green"):
            state = lights.state_of(name)
            words, current = str(lights.WORDS[state]), place.light == name
            chips.append(Chip(words, place.list_url(light="" if current else name), current, counts[name], state))
    return chips


def filter_chips(place: Place, names: Mapping[str, str]) -> list[Chip]:
    """Filters in force besides the light, each with a way out."""
    found = []
    if place.q:
        found.append(Chip(_("“%(q)s”") % {"q": place.q}, place.list_url(q=""), True))
    if place.matter:
        found.append(Chip(names.get(place.matter, place.matter), place.list_url(matter=""), True))
    if place.department:
        found.append(Chip(names.get(place.department, place.department), place.list_url(department=""), True))
    return found


def rows(tasks: Iterable[Task], place: Place, user: Any, now: datetime, selected: int | None) -> list[Row]:
    return [row(one, place, user, now, selected) for one in tasks]


def row(task: Task, place: Place, user: Any, now: datetime, selected: int | None) -> Row:
    facts = inbox.row(task, user, now)
    return Row(
        id=facts.id,
        title=title_of(facts),
        url=place.task_url(facts.id),
        unit=" · ".join(part for part in (facts.unit, facts.applicant) if part),
        number=facts.case_number,
        state=lights.state_of(facts.light),
        words=row_words(task, facts, now),
        tags=(*appointment_tag(task), *tags_of(facts))[:2],
        selected=facts.id == selected,
        taken_by=facts.holder if facts.holder and not facts.is_mine and place.bucket != "done" else "",
        group=facts.group,
        checkable=facts.claimable and task.duty in POOLED,
    )


def title_of(facts: TaskRow) -> str:
    """What is to be decided, then the step: 业务招待审批 · 部门负责人审批."""
    return " · ".join(part for part in (facts.item_title or facts.title, facts.step) if part)


def row_words(task: Task, facts: TaskRow, now: datetime) -> str:
    if task.finished is not None:
        return _("%(day)s %(outcome)s") % {
            "day": moments.day(task.finished),
            "outcome": outcome_label(task.outcome),
        }
    return light_words(facts.light, facts.remaining)


def appointment_tag(task: Task) -> tuple[tuple[str, str], ...]:
    """联合踏勘 3月2日 16:00, for those who must come and whoever records who came (R50)."""
    appointment = appointment_of(task) if task.finished is None else None
    return ((short_words(appointment), "info"),) if appointment else ()


def tags_of(facts: TaskRow) -> tuple[tuple[str, str], ...]:
    """At most two: for whom one acts, the matter it belongs to, and how it came."""
    tags: list[tuple[str, str]] = []
    if facts.acting_for and (facts.is_mine or facts.claimable):
        tags.append((_("for %(name)s") % {"name": facts.acting_for}, "info"))
    if facts.item_title and facts.item_title != facts.title:
        tags.append((facts.title, "brand"))
    if facts.asked_anew:
        tags.append((_("changed since you signed"), "warn"))
    elif facts.sent_back:
        tags.append((_("sent back to redo"), "warn"))
    elif facts.kind == TaskKind.COUNTERSIGN:
        tags.append((_("Countersign"), ""))
    elif facts.by_counter:
        tags.append((_("by the window"), ""))
    return tuple(tags[:2])


def grouped(found: Sequence[Row], bucket: str) -> list[Group]:
    """Rows under the day they are due; what is done stands in one group."""
    if bucket == "done":
        return [Group(bucket_words("done"), tuple(found))] if found else []
    order = {"overdue": 0, "today": 1, "tomorrow": 2, "later": 3, "done": 4}
    ordered = sorted(found, key=lambda one: order[one.group])
    return [Group(group_words(name), tuple(own)) for name, own in groupby(ordered, key=lambda one: one.group)]


def group_words(name: str) -> str:
    """R33: what is overdue here is the step; the case itself may still be in time."""
    return bucket_words("overdue") if name == "overdue" else inbox.group_label(name)


def filter_choices(tasks: Iterable[Task]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Matters and departments on this page, for the filter: ([(code, name)], [(code, name)])."""
    matters, departments = {}, {}
    for task in tasks:
        matters[task.case.matter_code] = task.case.title
        if task.department is not None:
            departments[task.department.code] = task.department.title
    return sorted(matters.items()), sorted(departments.items())
