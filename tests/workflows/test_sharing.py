"""Notes stay in the house; a copy lets somebody else read a case until it is taken back."""

from __future__ import annotations

import pytest

from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid, NotFound
from portal.notices.models import Notice
from services.cases.models import CarbonCopy, Case, InternalNote
from tests.workflows.invariants import chain_faults
from workflows.operations.conversation import sharing
from workflows.queries import readers

SECRET = "申请人上次也缺盖章，请先核对"


def accepted(town):
    case = town.reception()
    town.accept(case)
    return case


def sees(case, person):
    return case in Case.objects.visible_to(person)


def reads_file(case, person):
    return readers.may_read_file(case, person, list(case.items.all()))


def test_a_note_is_for_colleagues_only(town, monday):
    case, clerk = accepted(town), town.person("bi.jieban")
    sharing.write_note(case, actor=clerk, text=SECRET, pinned=True)
    url = f"/desk/case/{case.number}/?tab=notes"
    assert SECRET in town.client("qian.suanqing").get(url).content.decode()
    applicant = town.client("yuan.gongjia")
    pages = (f"/c/{case.number}/", f"/api/v1/cases/{case.number}/", f"/api/v1/cases/{case.number}/timeline/")
    for page in pages:
        assert SECRET not in applicant.get(page).content.decode()
    assert applicant.get(f"/api/v1/cases/{case.number}/notes/").status_code == 403
    assert "note.written" not in applicant.get(pages[2]).content.decode()
    with pytest.raises(Forbidden):
        sharing.write_note(case, actor=case.applicant, text="我也写")
    assert chain_faults() == []


def test_an_applicant_who_works_there_does_not_read_the_notes__R3(town, monday):
    case = town.reception(applicant="bi.jieban")
    town.accept(case)
    sharing.write_note(case, actor=town.person("zhang.benzi"), text=SECRET)
    answer = town.client("bi.jieban").get(f"/desk/case/{case.number}/?tab=notes")
    assert answer.status_code == 403 and SECRET not in answer.content.decode()
    with pytest.raises(Forbidden):
        sharing.write_note(case, actor=town.person("bi.jieban"), text="x")


@pytest.mark.parametrize("text", ["", "   ", "长" * 2001])
def test_a_note_says_something(town, monday, text):
    with pytest.raises(Invalid):
        sharing.write_note(accepted(town), actor=town.person("bi.jieban"), text=text)
    assert not InternalNote.objects.exists()


def test_pinned_notes_come_first(town, monday):
    case, clerk = accepted(town), town.person("bi.jieban")
    first = sharing.write_note(case, actor=clerk, text="先写的")
    sharing.write_note(case, actor=clerk, text="后写的")
    sharing.pin_note(case, first.pk, actor=clerk, pinned=True)
    sharing.pin_note(case, first.pk, actor=clerk, pinned=True)
    assert case.notes.first() == first
    assert Entry.objects.filter(event="note.pinned").count() == 1
    with pytest.raises(NotFound):
        sharing.pin_note(case, first.pk + 100, actor=clerk, pinned=True)


def test_a_copy_lets_a_department_read_until_it_is_taken_back(town, monday):
    case, clerk, lawyer = accepted(town), town.person("bi.jieban"), town.person("fa.youju")
    assert not sees(case, lawyer) and not reads_file(case, lawyer)
    copy = sharing.give_copy(case, actor=clerk, department="OF-LEGAL", reason="涉及合同条款")
    lawyer = town.person("fa.youju")
    assert sees(case, lawyer) and reads_file(case, lawyer)
    assert Notice.objects.filter(event="copy.given", recipient=lawyer).exists()
    assert not Notice.objects.filter(event="copy.given", recipient=case.applicant).exists()
    page = town.client("fa.youju").get(f"/desk/case/{case.number}/?tab=notes").content.decode()
    assert "企管法规部" in page and 'name="text"' not in page
    with pytest.raises(Conflict) as twice:
        sharing.give_copy(case, actor=clerk, department="OF-LEGAL")
    assert twice.value.error_code == "already_copied"
    with pytest.raises(Forbidden):
        sharing.revoke_copy(case, copy.pk, actor=town.person("qian.suanqing"))
    sharing.revoke_copy(case, copy.pk, actor=clerk)
    sharing.revoke_copy(case, copy.pk, actor=clerk)
    lawyer = town.person("fa.youju")
    assert not sees(case, lawyer) and not reads_file(case, lawyer)
    assert CarbonCopy.objects.get().revoked_by == clerk
    assert Entry.objects.filter(event="copy.revoked").count() == 1
    sharing.give_copy(case, actor=clerk, department="OF-LEGAL")
    assert chain_faults() == []


def test_a_copy_for_one_person_is_theirs_alone(town, monday):
    case, clerk = accepted(town), town.person("bi.jieban")
    sharing.give_copy(case, actor=clerk, user="fa.youju")
    assert sees(case, town.person("fa.youju")) and not sees(case, town.person("dang.ancun"))


@pytest.mark.parametrize(
    "given",
    [{}, {"department": "OF-LEGAL", "user": "fa.youju"}, {"department": "EX-CBS"}, {"department": "没有"}]
    + [{"user": one} for one in ("没有这个人", "yuan.gongjia", "bi.jieban")],
)
def test_a_copy_names_one_reader_of_the_house(town, monday, given):
    with pytest.raises(Invalid):
        sharing.give_copy(accepted(town), actor=town.person("bi.jieban"), **given)
    assert not CarbonCopy.objects.exists()


def test_outsiders_and_the_applicant_share_nothing(town, monday):
    case = accepted(town)
    for who in ("yuan.gongjia", "fa.youju"):
        with pytest.raises(Forbidden):
            sharing.give_copy(case, actor=town.person(who), department="OF-HSE")


def test_notes_and_copies_over_the_interface(town, monday):
    case, client = accepted(town), town.client("bi.jieban")
    base = f"/api/v1/cases/{case.number}"
    post = {"content_type": "application/json"}
    note = client.post(f"{base}/notes/", {"text": SECRET}, **post)
    assert note.status_code == 201 and not note.json()["pinned"]
    pinned = client.post(f"{base}/notes/{note.json()['id']}/pin/", {"pinned": True}, **post)
    assert pinned.json()["pinned"] is True
    assert client.get(f"{base}/notes/").json()["count"] == 1
    copy = client.post(f"{base}/copies/", {"user": "fa.youju", "reason": "请知悉"}, **post)
    assert copy.status_code == 201 and copy.json()["user"] == "fa.youju"
    assert town.client("fa.youju").get(f"{base}/").status_code == 200
    taken = client.post(f"{base}/copies/{copy.json()['id']}/revoke/", {}, **post)
    assert taken.json()["revoked_at"] and town.client("fa.youju").get(f"{base}/").status_code == 404


def test_the_forms_of_the_case_page(town, monday):
    case, client = accepted(town), town.client("bi.jieban")
    page = f"/desk/case/{case.number}"
    assert client.post(f"{page}/note/", {"text": SECRET, "pinned": "1"}).status_code == 302
    refused = client.post(f"{page}/note/", {"text": "  "})
    assert refused.status_code == 400
    note = InternalNote.objects.get()
    client.post(f"{page}/note/{note.pk}/pin/", {"pinned": "0"})
    assert not InternalNote.objects.get().pinned
    client.post(f"{page}/copy/", {"department": "OF-LEGAL", "user": "", "reason": ""})
    client.post(f"{page}/copy/{CarbonCopy.objects.get().pk}/revoke/")
    assert CarbonCopy.objects.get().revoked_at is not None
