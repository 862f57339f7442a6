"""What one department decided reaches the next one by itself: nobody carries a paper between them."""

from __future__ import annotations

from tests.desk.stories import text_of

HOUSING = {"housing_buy": True, "applicant_married": True}
ELIGIBILITY, HANDING_OVER = "OF-LIFE-005", "OF-LIFE-006"


def until_open(town, case, code):
    """Ordinary work until the item has its first task."""
    for _ in range(40):
        todo = town.open_tasks(case)
        found = [one for one in todo if one.case_item and one.case_item.code == code]
        if found:
            return found[0]
        action = {"intake": "accept", "step": "pass", "countersign": "agree"}[todo[0].kind]
        town.act(todo[0], action)
    raise AssertionError(f"{code} never began")


def test_the_result_of_an_earlier_item_is_there_for_the_next__R18(town, monday):
    case = town.apply("OM-HOUSING", "yuan.gongjia", HOUSING, {})
    asked = {one.code: one for one in case.materials.all()}
    assert asked["M024"].status == asked["M025"].status == "exempt", "results are never asked of the applicant"
    task = until_open(town, case, HANDING_OVER)
    client = town.client(town.able(task).username)
    page = text_of(client.get(f"/desk/task/{task.pk}/"))
    assert "本件“员工优惠住房资格审核”的结果，3月2日准予，系统内直接流转" in page


def test_a_result_that_is_not_there_yet_says_where_it_will_come_from__R18(town, monday):
    case = town.apply("OM-HOUSING", "yuan.gongjia", HOUSING, {})
    town.accept(case)
    [task] = town.open_tasks(case, case_item__code=ELIGIBILITY)
    page = text_of(town.client(town.able(task).username).get(f"/desk/task/{task.pk}/?tab=papers"))
    assert "由本件“员工优惠住房资格审核”办出后自动流转" in page
