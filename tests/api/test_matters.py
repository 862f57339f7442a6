"""Matters, their resolution and guidance, and the list of cases by light."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from services.cases.models import Case
from tests.api.stories import problem
from tests.town import MONDAY, RECEPTION_ANSWERS
from workflows.queries.casefile import case_view
from workflows.queries.lights import LIGHTS, case_light_condition


def test_the_list_of_matters(api, monday):
    yuan = api("yuan.gongjia")
    page = yuan.get("matters/").json()
    assert page["count"] == 12 and page["next"] is None
    reception = next(one for one in page["results"] if one["code"] == "OM-RECEPTION")
    assert reception["name"] == "业务招待一件事" and reception["promised"] == {"limit": 2, "unit": "wd"}
    assert "OF-LIFE" in reception["departments"] and reception["lead_department"] == "OF-OFFICE"
    units = {one["code"]: one["promised"]["unit"] for one in page["results"]}
    assert units["OM-REPAIR"] == "ch"
    partners = {one["code"] for one in yuan.get("matters/", audience="partner").json()["results"]}
    assert "OM-CONTRACTOR" in partners and "OM-RECEPTION" not in partners
    second = yuan.get("matters/", page_size=5, page=2).json()
    assert len(second["results"]) == 5 and second["previous"] and second["next"]


def test_one_matter_with_questions_items_materials_and_figures(api, monday):
    matter = api("yuan.gongjia").get("matters/OM-RECEPTION/").json()
    questions = {one["id"]: one for one in matter["questions"]}
    assert questions["guest_count"] == {
        "id": "guest_count", "type": "int", "text": "来宾人数", "min": 1, "max": 300, "default": 5,
    }  # fmt: skip
    items = {one["code"]: one for one in matter["items"]}
    assert items["OF-SEC-003"]["condition"] == "guest_count >= 10 or foreign_guests"
    assert items["OF-OFFICE-001"]["condition"] is None
    assert items["OF-CONF-001"]["soft"] == ["OF-OFFICE-001"] and items["OF-FIN-003"]["phase"] == "post"
    assert items["OF-LIFE-002"]["needs"] == ["OF-OFFICE-001", "OF-FIN-001"]
    papers = {one["code"]: one for one in matter["materials"]}
    assert papers["M003"]["handling"] == "deferrable" and papers["M003"]["defer_days"] == 5
    assert papers["M004"]["handling"] == "exempt" and "defer_days" not in papers["M004"]
    assert {"before", "after"} <= set(matter["before_after"])
    duty = api("yuan.gongjia").get("matters/OM-DUTY/").json()
    action = next(one for one in duty["questions"] if one["id"] == "duty_action")
    assert [one["value"] for one in action["options"]] == ["roster", "swap"]


def test_english_is_asked_for_with_the_usual_header(api, monday):
    yuan = api("yuan.gongjia")
    yuan.headers["accept-language"] = "en"
    matter = yuan.get("matters/OM-RECEPTION/").json()
    assert matter["questions"][0]["text"].isascii() and matter["name"] == "业务招待一件事"
    assert problem(yuan.get("nothing/"), 404, "not_found")["detail"].startswith("There is no such address")
    yuan.headers["accept-language"] = "fr"
    assert problem(yuan.get("nothing/"), 404, "not_found")["detail"].startswith("没有这个地址")


def test_resolving_says_what_is_included_asked_prefilled_and_why__R15_R16(api, monday):
    yuan = api("yuan.gongjia")
    found = yuan.post("matters/OM-RECEPTION/resolve/", {"answers": RECEPTION_ANSWERS}).json()
    assert len(found["items"]) == 8 and found["excluded"] == []
    assert found["promised"] == {"limit": 2, "unit": "wd"} and found["promised_because"]
    assert all(one["because"] for one in found["items"])
    fields = {one["key"]: one for one in found["fields"]}
    assert fields["guests"]["value"] == 12 and fields["guests"]["readonly"] and fields["guests"]["source"] is None
    number = fields["employee_no"]
    assert number["readonly"] and number["value"] and set(number["source"]) == {"department", "system", "as_of"}
    assert number["source"]["department"] == "OF-HR"
    level = fields["visitor_level"]
    assert level["required"] and not level["readonly"] and {"value", "label"} == set(level["options"][0])
    assert fields["visitor_org"]["used_by"] == ["OF-OFFICE-001", "OF-SEC-003"]
    small = yuan.post("matters/OM-RECEPTION/resolve/", {"answers": {"guest_count": 3}}).json()
    left_out = {one["code"]: one["because"] for one in small["excluded"]}
    assert left_out.get("OF-SEC-003")
    handling = {one["code"]: one["handling"] for one in found["materials"]}
    assert handling["M003"] == "deferrable" and handling["M004"] == "exempt"


def test_guidance_finds_by_everyday_words_and_never_guesses(api, monday):
    yuan = api("yuan.gongjia")
    found = yuan.get("guide/", q="下周来十几个客人").json()
    assert found["results"][0]["matter"] == "OM-RECEPTION" and found["results"][0]["because"]
    for words in ("", "   ", "天王盖地虎", "zzzz"):
        assert yuan.get("guide/", q=words).json() == {"results": [], "ask": None}
    assert yuan.get("guide/").json()["results"] == []


def test_two_matters_that_fit_alike_are_asked_about():
    from portal.api.presenters.matters import guidance
    from services.catalog.models import Matter
    from services.guide.search import Hit

    matters = {code: Matter(code=code, name=code) for code in ("OM-A", "OM-B", "OM-C")}
    close = guidance([Hit("OM-A", 0.6, "a"), Hit("OM-B", 0.59, "b"), Hit("OM-C", 0.3, "c")], matters)
    assert [one["matter"] for one in close["ask"]["options"]] == ["OM-A", "OM-B"] and len(close["results"]) == 3
    assert guidance([Hit("OM-A", 0.6, "a"), Hit("OM-C", 0.3, "c")], matters)["ask"] is None
    assert guidance([Hit("OM-GONE", 0.6, "a")], matters) == {"results": [], "ask": None}


def many_cases(town, monday):
    """Cases of every light: late at the window, corrected, running, closed, withdrawn."""
    town.reception()
    town.accept(town.reception(companions=2))
    noticed = town.reception(companions=1)
    [task] = town.open_tasks(noticed)
    defects = [{"field": "companions", "problem": "写错", "remedy": "请改"}]
    town.act(task, "notify_correction", "chuang.kouyi", defects=defects)
    town.run(town.reception(budget_amount="900"), until="delivered")
    town.apply("OM-MEAL", "yuan.gongjia", {}, {"meal_date": "2026-03-05", "meal_type": "lunch", "canteen": "base"})


def test_the_light_of_the_list_is_the_light_of_the_case__R32_R33(api, town, monday):
    many_cases(town, monday)
    seen = set()
    for hours in (0, 5, 8, 9, 20, 24, 26, 32, 48, 56, 80, 200):
        monday.move_to(MONDAY + timedelta(hours=hours))
        now = timezone.now()
        said = {case.pk: case_view(case, case.applicant, now=now).light for case in Case.objects.all()}
        for light in LIGHTS:
            listed = set(Case.objects.filter(case_light_condition(light, now)).values_list("pk", flat=True))
            assert listed == {pk for pk, one in said.items() if one == light}, (light, now)
        seen |= set(said.values())
    assert seen == set(LIGHTS)
    red = api("chuang.kouyi").get("cases/", light="red").json()["results"]
    assert red and {one["light"] for one in red} == {"red"}


def test_cases_are_found_by_state_words_and_number(api, town, monday):
    many_cases(town, monday)
    yuan, clerk = api("yuan.gongjia"), api("chuang.kouyi")
    everything = yuan.get("cases/").json()
    assert everything["count"] == 5 and clerk.get("cases/").json()["count"] == 5
    correcting = yuan.get("cases/", state="correcting").json()["results"]
    assert [one["state"] for one in correcting] == ["correcting"]
    number = correcting[0]["number"]
    assert [one["number"] for one in clerk.get("cases/", q=number).json()["results"]] == [number]
    assert clerk.get("cases/", q="员工甲").json()["count"] == 5 and clerk.get("cases/", q="就餐").json()["count"] == 1
    assert clerk.get("cases/", state="", light="", q="").json()["count"] == 5
