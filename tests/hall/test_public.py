"""Without an account: genuine papers (R87) and progress without names (R86)."""

from __future__ import annotations

import pytest

from services.cases.models import Document
from tests.hall.stories import text_of, words_of


@pytest.fixture
def case(town, monday):
    found = town.reception()
    town.accept(found)
    found.refresh_from_db()
    return found


def test_progress_shows_state_desk_and_due_never_a_name__R86(town, case):
    client = town.client()
    words = words_of(client.get(f"/progress/?number={case.number}&check={case.check_code.lower()}"))
    assert "业务招待一件事" in words and "财务部" in words and "3月4日 周三 19:30" in words
    for name in ("员工甲", "毕接办", "采油一厂", "北疆油田公司"):
        assert name not in words


def test_number_and_check_code_must_belong_together__R86(town, case):
    client = town.client()
    wrong = client.get(f"/progress/?number={case.number}&check=AAAAAA")
    assert wrong.status_code == 404 and "对不上" in words_of(wrong)
    assert "业务招待" not in words_of(wrong)


def test_guessing_ends_after_ten_wrong_tries_for_a_number(town, case):
    client = town.client()
    for _ in range(12):
        assert client.get(f"/progress/?number={case.number}&check={case.check_code}").status_code == 200
    statuses = [client.get(f"/progress/?number={case.number}&check=AAAAA{n}").status_code for n in range(12)]
    assert statuses[:10] == [404] * 10 and set(statuses[10:]) == {429}
    assert client.get(f"/progress/?number={case.number}&check={case.check_code}").status_code == 429


def test_a_genuine_paper_is_confirmed_without_names__R87(town, case):
    town.run(case)
    paper = Document.objects.filter(case=case, kind="BJ").first()
    client = town.client()
    spaced = f"{paper.code[:4]} {paper.code[4:8]}-{paper.code[8:].lower()}"
    found = client.get("/verify/", {"code": spaced}, follow=True)
    words = words_of(found)
    assert "这份文书是真的，有效" in words and paper.number in words and paper.issued_by.name in words
    assert "员工甲" not in words


def test_revoked_expired_and_invented_papers_do_not_hold(town, case, monday):
    town.run(case)
    paper = Document.objects.filter(case=case, kind="BJ").first()
    client = town.client()
    Document.objects.filter(pk=paper.pk).update(revoked_at=case.submitted_at)
    assert "现在无效" in words_of(client.get(f"/verify/{paper.code}/"))
    Document.objects.filter(pk=paper.pk).update(revoked_at=None, valid_until="2026-01-01")
    assert "现在无效" in words_of(client.get(f"/verify/{paper.code}/"))
    invented = client.get("/verify/ABCDEFGH23456789/")
    assert invented.status_code == 404 and "没有这个验证码的文书" in words_of(invented)


def test_a_paper_not_handed_over_yet_cannot_be_verified(town, case):
    for _ in range(2):
        [task] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
        town.act(task, "pass", opinion="同意")
    paper = Document.objects.get(case=case, kind="BJ")
    assert town.client().get(f"/verify/{paper.code}/").status_code == 404


def test_search_understands_everyday_words_and_case_numbers(town, case):
    stranger, applicant = town.client(), town.client("yuan.gongjia")
    assert "业务招待一件事" in words_of(stranger.get("/search/", {"q": "下周有客人来"}))
    nothing = words_of(stranger.get("/search/", {"q": "qqqq<script>"}))
    assert "没找到" in nothing and "出差一件事" in nothing
    assert "<script>qqqq" not in text_of(stranger.get("/search/", {"q": "<script>qqqq"}))
    assert applicant.get("/search/", {"q": case.number})["Location"] == f"/c/{case.number}/"
    assert town.client("yuan.gongyi").get("/search/", {"q": case.number}).status_code == 200
    assert stranger.get("/search/", {"q": "  "})["Location"] == "/"


def test_matter_pages_of_all_twelve_matters(town):
    from services.catalog.models import Matter

    client = town.client()
    for matter in Matter.objects.filter(published__isnull=False):
        page = client.get(f"/m/{matter.code}/")
        assert page.status_code == 200, matter.code
        words = words_of(page)
        assert "我能办吗" in words and "要几天" in words and "带什么" in words, matter.code
    assert client.get("/m/OM-NOTHING/").status_code == 404


def test_everything_reads_in_english_too(town, case):
    client = town.client("yuan.gongjia")
    client.post("/language/", {"language": "en", "next": "/"})
    for url in ("/", "/my/", "/help/", "/m/OM-RECEPTION/", f"/c/{case.number}/", f"/c/{case.number}/why/"):
        assert 'lang="en"' in text_of(client.get(url))
    page = words_of(client.get(f"/c/{case.number}/"))
    assert "Who is at work, and how far" in page and "3 departments at the same time" in page
    assert "Nothing for you to do right now" in page
