"""One application, five steps: nothing typed is lost, nothing is handed in twice."""

from __future__ import annotations

import re
import uuid

import pytest

from services.cases.models import Case, Draft, Objection
from services.catalog.models import MatterVersion
from tests.hall.stories import (
    HTMX,
    answered,
    begin,
    filled,
    papered,
    pdf,
    ready,
    text_of,
    words_of,
)
from tests.town import RECEPTION_FIELDS

MY = "yuan.gongjia"


@pytest.fixture
def client(town, monday):
    return town.client(MY)


def draft_of(address: str) -> Draft:
    return Draft.objects.get(key=uuid.UUID(address.split("/")[2]))


def test_from_start_to_receipt_without_javascript(town, client):
    draft = ready(client)
    check = words_of(client.get(f"{draft}check/"))
    assert "北疆油田公司" in check and "公函.pdf" in check and "5 个部门同时办" in check
    submitted = client.post(f"{draft}check/")
    assert submitted["Location"] == f"{draft}receipt/"
    case = Case.objects.get(applicant__username=MY)
    receipt = words_of(client.get(f"{draft}receipt/"))
    assert case.number in receipt and case.check_code in receipt
    assert case.values()["guests"] == 12 and case.materials.get(code="M003").upload.name == "公函.pdf"


def test_starting_again_continues_the_same_draft(town, client):
    first = begin(client)
    assert begin(client) == first
    assert begin(client, "OM-DUTY") != first
    assert "继续填写" in text_of(client.get("/m/OM-RECEPTION/"))
    assert "还没填完" in text_of(client.get("/"))


def test_answers_change_departments_form_and_papers_at_once__R15(town, client):
    draft = begin(client)
    few = client.post(f"{draft}questions/", {"guest_count": "5", "need_venue": "false"}, **_htmx())
    assert "会场预订" not in text_of(few).split("<details>")[0]
    more = client.post(f"{draft}questions/", {"guest_count": "12", "need_venue": "true"}, **_htmx())
    assert few.status_code == more.status_code == 200
    shown = text_of(more).split("<details>")[0]
    assert "会场预订" in shown and "因为" in shown
    assert "<html" not in shown


def _htmx() -> dict:
    return {"headers": {name.lower(): value for name, value in HTMX.items()}}


def test_an_answer_out_of_range_is_explained_and_the_others_are_kept(town, client):
    draft = begin(client)
    response = client.post(f"{draft}questions/", {"guest_count": "9000", "need_vehicle": "true"})
    assert response.status_code == 422
    page = text_of(response)
    assert 'href="#id_guest_count"' in page and 'value="9000"' in page
    assert draft_of(draft).answers == {"need_vehicle": True}


def test_known_values_show_their_source_and_are_not_asked_again__R16(town, client):
    draft = begin(client)
    answered(client, draft)
    page = words_of(client.get(f"{draft}form/?show=all"))
    assert "来自财务核算系统" in page and "有误？" in page
    assert "来自您前面的回答" in page
    assert 'name="guests"' not in text_of(client.get(f"{draft}form/?show=all"))
    folded = words_of(client.get(f"{draft}form/"))
    assert "来自您前面的回答" not in folded and "只看需要我填的" in folded
    assert "谁会看到" in folded


def test_wrong_fields_are_named_once_and_what_was_typed_stays(town, client):
    draft = begin(client)
    answered(client, draft)
    response = filled(client, draft, companions="三个", visit_end="2026-03-09T10:00", reception_purpose="短")
    assert response.status_code == 422
    page = text_of(response)
    for name in ("companions", "reception_purpose"):
        assert f'href="#id_{name}"' in page and f'id="id_{name}-error"' in page
    assert 'value="三个"' in page and "北疆油田公司" in page
    assert draft_of(draft).fields["companions"] == "三个"
    again = text_of(client.get(f"{draft}form/"))
    assert 'value="三个"' in again


def test_every_value_is_kept_when_its_field_is_left(town, client):
    draft = begin(client)
    answered(client, draft)
    saved = client.post(f"{draft}form/", {"visitor_org": "西疆油田公司", "csrfmiddlewaretoken": "x"}, **_htmx())
    assert saved.status_code == 204
    assert draft_of(draft).fields == {"visitor_org": "西疆油田公司"}
    client.post(f"{draft}form/", {"visitor_org": "", "not_a_field": "1"}, **_htmx())
    assert draft_of(draft).fields == {}


def test_going_back_or_away_loses_nothing(town, client):
    draft = begin(client)
    answered(client, draft)
    back = client.post(f"{draft}form/", {"visitor_org": "西疆油田公司", "companions": "x", "go": "back"})
    assert back["Location"].endswith("/questions/")
    later = client.post(f"{draft}form/", {"pickup_place": "库尔勒站", "go": "later"})
    assert later["Location"] == "/my/"
    form = text_of(client.get(f"{draft}form/"))
    assert "西疆油田公司" in form and "库尔勒站" in form and 'value="x"' in form
    assert "还没提交" in text_of(client.get("/my/"))
    answered(client, draft, need_vehicle=False)
    assert draft_of(draft).fields["pickup_place"] == "库尔勒站"
    assert "库尔勒站" not in text_of(client.get(f"{draft}form/?show=all"))


def test_a_value_of_a_register_can_be_called_wrong_and_the_case_goes_on__R83(town, client):
    draft = begin(client)
    answered(client, draft)
    page = text_of(client.get(f"{draft}form/?wrong=cost_center"))
    assert 'id="claim-cost_center"' in page
    response = filled(client, draft, cost_center="CY9999")
    assert response.status_code == 302, words_of(response)
    assert "CY9999" in words_of(client.get(f"{draft}form/?show=all"))
    papered(client, draft)
    client.post(f"{draft}check/")
    case = Case.objects.get(applicant__username=MY)
    assert Objection.objects.get(case=case).claim == "CY9999"
    assert case.values()["cost_center"] != "CY9999"


def test_hostile_files_are_refused_in_words_and_the_others_stay(town, client):
    draft = begin(client)
    answered(client, draft)
    assert client.post(f"{draft}materials/M003/", {"file": pdf()}).status_code == 302
    for name, content in (
        ("名单.pdf", b"MZ\x90\x00" * 40),
        ("名单.html", b"<script>alert(1)</script>"),
        ("空.pdf", b""),
    ):
        refused = client.post(f"{draft}materials/M007/", {"file": pdf(name, content)})
        assert refused.status_code == 422, name
        assert 'id="file-M007-error"' in text_of(refused)
        fragment = client.post(f"{draft}materials/M007/", {"file": pdf(name, content)}, **_htmx())
        assert fragment.status_code == 422
        assert 'id="paper-M007"' in text_of(fragment) and "<html" not in text_of(fragment)
    assert set(draft_of(draft).materials) == {"M003"}
    assert client.post(f"{draft}materials/M004/", {"file": pdf()}).status_code == 404  # never handed in (R17)
    assert client.post(f"{draft}materials/X999/", {"file": pdf()}).status_code == 404


def test_a_paper_may_be_promised_within_its_days__R39_R40(town, client):
    draft = begin(client)
    answered(client, draft)
    block = text_of(client.get(f"{draft}materials/"))
    assert "我承诺在选定日期前" in block and "180 天" in block
    late = client.post(f"{draft}materials/M003/", {"act": "later", "day": "2026-06-01"})
    assert late.status_code == 422 and "请选择今天到" in text_of(late)
    assert client.post(f"{draft}materials/M003/", {"act": "later", "day": "nonsense"}).status_code == 422
    assert client.post(f"{draft}materials/M003/", {"act": "later", "day": "2026-03-04"}).status_code == 302
    assert draft_of(draft).materials == {"M003": {"defer_until": "2026-03-04"}}
    assert "3月4日 周三" in words_of(client.get(f"{draft}materials/"))
    client.post(f"{draft}materials/M003/", {"act": "remove"})
    assert draft_of(draft).materials == {}


def test_an_incomplete_set_of_papers_names_each_missing_one(town, client):
    draft = begin(client)
    answered(client, draft)
    response = client.post(f"{draft}materials/")
    assert response.status_code == 422
    assert 'href="#paper-M003"' in text_of(response) and 'href="#paper-M007"' in text_of(response)


def test_a_valid_paper_of_an_earlier_case_can_be_used_again(town, client):
    town.reception()
    draft = begin(client)
    answered(client, draft)
    assert "用这一份" in text_of(client.get(f"{draft}materials/"))
    assert client.post(f"{draft}materials/M003/", {"act": "reuse"}).status_code == 302
    assert "upload" in draft_of(draft).materials["M003"]
    assert client.post(f"{draft}materials/M007/", {"act": "reuse"}).status_code == 422


def test_handing_in_twice_makes_one_case(town, client):
    draft = ready(client)
    first, second = client.post(f"{draft}check/"), client.post(f"{draft}check/")
    assert first["Location"] == second["Location"] == f"{draft}receipt/"
    assert Case.objects.filter(applicant__username=MY).count() == 1
    for step in ("questions", "form", "materials", "check"):
        assert client.get(f"{draft}{step}/")["Location"] == f"{draft}receipt/"
    assert client.get(f"{draft}receipt/").status_code == client.get(f"{draft}receipt/").status_code == 200


def test_a_crash_between_case_and_receipt_leads_to_the_same_case(town, client):
    draft = ready(client)
    client.post(f"{draft}check/")
    Draft.objects.update(submitted_case=None)
    assert client.post(f"{draft}check/")["Location"] == f"{draft}receipt/"
    assert Case.objects.filter(applicant__username=MY).count() == 1


def test_the_same_application_again_leads_to_the_open_case__R13(town, client):
    client.post(f"{ready(client)}check/")
    case = Case.objects.get(applicant__username=MY)
    draft = ready(client)
    assert case.number in text_of(client.get(f"{draft}check/"))
    response = client.post(f"{draft}check/")
    assert response.status_code == 409
    assert f'href="/c/{case.number}/"' in text_of(response)
    assert Case.objects.filter(applicant__username=MY).count() == 1


def test_what_a_department_refuses_leads_to_the_field(town, client):
    draft = begin(client)
    answered(client, draft)
    filled(client, draft, companions="9")
    papered(client, draft)
    response = client.post(f"{draft}check/")
    assert response.status_code == 422
    assert f"{draft}form/?show=all#id_companions" in text_of(response)
    assert "还没有提交，填写的内容都在" in text_of(response)
    assert not Case.objects.filter(applicant__username=MY).exists()


def test_a_withdrawn_case_can_be_handed_in_anew_with_what_was_filled_in(town, client):
    case = town.reception()
    client.post(f"/c/{case.number}/withdraw/", {"reason": "改期"})
    page = text_of(client.get(f"/c/{case.number}/"))
    again = re.search(r'href="(/apply/new/OM-RECEPTION/\?from=[^"]+)"', page)[1]
    address = client.get(again)["Location"]
    draft = draft_of(address)
    assert draft.answers["guest_count"] == 12
    assert draft.fields["visitor_org"] == RECEPTION_FIELDS["visitor_org"]
    assert "cost_center" not in draft.fields  # comes from the register anew


def test_nobody_takes_over_somebody_elses_words(town, monday):
    case = town.reception()
    other = town.client("yuan.gongyi")
    address = other.get(f"/apply/new/OM-RECEPTION/?from={case.number}")["Location"]
    assert draft_of(address).fields == {}


def test_a_draft_moves_to_the_new_version_and_keeps_what_fits(town, client):
    draft = begin(client)
    answered(client, draft)
    old = draft_of(draft).version
    snapshot = {
        **old.snapshot,
        "question_ids": [one for one in old.snapshot["question_ids"] if one != "need_meal"],
        "fixed": {**old.snapshot["fixed"], "need_meal": False},
    }
    people = old.published_by_id, old.reviewed_by_id
    new = MatterVersion.objects.create(
        matter=old.matter,
        number=old.number + 1,
        snapshot=snapshot,
        checksum="f" * 64,
        published_by_id=people[0],
        reviewed_by_id=people[1],
    )
    old.matter.published = new
    old.matter.save(update_fields=["published"])
    page = client.get(f"{draft}questions/")
    assert page.status_code == 200 and "要求有更新" in text_of(page)
    moved = draft_of(draft)
    assert moved.version == new and "need_meal" not in moved.answers and moved.answers["guest_count"] == 12


def test_drafts_are_kept_thirty_days(town, client, monday):
    draft = begin(client)
    monday.shift(31 * 24 * 3600)
    assert "还没提交" not in text_of(client.get("/my/"))
    assert begin(client) != draft


def test_a_matter_without_questions_begins_with_the_form(town, client):
    draft = client.post("/apply/new/OM-MEAL/")["Location"]
    assert draft.endswith("/form/")
    assert "情形问答" not in text_of(client.get(draft))


def test_an_unknown_matter_is_answered_in_words(town, client):
    response = client.get("/apply/new/OM-NOTHING/")
    assert response.status_code == 404 and "OM-NOTHING" in text_of(response)
