"""材料库: papers kept with consent, used again, seen by whom, taken out (R16, R82, R84)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.audit.models import Entry
from portal.files.models import Upload
from services.cases.models import Case, CaseMaterial, Draft, FileView, KeptPaper
from tests.hall.stories import answered, begin, filled, papered, pdf, ready, statements, text_of, words_of
from tests.town import MONDAY
from tests.workflows.invariants import chain_faults
from tests.workflows.test_clock_ledger import INSPECTION, contractor, step_of

MY, OTHER = "yuan.gongjia", "yuan.gongyi"


@pytest.fixture
def client(town, monday):
    return town.client(MY)


def kept(town, client) -> KeptPaper:
    """A reception handed in, whose letter the applicant lets the portal keep."""
    draft = ready(client)
    client.post(f"{draft}materials/M003/", {"act": "keep"})
    client.post(f"{draft}check/")
    return KeptPaper.objects.get()


def test_nothing_is_kept_without_the_tick(town, client):
    draft = ready(client)
    page = text_of(client.get(f"{draft}materials/"))
    assert "存到我的材料库，下次免传" in page and "checked" not in page.split("paper__keep")[1].split("</form>")[0]
    client.post(f"{draft}check/")
    assert not KeptPaper.objects.exists()
    assert "材料库还是空的" in words_of(client.get("/locker/"))


def test_the_tick_keeps_the_paper_once_the_case_is_in(town, client):
    draft = ready(client)
    client.post(f"{draft}materials/M003/", {"act": "keep"})
    client.post(f"{draft}materials/M007/", {"act": "keep"})
    client.post(f"{draft}materials/M007/", {"act": "forget"})
    assert not KeptPaper.objects.exists()
    client.post(f"{draft}check/")
    client.post(f"{draft}check/")
    paper = KeptPaper.objects.get()
    assert (paper.owner.username, paper.code, paper.source) == (MY, "M003", "application")
    page = words_of(client.get("/locker/"))
    assert paper.name in page and "用在 1 件办件里" in page and "除您之外没有人" in page
    assert Entry.objects.get(event="locker.kept").actor_name == "员工甲"
    assert not chain_faults()


def test_what_is_kept_is_offered_again_on_screen_and_over_the_interface(town, client, monday):
    paper = kept(town, client)
    draft = begin(client, "OM-RECEPTION")
    answered(client, draft)
    filled(client, draft, visitor_org="南疆油田公司")
    assert "材料库里有“公函.pdf”" in words_of(client.get(f"{draft}materials/"))
    assert client.post(f"{draft}materials/M003/", {"act": "reuse"}).status_code == 302
    assert Draft.objects.get(submitted_case=None).materials["M003"] == {"upload": str(paper.upload_id)}
    assert "存到我的材料库" not in text_of(client.get(f"{draft}materials/"))
    resolved = client.post("/api/v1/matters/OM-RECEPTION/resolve/", {"answers": {}}, "application/json").json()
    [letter] = [one for one in resolved["materials"] if one["code"] == "M003"]
    assert (letter["handling"], letter["file"]) == ("reuse", str(paper.upload_id))
    other = town.client(OTHER).post("/api/v1/matters/OM-RECEPTION/resolve/", {"answers": {}}, "application/json").json()
    assert {one["handling"] for one in other["materials"]} <= {"upload", "exempt", "deferrable"}


def test_an_expired_paper_is_shown_but_not_offered(town, client, monday):
    paper = kept(town, client)
    KeptPaper.objects.update(valid_until="2026-03-01")
    CaseMaterial.objects.update(supplied_at=MONDAY - timedelta(days=400))
    assert "已于 3月1日" in words_of(client.get("/locker/"))
    draft = begin(client)
    answered(client, draft)
    assert "材料库里有" not in words_of(client.get(f"{draft}materials/"))
    assert client.post(f"{draft}materials/M003/", {"act": "reuse"}).status_code == 422
    assert paper.upload.name in words_of(client.get("/locker/"))


def test_a_newer_file_takes_the_place_of_the_older_one(town, client):
    paper = kept(town, client)
    bad = client.post(f"/locker/{paper.pk}/update/", {"file": pdf("坏.pdf", b"MZ\x90\x00" * 40)})
    assert bad.status_code == 400 and "不能上传" in text_of(bad)
    assert client.post(f"/locker/{paper.pk}/update/").status_code == 400
    assert client.post(f"/locker/{paper.pk}/update/", {"file": pdf("新公函.pdf")}).status_code == 302
    page = words_of(client.get("/locker/"))
    assert "新公函.pdf" in page and "本人上传" in page and " 公函.pdf" not in page
    with pytest.raises(IntegrityError, match="kept_once"), transaction.atomic():
        KeptPaper.objects.filter(pk=paper.pk).update(removed_at=None)


def test_taking_it_out_names_the_running_cases_and_leaves_them_alone(town, client):
    paper = kept(town, client)
    case = Case.objects.get()
    assert case.number in words_of(client.get(f"/locker/{paper.pk}/remove/"))
    assert KeptPaper.objects.filter(removed_at=None).exists()
    assert client.post(f"/locker/{paper.pk}/remove/")["Location"] == "/locker/"
    assert client.post(f"/locker/{paper.pk}/remove/").status_code == 404
    assert case.materials.get(code="M003").upload_id == paper.upload_id
    assert Upload.objects.filter(pk=paper.upload_id).exists()
    assert [one.event for one in Entry.objects.filter(event__startswith="locker.").order_by("id")] == [
        "locker.kept",
        "locker.removed",
    ]
    assert not chain_faults()


def test_nobody_else_reaches_somebody_s_locker__R84(town, client):
    paper = kept(town, client)
    for name in (OTHER, "chuang.kouyi", "guan.xitong"):
        other = town.client(name)
        assert paper.name not in words_of(other.get("/locker/"))
        assert other.get(f"/locker/{paper.pk}/remove/").status_code == 404
        assert other.post(f"/locker/{paper.pk}/remove/").status_code == 404
        assert other.post(f"/locker/{paper.pk}/update/", {"file": pdf()}).status_code == 404
    assert town.client().get("/locker/").status_code == 302


def test_the_owner_sees_who_opened_the_file__R82(town, client):
    paper = kept(town, client)
    clerk = town.client("chuang.kouyi")
    for _ in range(2):
        clerk.get(f"/files/{paper.upload_id}/").close()
    client.get(f"/files/{paper.upload_id}/").close()
    assert town.client(OTHER).get(f"/files/{paper.upload_id}/").status_code == 404
    assert FileView.objects.get().viewer.username == "chuang.kouyi"
    assert "看过的人： 窗口一" in words_of(client.get("/locker/")).replace("：窗", "： 窗")


def test_a_clerk_keeps_nothing_of_somebody_else_s(town, monday):
    clerk = town.client("chuang.kouyi")
    fields = {"channel": "counter", "consent": "signature", "matter": "OM-RECEPTION"}
    draft = clerk.post(f"/counter/new/{MY}/", fields)["Location"]
    answered(clerk, draft)
    filled(clerk, draft)
    papered(clerk, draft)
    assert "存到我的材料库" not in text_of(clerk.get(f"{draft}materials/"))
    assert clerk.post(f"{draft}materials/M003/", {"act": "keep"}).status_code == 422
    clerk.post(f"{draft}check/")
    assert Case.objects.exists() and not KeptPaper.objects.exists()


def test_what_stopped_a_clock_is_read_by_the_head_before_and_after__R26(town, monday):
    case = contractor(town)
    handler = town.able(step_of(town, case))
    proof = town.upload(handler.username, "证明.pdf")
    town.act(step_of(town, case), "suspend", handler, **INSPECTION, evidence=proof)
    [asked] = town.open_tasks(case, kind="duty")
    head = town.client(town.able(asked).username)
    for _ in range(2):
        answer = head.get(f"/files/{proof}/")
        assert answer.status_code == 200
        answer.close()
        api = head.get(f"/api/v1/files/{proof}/content/")
        assert api.status_code == 200
        api.close()
        assert town.client(OTHER).get(f"/files/{proof}/").status_code == 404
        if town.open_tasks(case, kind="duty"):
            town.act(asked, "approve_suspension")


def test_statements_of_the_locker(town, client):
    kept(town, client)
    client.get("/locker/")
    assert statements(client, "/locker/") <= 15
