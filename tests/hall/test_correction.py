"""The answer to the one notice: everything at once, only what was asked, nothing lost (R36, R38)."""

from __future__ import annotations

import re

import pytest

from tests.hall.stories import correcting, pdf, text_of, words_of
from tests.town import RECEPTION_ANSWERS, RECEPTION_FIELDS

MY = "yuan.gongjia"


@pytest.fixture
def client(town, monday):
    return town.client(MY)


def test_the_form_shows_every_point_with_what_is_wrong_and_how_to_mend_it__R36(town, client):
    case = correcting(town)
    page = words_of(client.get(f"/c/{case.number}/correct/"))
    for words in (
        "公函没有盖章。",
        "请盖章后重新扫描上传。",
        "单位写的是简称。",
        "请写单位全称。",
        "3月16日 周一 19:30",
    ):
        assert words in page, words
    assert text_of(client.get(f"/c/{case.number}/correct/")).count('class="card formgroup point"') == 2


def test_an_incomplete_answer_keeps_the_file_and_the_words(town, client):
    case = correcting(town)
    url = f"/c/{case.number}/correct/"
    response = client.post(url, {"visitor_org": "", "file-M003": pdf("盖章公函.pdf")})
    assert response.status_code == 422
    page = text_of(response)
    assert "盖章公函.pdf" in page and 'href="#id_visitor_org"' in page
    kept = re.search(r'name="kept-M003" value="([^"]+)"', page)[1]
    done = client.post(url, {"visitor_org": "南疆油田公司", "kept-M003": kept}, follow=True)
    assert "补正已提交" in words_of(done)
    case.refresh_from_db()
    assert case.state == "submitted" and case.values()["visitor_org"] == "南疆油田公司"
    assert case.materials.get(code="M003").upload.name == "盖章公函.pdf"


def test_a_refused_file_is_named_and_the_words_stay(town, client):
    case = correcting(town)
    response = client.post(
        f"/c/{case.number}/correct/", {"visitor_org": "南疆油田公司", "file-M003": pdf("公函.pdf", b"MZ\x90" * 50)}
    )
    assert response.status_code == 422
    assert 'value="南疆油田公司"' in text_of(response) and 'id="paper-M003-error"' in text_of(response)
    case.refresh_from_db()
    assert case.state == "correcting"


def test_somebody_elses_file_cannot_be_slipped_in(town, client):
    case = correcting(town)
    foreign = town.upload("yuan.gongyi")
    response = client.post(f"/c/{case.number}/correct/", {"visitor_org": "南疆油田公司", "kept-M003": foreign})
    assert response.status_code == 422


def test_when_nothing_is_awaited_the_page_leads_back(town, client):
    case = town.reception()
    response = client.get(f"/c/{case.number}/correct/", follow=True)
    assert response.redirect_chain[-1][0] == f"/c/{case.number}/"
    assert "现在没有要您补的材料" in words_of(response)


def test_papers_after_the_event_start_their_own_clock(town, client):
    case = town.run(town.reception())
    url = f"/c/{case.number}/correct/"
    page = text_of(client.get(url))
    names = re.findall(r'type="file" name="(file-[^"]+)"', page)
    fields = re.findall(r'<input class="input" type="number" name="([^"]+)"', page)
    assert names and fields
    data = {name: pdf(f"{name}.pdf") for name in names} | dict.fromkeys(fields, "900")
    done = client.post(url, data, follow=True)
    assert "从现在开始计时" in words_of(done)
    item = case.items.get(phase="post")
    assert item.state == "accepted" and item.due_at is not None


def test_a_promised_paper_is_handed_in_while_the_departments_work__R40(town, client):
    fields = {**RECEPTION_FIELDS, "venue": "第九会议室"}
    promised = {"M003": "2026-03-04", "M007": "2026-03-03"}
    case = town.apply("OM-RECEPTION", MY, RECEPTION_ANSWERS, fields, materials={}, commitments=promised)
    town.accept(case)
    page = words_of(client.get(f"/c/{case.number}/"))
    assert "补交承诺的材料" in page and "3月3日" in page
    one = client.post(f"/c/{case.number}/correct/", {"file-M003": pdf()}, follow=True)
    assert "各部门马上就能看到" in words_of(one)
    assert case.materials.get(code="M003").status == "handed_in"
    assert case.materials.get(code="M007").status == "deferred"
