"""All twelve matters can be applied for over the interface, from what it says itself."""

from __future__ import annotations

from tests.api.stories import fill, sample_fields

MATTERS = (
    "OM-RECEPTION", "OM-MEETING", "OM-ONBOARD", "OM-HOUSING", "OM-DUTY", "OM-MEAL", "OM-CONTRACTOR",
    "OM-TRAVEL", "OM-LAND", "OM-POWER", "OM-REPAIR", "OM-RETIRE",
)  # fmt: skip
# The rules of the departments look at the person: only one of them may retire soon.
APPLICANTS = {"OM-RETIRE": "lao.tuixiu"}
MEAL = {"meal_date": "2026-03-05", "meal_type": "lunch", "canteen": "base"}


def test_every_matter_is_taken_in(api, town, monday):
    yuan = api("yuan.gongjia")
    listed = {one["code"]: one for one in yuan.get("matters/").json()["results"]}
    assert set(listed) == set(MATTERS)
    for code in MATTERS:
        yuan = api(APPLICANTS.get(code, "yuan.gongjia"))
        if code == "OM-RETIRE":
            # Six months before, at the earliest (R97).
            monday.move_to("2026-08-03T10:30:00+08:00")
        answers = {one["id"]: one["default"] for one in yuan.get(f"matters/{code}/").json()["questions"]}
        fields = {**sample_fields(yuan.person, code, answers), **{"OM-MEAL": MEAL}.get(code, {})}
        answer = yuan.post("cases/", fill(yuan, code, answers, fields))
        assert answer.status_code == 201, (code, answer.content.decode())
        case = answer.json()
        assert case["matter"] == code and case["items"] and case["promised_because"], code
        assert case["promised"]["unit"] == listed[code]["promised"]["unit"], code
