"""No page of the hall takes more than fifteen SQL statements, whatever the number of rows."""

from __future__ import annotations

import pytest

from services.cases.models import Document
from tests.hall.stories import answered, begin, correcting, filled, statements

AT_MOST = 15


@pytest.fixture
def applicant(town, monday):
    return town.client("yuan.gongjia")


def test_pages_around_cases(town, applicant):
    """Home, search, matter page and my cases: the same with one case and with six."""
    town.accept(town.reception())
    urls = ("/", "/my/", "/my/?show=done", "/search/?q=出差", "/m/OM-RECEPTION/", "/help/")
    counts = {url: statements(applicant, url) for url in urls}
    for number in range(4):
        town.accept(town.reception(visitor_org=f"第{number}油田公司"))
    town.run(town.reception(visitor_org="东疆油田公司"))
    again = {url: statements(applicant, url) for url in urls}
    assert max(again.values()) <= AT_MOST, again
    grown = {url: (counts[url], again[url]) for url in urls if again[url] > counts[url]}
    # The first closed case brings the rows of the closed ones (cases, items, tasks) into view.
    assert set(grown) <= {"/my/", "/my/?show=done"}, grown


def test_pages_of_a_running_case_for_everybody(town, applicant):
    case = town.reception()
    town.accept(case)
    pages = ("", "?view=table", "lanes/", "record/", "why/", "file/", "withdraw/")
    counts = {page: statements(applicant, f"/c/{case.number}/{page}") for page in pages}
    for name in ("bi.jieban", "chuang.kouyi", "du.banzhang", "zhang.benzi"):
        counts[name] = statements(town.client(name), f"/c/{case.number}/")
    assert max(counts.values()) <= AT_MOST, counts


def test_pages_of_a_case_that_waits_for_its_applicant(town, applicant):
    case = correcting(town)
    counts = {page: statements(applicant, f"/c/{case.number}/{page}") for page in ("", "lanes/", "correct/", "file/")}
    counts["clerk"] = statements(town.client("chuang.kouyi"), f"/c/{case.number}/")
    paper = Document.objects.get(case=case, kind="BZ")
    counts["notice"] = statements(applicant, f"/c/{case.number}/documents/{paper.code}/")
    assert max(counts.values()) <= AT_MOST, counts


def test_pages_of_a_closed_case(town, applicant):
    case = town.run(town.reception())
    pages = ("", "record/", "rating/", "correct/", "why/")
    counts = {page: statements(applicant, f"/c/{case.number}/{page}") for page in pages}
    for paper in Document.objects.filter(case=case):
        counts[paper.kind] = statements(applicant, f"/c/{case.number}/documents/{paper.code}/")
        counts["verify"] = statements(town.client(), f"/verify/{paper.code}/")
    counts["public"] = statements(town.client(), f"/progress/?number={case.number}&check={case.check_code}")
    assert max(counts.values()) <= AT_MOST, counts


def test_every_step_of_an_application(town, applicant):
    draft = begin(applicant)
    answered(applicant, draft)
    filled(applicant, draft)
    counts = {step: statements(applicant, f"{draft}{step}/") for step in ("questions", "form", "materials", "check")}
    assert max(counts.values()) <= AT_MOST, counts
