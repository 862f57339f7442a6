"""代办: a clerk fills in the wizard for somebody who is there or on the phone (R1, R2, R82, R84)."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import IntegrityError, transaction

from departments.org.models import Membership
from departments.org.operations import dismiss
from portal.audit.models import Entry
from portal.errors import Forbidden, Invalid
from services.cases.models import Case, Draft
from services.catalog.queries import published_version
from tests.hall.stories import answered, filled, papered, pdf, text_of, words_of
from tests.workflows.invariants import chain_faults, faults
from workflows.operations.entry.drafting import begin_for
from workflows.operations.entry.submission import Application, submit

CLERK, OTHER_CLERK, PERSON = "chuang.kouyi", "chuang.shouxi", "yuan.gongjia"
STEPS = ("", "questions/", "form/", "materials/", "check/", "receipt/")


def begun(client, matter: str = "OM-RECEPTION", person: str = PERSON) -> str:
    """The clerk has chosen person, way and matter: the address of the draft."""
    fields = {"channel": "counter", "consent": "signature", "matter": matter}
    return client.post(f"/counter/new/{person}/", fields)["Location"]


def completed(client) -> str:
    draft = begun(client)
    answered(client, draft)
    response = filled(client, draft)
    assert response.status_code == 302, words_of(response)
    papered(client, draft)
    return draft


@pytest.fixture
def clerk(town, monday):
    return town.client(CLERK)


def test_the_clerk_fills_in_hands_in_and_reads_the_receipt__R1(town, clerk):
    draft = completed(clerk)
    assert "北疆油田公司" in words_of(clerk.get(f"{draft}check/"))
    assert clerk.post(f"{draft}check/")["Location"] == f"{draft}receipt/"
    case = Case.objects.get(applicant__username=PERSON)
    assert (case.registered_by.username, case.channel) == (CLERK, "counter")
    assert "签字" in case.consent
    receipt = words_of(clerk.get(f"{draft}receipt/"))
    assert case.number in receipt and "已发消息告诉员工甲" in receipt
    assert f"/counter/slip/{case.number}/" in text_of(clerk.get(f"{draft}receipt/"))
    assert clerk.get(f"/counter/slip/{case.number}/").status_code == 200
    assert {one.upload.owner.username for one in case.materials.exclude(upload=None)} == {CLERK}
    assert not faults() and not chain_faults()


def test_every_page_says_for_whom_until_the_next_person(town, clerk):
    draft = completed(clerk)
    for step in STEPS[1:5]:
        page = words_of(clerk.get(f"{draft}{step}"))
        assert "正在为 员工甲 代办" in page and "结束代办" in page, step
    clerk.post(f"{draft}check/")
    receipt = words_of(clerk.get(f"{draft}receipt/"))
    assert "已为 员工甲 代办" in receipt and "结束代办" not in receipt and "下一位" in receipt


def test_what_the_house_knows_is_the_person_s_not_the_clerk_s__R16(town, clerk):
    draft = begun(clerk)
    answered(clerk, draft)
    assert "来自财务核算系统" in words_of(clerk.get(f"{draft}form/?show=all"))
    own = town.client(PERSON).post("/apply/new/OM-RECEPTION/")["Location"].replace("questions/", "")
    answered(town.client(PERSON), own)
    known = re.compile(r'id="known-(\w+)".*?<b>(.*?)</b>', re.S)
    theirs = known.findall(text_of(clerk.get(f"{draft}form/?show=all")))
    assert theirs and theirs == known.findall(text_of(town.client(PERSON).get(f"{own}form/?show=all")))


def test_another_clerk_the_applicant_and_strangers_do_not_open_it__R1(town, clerk):
    draft = completed(clerk)
    for name in (OTHER_CLERK, PERSON, "yuan.gongyi", "bi.jieban", "guan.xitong"):
        client = town.client(name)
        for step in STEPS:
            assert client.get(f"{draft}{step}").status_code == 404, (name, step)
        assert client.post(f"{draft}discard/").status_code == 404
        assert client.post(f"{draft}materials/M003/", {"file": pdf()}).status_code == 404
        assert client.post(f"{draft}check/").status_code == 404
    assert town.client().get(f"{draft}check/").status_code == 302
    assert not Case.objects.exists()


def test_who_leaves_the_window_loses_what_was_begun_for_others__R2(town, clerk):
    draft = begun(clerk)
    for membership in Membership.objects.filter(user__username=CLERK):
        dismiss(membership, actor=town.person("guan.xitong"))
    assert clerk.get(f"{draft}questions/").status_code == 404


def test_after_submission_only_the_receipt_answers__R13(town, clerk):
    draft = completed(clerk)
    first, second = clerk.post(f"{draft}check/"), clerk.post(f"{draft}check/")
    assert first["Location"] == second["Location"] == f"{draft}receipt/"
    for step in STEPS[:5]:
        assert clerk.get(f"{draft}{step}")["Location"] == f"{draft}receipt/"
    assert clerk.post(f"{draft}discard/").status_code == 302
    assert Draft.objects.get().submitted_case == Case.objects.get()
    assert town.client(PERSON).get(f"{draft}receipt/").status_code == 404


def test_the_person_is_told_who_filed_it_and_sees_the_case_as_theirs(town, clerk):
    draft = completed(clerk)
    clerk.post(f"{draft}check/")
    case = Case.objects.get()
    person = town.person(PERSON)
    [told] = person.notices.filter(case_number=case.number)
    assert told.event == "case.filed_for"
    client = town.client(PERSON)
    messages = words_of(client.get("/messages/"))
    assert "窗口一以您的名义提交了办件" in messages
    assert case.number in text_of(client.get("/my/"))
    page = words_of(client.get(f"/c/{case.number}/"))
    assert "窗口一 · " in page and "签字" in page
    assert "窗口一为员工甲提交了申请" in words_of(client.get(f"/c/{case.number}/record/"))
    assert "正在为" not in page


def test_an_instant_matter_is_filed_at_once_and_told_once(town, clerk):
    draft = begun(clerk, "OM-MEAL")
    fields = {
        "meal_date": "2026-03-05", "meal_type": "lunch", "meal_headcount": "2", "diet": "normal", "canteen": "base",
        "go": "next",
    }  # fmt: skip
    response = clerk.post(f"{draft}form/", fields)
    assert response.status_code == 302, words_of(response)
    assert clerk.post(f"{draft}check/").status_code == 302
    events = list(town.person(PERSON).notices.order_by("pk").values_list("event", flat=True))
    assert events.count("case.filed_for") == 1 and "case.received" not in events


def test_beginning_ending_and_filing_leave_their_trace__R10_R82(town, clerk):
    begun_first = begun(clerk)
    response = clerk.post(f"{begun_first}discard/")
    assert response["Location"] == "/counter/new/"
    assert "已结束为员工甲代办" in words_of(clerk.get("/counter/new/"))
    assert not Draft.objects.exists()
    draft = completed(clerk)
    clerk.post(f"{draft}check/")
    case = Case.objects.get()
    kept = Entry.objects.filter(event__startswith="draft.").order_by("id")
    assert [(one.event, one.actor_name, one.acting_for_name) for one in kept] == [
        ("draft.begun_for", "窗口一", "员工甲"),
        ("draft.ended_for", "窗口一", "员工甲"),
        ("draft.begun_for", "窗口一", "员工甲"),
    ]
    entry = Entry.objects.get(event="case.submitted", subject=case.number)
    assert (entry.actor_name, entry.acting_for_name) == ("窗口一", "员工甲")
    assert "签字" in entry.data["consent"]
    assert not chain_faults()


def test_an_interrupted_one_goes_on_today_and_is_gone_tomorrow(town, clerk, monday):
    draft = begun(clerk)
    assert draft in text_of(clerk.get("/counter/new/"))
    assert draft not in text_of(clerk.get("/my/")) and draft not in text_of(town.client(PERSON).get("/my/"))
    assert draft not in text_of(town.client(OTHER_CLERK).get("/counter/new/"))
    answered(clerk, draft)
    stopped = clerk.post(f"{draft}form/", {"visitor_org": "西疆油田公司", "go": "later"})
    assert stopped["Location"] == "/counter/new/"
    monday.shift(25 * 3600)
    tomorrow = town.client(CLERK)
    assert draft not in text_of(tomorrow.get("/counter/new/"))
    assert tomorrow.get(f"{draft}form/").status_code == 404


def test_consent_is_a_matter_of_the_database__R1(town, monday):
    version = published_version("OM-MEAL")
    person, clerk = town.person(PERSON), town.person(CLERK)
    with pytest.raises(Invalid):
        begin_for(person, version, actor=clerk, channel="counter", consent=" ")
    with pytest.raises(Invalid):
        begin_for(person, version, actor=clerk, channel="web", consent="签名")
    with pytest.raises(Forbidden):
        begin_for(person, version, actor=town.person("yuan.gongyi"), channel="counter", consent="签名")
    with pytest.raises(Forbidden):
        begin_for(clerk, version, actor=clerk, channel="counter", consent="签名")
    with pytest.raises(IntegrityError, match="for_others_with_consent_only"), transaction.atomic():
        Draft.objects.create(applicant=person, author=clerk, version=version, key=uuid.uuid4())


@pytest.mark.parametrize("channel", ["counter", "hotline"])
@pytest.mark.parametrize("name", [PERSON, CLERK])
def test_nobody_claims_the_window_s_channels_for_their_own_application__R2(town, monday, name, channel):
    person = town.person(name)
    application = Application("OM-MEAL", {}, {"meal_date": "2026-03-05"}, channel=channel, consent="本人")
    with pytest.raises(Forbidden) as refused:
        submit(application, applicant=person, actor=person)
    assert "窗口人员登记" in refused.value.detail
    assert not Case.objects.exists()
