"""After `seedhistory` nobody's screen is empty, every state and light is there, and most is well."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.core.management import call_command

from departments.org.duties import duties_of
from departments.org.models import Department
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.files.models import Upload
from portal.notices.models import Notice
from services.cases.models import Case, CaseItem, CaseMaterial, Correction, Draft, Message, Objection, Opinion
from services.cases.states import CaseState
from services.catalog.models import Matter
from services.ratings.models import DepartmentScore, Rating
from tests.demo.conftest import CASES, FRIDAY
from workflows.models import AlarmFailure, Task
from workflows.queries.casefile import case_view
from workflows.queries.inbox import buckets

# What gives somebody work of their own; the others (supervision, audit, accounts …) look on.
WORKING = ("accept", "handle", "review", "approve", "countersign", "lead")
# What an inbox, a progress page or a list must be able to show.
THERE_IS = {
    "consent by silence (R48)": (Opinion, {"action": "tacit", "tacit": True}),
    "a disagreement (R46)": (Opinion, {"action": "disagree"}),
    "conditions (R46)": (Opinion, {"action": "agree_with_conditions"}),
    "a ruling on duty (R57)": (Opinion, {"action": "rule"}),
    "a return (R55)": (Opinion, {"action": "send_back"}),
    "an open dispute about duty": (Task, {"kind": "duty", "finished": None}),
    "silence that was escalated (R48)": (Entry, {"event": "countersign.escalated"}),
    "a stopped clock (R26)": (CaseItem, {"state": "suspended"}),
    "a clock that went on": (Entry, {"event": "item.resumed"}),
    "an extended limit (R29)": (CaseItem, {"extended_days__gt": 0}),
    "a request to the head": (Task, {"kind": "duty", "finished": None, "data__has_key": "request"}),
    "somebody urged": (Entry, {"event": "case.urged"}),
    "a provisional result (R14)": (CaseItem, {"provisional": True}),
    "an item that waits for another": (CaseItem, {"state": "waiting", "phase": "main"}),
    "papers promised for later (R40)": (CaseMaterial, {"status": "deferred"}),
    "a correction to be answered (R36)": (Correction, {"answered_at": None, "lapsed_at": None}),
    "a correction answered": (Correction, {"answered_at__isnull": False}),
    "an objection to a value (R83)": (Objection, {}),
    "drafts": (Draft, {"submitted_case": None}),
    "answers of departments": (Message, {"department__isnull": False}),
    "a score of one department (R64)": (DepartmentScore, {}),
    "papers to settle": (Task, {"kind": "resupply", "finished": None, "case_item__phase": "post"}),
    "pictures": (Upload, {"media_type": "image/png"}),
}


def view_of(case):
    return case_view(case, case.applicant, now=FRIDAY)


def lights():
    return Counter(view_of(case).light for case in Case.objects.select_related("applicant"))


def case_of(plan):
    from services.cases.models import Submission

    return Submission.objects.get(key=f"history-{plan}").case


def test_the_rules_refused_nothing_that_was_planned(lived):
    assert lived.cases == CASES == Case.objects.count()
    assert [(one.name, one.code, one.detail) for one in lived.refusals] == []


def test_every_state_every_matter_and_every_way_in_is_there(lived):
    assert set(Case.objects.values_list("state", flat=True)) == set(CaseState.values)
    assert set(Case.objects.values_list("matter", flat=True)) == set(Matter.objects.values_list("pk", flat=True))
    assert set(Case.objects.values_list("channel", flat=True)) == {"web", "counter", "hotline"}
    states = set(CaseItem.objects.values_list("state", flat=True))
    assert states >= {"waiting", "cancelled", "countersigning", "in_review", "accepted", "decided", "lapsed", "closed"}


def test_most_is_in_time_some_is_due_soon_little_is_late(lived):
    found = lights()
    working = found["green"] + found["yellow"] + found["red"]
    assert found["green"] > working * 0.6
    assert 2 <= found["yellow"] <= working * 0.25
    assert 2 <= found["red"] <= working * 0.2
    assert found["grey"] and found["blue"] > CASES / 3


def test_everything_worth_showing_is_there(lived):
    assert [
        name for name, (model, condition) in THERE_IS.items() if not model.objects.filter(**condition).exists()
    ] == []


def test_ratings_of_every_level__R63(lived):
    assert set(Rating.objects.values_list("level", flat=True)) == {1, 2, 3, 4, 5}


def test_the_first_applicant_shows_the_portal_at_once(lived):
    """员工甲: one case to correct, one with every light, one to rate, one that is over."""
    correct, parallel, rate, over = (case_of(f"jia-{name}") for name in ("correct", "parallel", "rate", "over"))
    assert correct.state == "correcting" and "resupply" in view_of(correct).actions
    shown = view_of(parallel)
    running = {one.light for one in shown.items if one.step is not None}
    assert running == {"red", "yellow", "green"} and shown.light == "red"
    assert len({one.item.department_id for one in shown.items if one.step is not None}) >= 4
    assert rate.state == "closed" and "rating" in view_of(rate).actions and not hasattr(rate, "rating")
    assert over.state == "closed" and over.rating.level == 5
    assert {case.applicant.username for case in (correct, parallel, rate, over)} == {"yuan.gongjia"}


def test_nobody_starts_with_an_empty_screen(lived):
    idle = []
    for person in User.objects.filter(is_active=True):
        works = any(duties_of(person).departments(duty) for duty in WORKING)
        waiting = any(buckets(person, now=FRIDAY).values())
        if (works and not waiting) or not (waiting or person.cases.exists()):
            idle.append(person.username)
    assert idle == []


def test_every_department_has_worked(lived):
    worked = set(Task.objects.filter(finished__isnull=False).values_list("department__code", flat=True))
    own = Department.objects.exclude(kind="external").values_list("code", flat=True)
    assert set(own) - worked == set()


def test_people_hold_some_tasks_and_leave_others_in_the_queue(lived):
    tasks = Task.objects.filter(finished=None).exclude(kind__in=["", "resupply", "confirm"])
    held = tasks.exclude(owner=None).count()
    assert tasks.count() * 0.2 < held < tasks.count() * 0.7


def test_it_leads_up_to_now_and_not_beyond(lived):
    newest = Case.objects.order_by("-submitted_at").first()
    assert FRIDAY - newest.submitted_at < timedelta(hours=2)
    assert Case.objects.filter(submitted_at__lt=FRIDAY - timedelta(days=35)).exists()
    assert not Entry.objects.filter(at__gt=FRIDAY, subject__startswith="YJS-").exists()
    assert not Task.objects.filter(created__gt=FRIDAY).exists()


def test_the_record_is_whole_and_nothing_is_left_to_fire__R89(lived):
    call_command("verifyaudit", verbosity=0)
    assert not AlarmFailure.objects.exists()
    assert not Task.objects.filter(scheduled__lte=FRIDAY).exists()
    assert not Task.objects.filter(flow_task_type="AUTOMATIC", finished=None).exists()


def test_no_old_message_is_mailed_and_only_fresh_ones_are_unread(lived):
    assert not Notice.objects.filter(next_attempt_at__isnull=False).exists()
    assert not Notice.objects.filter(read_at=None, created_at__lt=FRIDAY - timedelta(days=5)).exists()
    assert Notice.objects.filter(read_at=None).exists() and not Notice.objects.filter(read_at__gt=FRIDAY).exists()
