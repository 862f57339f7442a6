"""The task panel: head with clock, tabs, the review part, the dock, or how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.org.duties import duties_of
from departments.org.models import Department
from portal.casefile import clocks, papers, values
from portal.casefile.clocks import Clock
from portal.casefile.papers import Paper
from portal.casefile.proposals import Voice, voices_of
from portal.desk.place import Place
from portal.desk.presenters import checks as checking
from portal.desk.presenters import standing
from portal.desk.presenters.asked import Asked, asked_of
from portal.desk.presenters.carried import Changed, carried_into, changed_since_signed
from portal.desk.presenters.checks import Check
from portal.desk.presenters.dock import Dock, dock_of
from portal.desk.presenters.dockfields import Typed
from portal.desk.presenters.lists import POOLED
from portal.desk.presenters.positions import Positions, positions_of
from portal.desk.presenters.standing import Said
from portal.desk.presenters.votes import VoteGroup, vote_groups
from portal.desk.reads import TaskFile
from portal.ui import lights, moments
from workflows.asking import approvals, subjects
from workflows.casework.recall import offer_of
from workflows.models import APPLICANT_KINDS, Task, TaskKind
from workflows.operations.acts import Act
from workflows.operations.heads.second_notice import GROUNDS
from workflows.operations.offered import is_theirs
from workflows.people.involvement import early_departments
from workflows.queries import inbox
from workflows.queries.people import holder_name, principal_of

# Tasks that ask for work of one's own, not for an answer.
WORK = (TaskKind.CHECK, TaskKind.OWED, TaskKind.FORMAL, TaskKind.RECONCILE, TaskKind.MEETING)


@dataclass(frozen=True)
class Tab:
    key: str
    words: str
    url: str
    current: bool
    count: int = 0


@dataclass(frozen=True)
class Turn:
    """Where the task stands in its list: "5 of 12", and its neighbours' addresses."""

    position: int = 0
    total: int = 0
    prev_url: str = ""
    next_url: str = ""


@dataclass(frozen=True)
class Recall:
    """What its author may still take back: where, and until when in words."""

    url: str
    words: str


@dataclass(frozen=True)
class Point:
    """One point the applicant would be asked to mend."""

    label: str
    problem: str
    remedy: str


@dataclass(frozen=True)
class Panel:
    """Everything desk/_panel.html draws. `closed`: how the task ended; `note`: why nothing can be done here."""

    task: Task
    title: str
    who: str
    clock: Clock | None
    turn: Turn
    back_url: str
    tabs: tuple[Tab, ...]
    tab: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    risks: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    checks_note: str = ""
    papers: list[Paper] = field(default_factory=list)
    papers_note: str = ""
    peers: list[tuple[str, str]] = field(default_factory=list)
    votes: list[VoteGroup] = field(default_factory=list)
    positions: Positions | None = None
    carried: list[str] = field(default_factory=list)
    changed: Changed | None = None
    asked: list[Asked] = field(default_factory=list)
    own: Said | None = None
    behalf: str = ""
    request: str = ""
    # What a second notice would ask: its ground, and (label, problem, remedy) of every point (R37).
    ground: str = ""
    points: list[Point] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    dock: Dock | None = None
    closed: str = ""
    recall: Recall | None = None
    note: str = ""
    go_url: str = ""
    go: str = ""
    claim_url: str = ""
    release_url: str = ""
    here: str = ""

    @property
    def request_title(self) -> str:
        """Work to do, or something somebody asked for and waits to hear about."""
        if self.task.kind in WORK and "report" not in self.task.data:
            return _("For you to do")
        asked = self.task.data.get("request") or "report" in self.task.data
        return _("What is asked of you") if asked else _("What you are asked to answer")

    @property
    def case_url(self) -> str:
        return reverse("desk:case", args=[self.task.case.number])


def panel_of(
    file: TaskFile,
    place: Place,
    *,
    acts: Sequence[Act],
    typed: Typed,
    departments: Sequence[Department] = (),
    turn: Turn | None = None,
    alone: bool = False,
) -> Panel:
    """The panel of one task. `alone`: on its own page, not beside the list."""
    task = file.task
    review = review_part(file, typed)
    need = checking.open_note(review["checks"]) if task.finished is None else ("", "")
    dock = None
    if acts:
        dock = dock_of(file, acts, typed, departments, need=need, query=place.suffix())
    return Panel(
        task=task,
        title=" · ".join(part for part in (task.case_item.title if task.case_item else "", task.step_title) if part),
        who=standing.asker(file.case),
        clock=clock_of(task, file.now),
        turn=turn or Turn(),
        back_url=place.list_url(page=place.page),
        tabs=tuple(tabs_of(file, place, alone)),
        tab=place.current_tab,
        dock=dock,
        behalf=behalf_words(task, file.user) if acts else "",
        here="task" if alone else "inbox",
        **review,
        **other_ways(file, place, bool(acts)),
    )


def behalf_words(task: Task, user: Any) -> str:
    """Said before somebody decides for another (R51); "" for their own duty."""
    principal = principal_of(task, user)
    if principal is None:
        return ""
    return _("You act for %(name)s. The record says so, and %(name)s stays responsible.") % {"name": principal.name}


def review_part(file: TaskFile, typed: Typed) -> dict[str, Any]:
    """What the review tab shows: facts, risks, opinions, points, papers, the other departments."""
    item, case = file.item, file.case
    code = item.code if item else ""
    own_papers = papers.papers(file.materials, case, item_code=code, with_sizes=True, items=file.rows)
    points = review_checks(file, own_papers, typed)
    keys = item.snapshot.elements if item else values.keys_in_order(case)
    return {
        "facts": values.key_facts(case, keys) if file.may_read else [],
        "risks": standing.risks(file, points, own_papers),
        "said": standing.said_before(file),
        "asked": asked_of(file),
        "own": standing.own_words(file),
        **asked_of_head(file.task, own_papers),
        "voices": voices_of(file.proposals, early_departments(file.user)),
        "checks": points,
        "checks_note": checking.checks_note(points),
        "papers": own_papers,
        "papers_note": papers.papers_note(own_papers),
        "peers": standing.peers(file),
        **countersigned(file),
        "carried": carried_into(file),
        "changed": changed_since_signed(file),
    }


def countersigned(file: TaskFile) -> dict[str, Any]:
    """The votes in a table; for whoever brings departments together, or rules, the positions side by side."""
    if file.item is None:
        return {"votes": []}
    votes = vote_groups(file.item, file.tasks, file.opinions, file.now)
    sides = positions_of(file)
    return {"votes": [], "positions": sides} if sides else {"votes": votes}


def check_words(task: Task, papers: Sequence[Paper]) -> str:
    """What is to be checked of a statement, or judged (R43)."""
    name = next((one.name for one in papers if one.code == task.data["material"]), task.data["material"])
    report = task.data.get("report")
    if report:
        return _("“%(paper)s” was declared. The check found: %(reason)s Proof: %(basis)s") % {
            "paper": name, "reason": report["reason"], "basis": report["basis"],
        }  # fmt: skip
    words = _("“%(paper)s” was declared instead of handed in. Check whether it is true.") % {"paper": name}
    if not task.data.get("answer"):
        return words
    return _("%(words)s The head did not judge it false: %(answer)s") % {"words": words, "answer": task.data["answer"]}


def asked_of_head(task: Task, papers: Sequence[Paper]) -> dict[str, Any]:
    """What a handler asks the head for; a second notice point by point, as the applicant would read it."""
    if task.kind == TaskKind.OWED:
        words = _(
            "Your register did not answer when this was handed in. The applicant is not asked; supply it instead."
        )
        return {"request": words}
    if task.kind == TaskKind.FORMAL:
        words = _(
            "Your department was silent or did not come, which counted as consent. File its opinion now: it is kept"
            " beside that and changes nothing."
        )
        return {"request": words}
    if task.kind == TaskKind.RECONCILE:
        words = _(
            "The departments disagree and their rule does not settle it. Bring them together by %(due)s; after that"
            " the coordination office rules. The item's clock runs on."
        )
        return {"request": words % {"due": moments.moment_words(task.due_at) if task.due_at else ""}}
    if task.kind == TaskKind.CHECK:
        return {"request": check_words(task, papers)}
    content = task.data.get("content", {})
    if approvals.request_of(task) != approvals.SECOND_NOTICE:
        return {"request": subjects.words(task)}
    points = [Point(one["label"], one["problem"], one["remedy"]) for one in content["defects"]]
    return {
        "request": ngettext(
            "Send a second notice with %(n)d point to the applicant:",
            "Send a second notice with %(n)d points to the applicant:",
            len(points),
        )
        % {"n": len(points)},
        "ground": str(GROUNDS.get(content["ground"], content["ground"])),
        "points": points,
    }


def other_ways(file: TaskFile, place: Place, can_act: bool) -> dict[str, Any]:
    """What there is to do besides deciding: claim, put back, another page, or why nothing."""
    task = file.task
    go_url, go = leads_to(task, file.user)
    own = can_act and is_theirs(task, file.user)
    free = own and task.owner_id is None and task.duty in POOLED
    mine = own and task.owner_id == file.user.pk
    return {
        "closed": standing.ended(task) if task.finished else "",
        "recall": recall_of(file),
        "note": "" if can_act or go_url or task.finished else why_not(task, file.user),
        "go_url": go_url,
        "go": go,
        "claim_url": reverse("desk:claim", args=[task.pk]) + place.suffix() if free else "",
        "release_url": reverse("desk:release", args=[task.pk]) + place.suffix() if mine else "",
    }


def recall_of(file: TaskFile) -> Recall | None:
    offer = offer_of(file.task, file.user, file.now)
    if offer is None:
        return None
    words = _("Nobody has acted on it yet: you may take it back until %(moment)s.") % {
        "moment": moments.moment_words(offer.until)
    }
    return Recall(reverse("desk:recall", args=[file.task.pk]), words)


def review_checks(file: TaskFile, own_papers: Sequence[Paper], typed: Typed) -> list[Check]:
    """Review points of a step; countersigners give an opinion and answer none."""
    if file.item is None or file.task.kind != TaskKind.STEP or not file.may_read:
        return []
    names = [one.name for one in own_papers if one.state == "done"]
    found = checking.checks_of(file.item, file.item_opinions, names)
    return checking.answered(found, typed.values)


def clock_of(task: Task, now: datetime) -> Clock | None:
    if task.finished is not None:
        return None
    state = lights.state_of(inbox.light_of(task, now))
    table = clocks.table_of(task.case)
    return clocks.task_clock(state, inbox.time_left(task, now), task.due_at, task.created, now, table)


def tabs_of(file: TaskFile, place: Place, alone: bool) -> list[Tab]:
    """The parts of the file; those who may not read the papers see progress, rules and record."""
    words = {
        "review": _("Review"),
        "form": _("Application form"),
        "papers": _("Papers"),
        "progress": _("Departments"),
        "basis": _("Rules"),
        "talk": _("Conversation"),
        "notes": _("Notes and copies"),
        "record": _("Record"),
    }
    if not file.may_read:
        words = {key: text for key, text in words.items() if key not in ("form", "papers", "talk", "notes")}
    if file.item is None:
        words.pop("basis", None)
    if file.user.pk == file.case.applicant_id:
        words.pop("notes", None)
    base = reverse("desk:task", args=[file.task.pk]) if alone else reverse("desk:inbox")
    counts = {
        "papers": getattr(file.task, "paper_count", 0) or 0,
        "progress": len(file.rows),
        "talk": getattr(file.task, "message_count", 0) or 0,
    }
    return [
        Tab(key, text, tab_url(base, place, file.task.pk, key), key == place.current_tab, counts.get(key, 0))
        for key, text in words.items()
    ]


def tab_url(base: str, place: Place, task_id: int, tab: str) -> str:
    return f"{base}?{place.query(task=task_id, tab='' if tab == 'review' else tab, view='')}"


def leads_to(task: Task, user: Any) -> tuple[str, str]:
    """(address, words) of the page where this task is done, when that is not here."""
    if task.finished is not None:
        return "", ""
    if task.kind == TaskKind.INTAKE and duties_of(user).holds(task.duty, task.department_id):
        return reverse("counter:task", args=[task.pk]), _("Accept, ask or refuse at the window")
    if task.kind == TaskKind.DELIVER:
        return reverse("counter:deliver", args=[task.pk]), _("Hand over the results")
    if task.kind in APPLICANT_KINDS and user.pk in (task.case.applicant_id, task.case.registered_by_id):
        return f"/c/{task.case.number}/", _("To the progress page")
    return "", ""


def why_not(task: Task, user: Any) -> str:
    """Why nothing can be decided here, in one sentence."""
    if task.kind in APPLICANT_KINDS:
        return _("This waits for %(name)s.") % {"name": task.case.applicant.name}
    if user.pk in task.barred:
        return _("You applied for this or worked on it before, so somebody else decides it.")
    if task.owner is not None and task.owner_id != user.pk:
        return _("%(name)s is working on this.") % {"name": holder_name(task)}
    department = task.department.title if task.department else ""
    return _("This is for %(department)s. You can follow the case, but not act on it.") % {"department": department}
