"""Who may open which page of the hall (R1, R4, R8): the cast on every route."""

from __future__ import annotations

import pytest

from services.cases.models import Document
from tests.hall.stories import PUBLIC, correcting, text_of

OWN = ("", "lanes/", "record/", "why/", "file/", "withdraw/")
ACTS = ("urge/", "messages/", "confirm/", "withdraw/", "objections/")


@pytest.fixture
def case(town, monday):
    found = town.reception()
    town.accept(found)
    found.refresh_from_db()
    return found


def test_strangers_see_what_is_public_and_are_asked_to_sign_in_for_the_rest(town):
    client = town.client()
    assert {url: client.get(url).status_code for url in PUBLIC} == dict.fromkeys(PUBLIC, 200)
    for url in ("/my/", "/c/YJS-1/", "/apply/new/OM-RECEPTION/", "/c/YJS-1/rating/"):
        response = client.get(url)
        assert response.status_code == 302
        assert response["Location"] == f"/sign-in/?next={url}"


def test_the_applicant_opens_every_page_of_the_case__R1(town, case):
    client = town.client("yuan.gongjia")
    assert {page: client.get(f"/c/{case.number}/{page}").status_code for page in OWN} == dict.fromkeys(OWN, 200)


def test_a_colleague_without_part_in_it_learns_nothing__R1(town, case):
    client = town.client("yuan.gongyi")
    for page in (*OWN, "correct/", "rating/"):
        response = client.get(f"/c/{case.number}/{page}")
        assert response.status_code == 404
        assert "员工甲" not in text_of(response)


def test_a_handler_reads_the_case_but_acts_on_the_desk(town, case):
    client = town.client("bi.jieban")
    page = client.get(f"/c/{case.number}/")
    assert page.status_code == 200
    assert "您以同事身份查看" in text_of(page)
    assert f'action="/c/{case.number}/urge/"' not in text_of(page)
    assert client.get(f"/c/{case.number}/file/").status_code == 200
    for act in ("urge/", "messages/", "withdraw/"):
        assert client.post(f"/c/{case.number}/{act}", {"text": "x"}).status_code == 403


def test_who_oversees_sees_progress_but_no_form_and_no_papers__R4_R8(town, case):
    client = town.client("du.banzhang")
    page = client.get(f"/c/{case.number}/")
    assert page.status_code == 200
    text = text_of(page)
    assert "谁在办，办到哪了" in text
    assert "查看申请表" not in text and 'id="talk"' not in text and "员工甲" not in text.split('id="info"')[1]
    refused = client.get(f"/c/{case.number}/file/")
    assert refused.status_code == 403
    assert "您可以看进度，不能看申请表和材料" in text_of(refused)
    paper = Document.objects.get(case=case, kind="SL")
    assert client.get(f"/c/{case.number}/documents/{paper.code}/").status_code == 403


def test_acts_are_posts_of_the_applicant_alone(town, case):
    applicant, colleague, stranger = town.client("yuan.gongjia"), town.client("yuan.gongyi"), town.client()
    for act in ACTS:
        url = f"/c/{case.number}/{act}"
        if act != "withdraw/":
            assert applicant.get(url).status_code == 405
        assert colleague.post(url, {"text": "x"}).status_code == 404
        assert stranger.post(url).status_code == 302


def test_nobody_else_opens_a_draft(town, monday):
    mine = town.client("yuan.gongjia").post("/apply/new/OM-RECEPTION/")["Location"]
    for name in ("yuan.gongyi", "bi.jieban", "guan.xitong"):
        response = town.client(name).get(mine)
        assert response.status_code == 404
    assert town.client().get(mine).status_code == 302


def test_files_are_for_the_owner_and_for_readers_of_the_case__R84(town, case):
    upload = case.materials.exclude(upload=None).first().upload
    url = f"/files/{upload.pk}/"
    handler = town.client("bi.jieban").get(url)
    assert handler.status_code == 200
    handler.close()
    assert town.client("yuan.gongyi").get(url).status_code == 404
    assert town.client("du.banzhang").get(url).status_code == 404
    assert town.client().get(url).status_code == 302
    served = town.client("yuan.gongjia").get(url)
    assert served["X-Content-Type-Options"] == "nosniff"
    assert b"".join(served.streaming_content).startswith(b"%PDF")
    served.close()


def test_only_the_applicant_answers_a_correction(town, monday):
    found = correcting(town)
    url = f"/c/{found.number}/correct/"
    assert town.client("yuan.gongjia").get(url).status_code == 200
    assert town.client("chuang.kouyi").get(url).status_code == 403
    assert town.client("chuang.kouyi").post(url, {"visitor_org": "x"}).status_code == 403
