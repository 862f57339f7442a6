"""The acceptance page collects what departments named, and what the checks found, into one notice (R36)."""

from __future__ import annotations

from services.cases.models import Correction, ProposedDefect
from workflows.acting import get_task
from workflows.operations.window.proposing import add_defect

LETTER = "M003"


def named(town, *defects):
    case = town.reception()
    [task] = town.open_tasks(case, kind="intake")
    add_defect(get_task(task.pk), actor=town.person("bi.jieban"), defects=list(defects))
    return case, task


STAMP = {"material": LETTER, "problem": "公函没有盖章。", "remedy": "请上传盖章后的公函。"}
COMPANIONS = {"field": "companions", "problem": "陪餐人数超过标准。", "remedy": "请按标准填写。"}


def test_the_clerk_sees_who_named_what_ticked_for_the_notice__R36(town, monday):
    _case, task = named(town, STAMP, COMPANIONS)
    client = town.client("chuang.kouyi")
    accept = client.get(f"/counter/task/{task.pk}/?way=accept").content.decode()
    assert "提出 2 处需要补正" in accept
    # Without being asked for another form, the page opens on the notice.
    assert 'id="preview"' in client.get(f"/counter/task/{task.pk}/").content.decode()
    page = client.get(f"/counter/task/{task.pk}/?way=notice").content.decode()
    for one in ProposedDefect.objects.all():
        assert f'name="take-{one.pk}" value="1" checked' in page
    assert town.person("bi.jieban").name in page and "公函没有盖章。" in page.split('id="preview"')[1]


def test_ticked_points_go_out_reworded_and_unticked_ones_stay__R36(town, monday):
    case, task = named(town, STAMP, COMPANIONS)
    stamp = ProposedDefect.objects.get(material=LETTER)
    form = {"key": "k", f"take-{stamp.pk}": "1", f"material-{LETTER}-remedy": "请让来访单位盖章后重新拍照上传。"}
    client = town.client("chuang.kouyi")
    shown = client.post(f"/counter/task/{task.pk}/preview/", form, headers={"HX-Request": "true"}).content.decode()
    assert "公函没有盖章。" in shown and "重新拍照" in shown and "陪餐人数" not in shown
    assert client.post(f"/counter/task/{task.pk}/notice/", form).status_code == 302
    defect = Correction.objects.get(case=case).defects.get()
    assert (defect.material, defect.problem) == (LETTER, "公函没有盖章。") and "重新拍照" in defect.remedy
    stamp.refresh_from_db()
    assert stamp.defect_id == defect.pk
    assert ProposedDefect.objects.get(field="companions").left_out_at is not None


def test_a_missing_paper_goes_out_even_when_the_clerk_called_it_fine__R36(town, monday):
    case = town.apply("OM-RECEPTION", "yuan.gongjia", {"guest_count": 5}, {}, materials={})
    [task] = town.open_tasks(case, kind="intake")
    form = {"key": "k", f"material-{LETTER}-phrase": "", "field-companions-phrase": "doubtful"}
    assert town.client("chuang.kouyi").post(f"/counter/task/{task.pk}/notice/", form).status_code == 302
    notice = Correction.objects.get(case=case)
    assert set(notice.defects.values_list("material", "field")) == {(LETTER, ""), ("", "companions")}
