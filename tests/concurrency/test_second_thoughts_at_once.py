"""Somebody takes an act back, or withdraws, at the moment somebody else builds on it: exactly one of them wins."""

from __future__ import annotations

from tests.concurrency.crowd import crowd
from tests.workflows.invariants import chain_faults, faults
from tests.workflows.test_countersign import asked
from workflows.models import Task

SCENARIOS = "tests.concurrency.scenarios"
OFFICE = "OF-OFFICE-001"
DUTY = {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}
APPLICANTS = ("you.jingkou", "yuan.gongjia", "yuan.gongyi", "che.lunzhuan", "fan.xiangxiang", "song.bianli")
GAP_SECONDS = 0.35
# What the slower one reads, whichever of the two it was.
LOST = {"gone_on", "task_closed", "too_late", "not_yours"}


def side_by_side(elsewhere, pairs):
    """Both sides of every pair, each side in a process of its own, round by round. Returns pairs of answers."""
    jobs = [{"rounds": [pair[side] for pair in pairs], "gap": GAP_SECONDS} for side in (0, 1)]
    return list(zip(*crowd(elsewhere, SCENARIOS, "in_turns", jobs), strict=True))


def one_wins(answers):
    for pair in answers:
        outcomes = [one["outcome"] for one in pair]
        assert sorted(one == "done" for one in outcomes) == [False, True], pair
        [lost] = [one for one in pair if one["outcome"] != "done"]
        assert lost["outcome"] in LOST and len(lost["detail"]) > 10, lost


def passed_on(town):
    """A reception whose first step 毕接办 has just passed on to the head."""
    case = town.reception()
    town.accept(case, "chuang.shouxi")
    [first] = town.open_tasks(case, case_item__code=OFFICE, kind="step")
    town.act(first, "pass", "bi.jieban", opinion="同意")
    [following] = town.open_tasks(case, case_item__code=OFFICE, kind="step")
    return case, first, following


def test_a_step_is_taken_back_while_the_next_one_is_claimed_or_done__R9(town, monday, elsewhere):
    pairs, cases = [], []
    for number in range(12):
        case, first, following = passed_on(town)
        cases.append((case, first, following))
        builds_on = {"name": "zhen.tongchou", "task": following.pk}
        if number % 3 == 0:
            builds_on |= {"do": "claim"}
        elif number % 3 == 1:
            builds_on |= {"do": "pass", "opinion": "同意"}
        else:
            builds_on |= {"do": "send_back", "to": "0", "reason": "请补充"}
        pairs.append(({"do": "recall", "name": "bi.jieban", "task": first.pk}, builds_on))
    answers = side_by_side(elsewhere, pairs)
    one_wins(answers)
    for (case, first, following), (recalled, _other) in zip(cases, answers, strict=True):
        mine, theirs = Task.objects.get(pk=first.pk), Task.objects.get(pk=following.pk)
        if recalled["outcome"] == "done":
            assert mine.finished is None and theirs.outcome == "recalled", case
            assert town.person("bi.jieban").name in _other["detail"]
        else:
            assert mine.outcome == "pass" and theirs.outcome != "recalled", case
            assert town.person("zhen.tongchou").name in recalled["detail"]
    assert faults() == [] and chain_faults() == []


def agreed(town, number):
    """A duty roster everybody has agreed to; its last opinion and the step that decides."""
    case = town.apply("OM-DUTY", APPLICANTS[number], DUTY, {})
    town.accept(case)
    town.act(town.open_tasks(case, kind="step")[0], "pass", opinion="已核对")
    for one in asked(town, case).values():
        town.act(one, "agree")
    last = Task.objects.filter(case=case, kind="countersign").select_related("closed_by").latest("finished")
    [deciding] = town.open_tasks(case, kind="step")
    decides = {"do": "pass", "name": town.able(deciding).username, "task": deciding.pk, "opinion": "同意"}
    return case, last, decides


def test_an_opinion_is_taken_back_while_the_head_decides_on_it__R45(town, monday, elsewhere):
    pairs = []
    for number in range(4):
        _case, last, decides = agreed(town, number)
        pairs.append(({"do": "recall", "name": last.closed_by.username, "task": last.pk}, decides))
    one_wins(side_by_side(elsewhere, pairs))
    assert faults() == [] and chain_faults() == []


def test_the_applicant_withdraws_while_the_last_decision_is_made__R9(town, monday, elsewhere):
    cases, pairs = [], []
    for number in range(len(APPLICANTS)):
        case, _last, decides = agreed(town, number)
        cases.append(case)
        pairs.append(({"do": "withdraw", "name": case.applicant.username, "case": case.pk}, decides))
    answers = side_by_side(elsewhere, pairs)
    one_wins(answers)
    for case, (withdrawn, _decided) in zip(cases, answers, strict=True):
        case.refresh_from_db()
        assert case.state == ("withdrawn" if withdrawn["outcome"] == "done" else "decided"), case
    assert faults() == [] and chain_faults() == []


def test_the_applicant_withdraws_while_one_of_many_items_is_decided__R9(town, monday, elsewhere):
    """A decision before the withdrawal stays on file; one after it is refused with a sentence."""
    pairs, cases = [], []
    for _number in range(6):
        case, _first, deciding = passed_on(town)
        cases.append(case)
        pairs.append((
            {"do": "withdraw", "name": case.applicant.username, "case": case.pk},
            {"do": "pass", "name": "zhen.tongchou", "task": deciding.pk, "opinion": "同意"},
        ))  # fmt: skip
    for case, (withdrawn, decided) in zip(cases, side_by_side(elsewhere, pairs), strict=True):
        case.refresh_from_db()
        assert withdrawn["outcome"] == "done" and case.state == "withdrawn"
        item = case.items.get(code=OFFICE)
        assert (item.state, decided["outcome"]) in {("decided", "done"), ("withdrawn", "task_closed")}
        assert not case.documents.filter(kind="BJ", revoked_at=None).exists()
    assert faults() == [] and chain_faults() == []
