"""A case that should not exist is cancelled with a reason; every branch ends, and everybody reads why."""

from __future__ import annotations

import pytest

from portal.audit.models import Entry
from portal.errors import Forbidden, Invalid
from portal.notices.models import Notice
from services.cases.models import Case
from tests.workflows.invariants import chain_faults, faults
from workflows.acting import TaskClosed
from workflows.casework import effects
from workflows.operations.second_thoughts import cancelling
from workflows.operations.second_thoughts.cancelling import NotCancellable
from workflows.operations.second_thoughts.withdrawing import EffectsChanged
from workflows.people.permission import SelfDealing
from workflows.queries.withdrawal import withdrawal_of

WHY = {"reason_code": "test", "reason": "系统演练时提交"}
ADMINISTRATOR, OFFICE = "guan.xitong", "zhen.tongchou"


def running(town):
    """One item decided, others at work."""
    case = town.reception()
    town.accept(case)
    for _ in range(2):
        [step] = town.open_tasks(case, case_item__code="OF-OFFICE-001", kind="step")
        town.act(step, "pass", opinion="同意")
    return Case.objects.get(pk=case.pk)


def coordinator(town):
    """Somebody of the coordination office."""
    from departments.org.duties import holders
    from workflows.words.telling import coordination_office

    office = coordination_office(town.person("zhen.tongchou").memberships.first().department.organisation_id)
    return holders("coordinate", office.pk)[0]


def whole(case):
    assert not faults([case]) and not chain_faults()


@pytest.mark.parametrize("who", ["office", "administrator"])
def test_every_branch_ends_and_everybody_reads_why__R9(town, monday, who):
    case = running(town)
    [task, *_] = town.open_tasks(case, kind="step")
    actor = coordinator(town) if who == "office" else town.person(ADMINISTRATOR)
    cancelling.cancel(case, actor=actor, **WHY)
    case.refresh_from_db()
    assert case.state == "cancelled" and case.closed_at is not None and WHY["reason"] in case.state_reason
    assert not town.open_tasks(case)
    assert set(case.items.exclude(state="decided").values_list("state", flat=True)) == {"cancelled"}
    decided = case.items.get(state="decided")
    assert decided.documents.get(kind="BJ").revoked_at is not None
    told = Notice.objects.get(event="case.cancelled", recipient=case.applicant)
    assert WHY["reason"] in told.body
    assert Notice.objects.filter(event="task.cancelled").exclude(recipient=case.applicant).exists()
    entry = Entry.objects.get(stream=case.stream, event="case.cancel_reason")
    assert entry.actor_id == actor.pk and entry.data["reason_code"] == "test"
    with pytest.raises(TaskClosed):
        town.act(task, "pass", telling_holder(town, task))
    whole(case)


def telling_holder(town, task):
    from departments.org.duties import holders

    return next(one for one in holders(task.duty, task.department_id) if one.pk not in task.barred)


def test_before_acceptance_as_well__R9(town, monday):
    case = town.reception()
    cancelling.cancel(case, actor=town.person(ADMINISTRATOR), **WHY)
    case.refresh_from_db()
    assert case.state == "cancelled" and set(case.items.values_list("state", flat=True)) == {"cancelled"}
    whole(case)


def test_nobody_else_cancels__R3_R4(town, monday):
    case = running(town)
    for name in ("che.lunzhuan", "song.bianli", "ex.yonghu"):
        with pytest.raises(Forbidden):
            cancelling.cancel(case, actor=town.person(name), **WHY)
    with pytest.raises(SelfDealing):
        cancelling.cancel(case, actor=case.applicant, **WHY)
    # Not the administrator's own either: R3 stands above every post.
    own = town.person(ADMINISTRATOR)
    Case.objects.filter(pk=case.pk).update(applicant=own)
    with pytest.raises(SelfDealing):
        cancelling.cancel(Case.objects.get(pk=case.pk), actor=own, **WHY)
    assert Case.objects.get(pk=case.pk).state == "in_progress"


def test_a_reason_is_needed_and_once_is_enough__R7(town, monday):
    case = running(town)
    actor = town.person(ADMINISTRATOR)
    for wrong in ({}, {"reason_code": "test"}, {"reason_code": "whim", "reason": "不想办了"}):
        with pytest.raises(Invalid):
            cancelling.cancel(case, actor=actor, **wrong)
    with pytest.raises(EffectsChanged):
        cancelling.cancel(case, actor=actor, **WHY, seen="something else")
    cancelling.cancel(case, actor=actor, **WHY, seen=withdrawal_of(case).seen)
    with pytest.raises(NotCancellable):
        cancelling.cancel(case, actor=actor, **WHY)
    assert Entry.objects.filter(stream=case.stream, event="case.cancelled").count() == 1
    done = town.run(town.reception())
    with pytest.raises(NotCancellable):
        cancelling.cancel(done, actor=actor, **WHY)
    assert done.state == "closed"
    whole(case)


def test_nothing_is_half_done__R9(town, monday, monkeypatch):
    case = running(town)
    before, open_before = Entry.objects.count(), len(town.open_tasks(case))

    def broken(*_, **__):
        raise RuntimeError("no state")

    monkeypatch.setattr(effects, "move_case", broken)
    with pytest.raises(RuntimeError):
        cancelling.cancel(case, actor=town.person(ADMINISTRATOR), **WHY)
    assert Entry.objects.count() == before and len(town.open_tasks(case)) == open_before
    assert not Notice.objects.filter(event="case.cancelled").exists()
    whole(case)


def test_the_interface_shows_and_does_it__R4_R84(town, monday):
    case = running(town)
    url = f"/api/v1/cases/{case.number}/cancel/"
    assert town.client("ex.yonghu").get(url).status_code == 404
    assert town.client("yuan.gongjia").get(url).status_code == 403
    boss = town.client(ADMINISTRATOR)
    shown = boss.get(url).json()
    assert shown["possible"] and len(shown["items"]) == case.items.count()
    answer = boss.post(url, {**WHY, "seen": shown["seen"]}, content_type="application/json")
    assert answer.status_code == 200 and set(answer.json()) == {"number", "state", "reason"}
    assert answer.json()["state"] == "cancelled"
    assert boss.post(url, WHY, content_type="application/json").status_code == 409
    page = town.client("yuan.gongjia").get(f"/c/{case.number}/").content.decode()
    assert "本办件已取消" in page and WHY["reason"] in page


def test_the_administration_says_first_what_it_does__R4(town, monday):
    case = running(town)
    boss = town.client(ADMINISTRATOR)
    chosen = {"action": "cancel_chosen", "_selected_action": [str(case.pk)]}
    answer = boss.post("/admin/cases/case/", chosen)
    page = f"/admin/cases/case/{case.pk}/cancel/"
    assert answer.status_code == 302 and answer.url == page
    shown = boss.get(page).content.decode()
    assert all(one.title in shown for one in case.items.all()) and "属重复提交" in shown
    assert boss.post(page, {"reason_code": "test", "reason": ""}).status_code == 400
    assert boss.post(page, {**WHY, "seen": "stale"}).status_code == 409
    assert boss.post(page, {**WHY, "seen": withdrawal_of(case).seen}).status_code == 302
    case.refresh_from_db()
    assert case.state == "cancelled"
    assert "不能再取消" in boss.get(page).content.decode()
    assert town.client("bi.jieban").get(page).status_code in (302, 403)
    whole(case)


def test_the_page_of_a_case_leads_there_while_it_can_be_cancelled__R4(town, monday):
    case = running(town)
    boss = town.client(ADMINISTRATOR)
    page = f"/admin/cases/case/{case.pk}/change/"
    shown = boss.get(page).content.decode()
    way = f"/admin/cases/case/{case.pk}/cancel-this/"
    assert way in shown and "取消本办件" in shown
    answer = boss.get(way)
    assert answer.status_code == 302 and answer.url == f"/admin/cases/case/{case.pk}/cancel/"
    cancelling.cancel(case, actor=town.person(ADMINISTRATOR), **WHY)
    assert way not in boss.get(page).content.decode()


def test_the_coordination_office_cancels_from_the_desk__R9(town, monday):
    case = running(town)
    office = town.client(coordinator(town).username)
    page, way = f"/desk/case/{case.number}/", f"/desk/case/{case.number}/cancel/"
    assert way in office.get(page).content.decode()
    for name in ("song.bianli", "che.lunzhuan"):
        other = town.client(name)
        assert way not in other.get(page).content.decode() and other.get(way).status_code == 403
    shown = office.get(way).content.decode()
    assert all(one.title in shown for one in case.items.all()) and "属重复提交" in shown
    assert office.post(way, {"reason_code": "test", "reason": ""}).status_code == 400
    assert office.post(way, {**WHY, "seen": "stale"}).status_code == 409
    assert office.post(way, {**WHY, "seen": withdrawal_of(case).seen}).status_code == 302
    case.refresh_from_db()
    assert case.state == "cancelled" and way not in office.get(page).content.decode()
    assert office.get(way).status_code == 409
    whole(case)
