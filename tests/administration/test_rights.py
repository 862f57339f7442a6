"""Who enters the administration and what they can do there: no more than their roles say (R4, R5, R82)."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse
from rest_framework.authtoken.models import TokenProxy

from departments.org.duties import duties_of
from departments.org.operations import appoint
from portal.audit.models import Entry
from portal.errors import Forbidden
from services.catalog.models import Matter, MatterVersion
from services.dictionary.models import DataElement
from workflows.operations.offered import available
from workflows.queries.inbox import workload

READ_ONLY = [
    "cases.case", "cases.caseitem", "cases.draft", "workflows.process", "workflows.task", "workflows.alarmfailure",
    "catalog.matterversion", "audit.entry", "audit.checkpoint", "notices.notice", "files.upload", "ratings.rating",
    "org.delegation",
]  # fmt: skip


def page(model, name, *args):
    return reverse(f"admin:{model.replace('.', '_')}_{name}", args=args)


def of(model):
    from django.apps import apps

    return apps.get_model(model)._default_manager.order_by("pk").last().pk


@pytest.mark.parametrize("model", READ_ONLY)
def test_records_are_written_by_the_operations_alone(model, busy, administrator):
    assert administrator.get(page(model, "add")).status_code == 403
    assert administrator.post(page(model, "change", of(model)), {"state": "closed"}).status_code == 403
    assert administrator.post(page(model, "delete", of(model)), {"post": "yes"}).status_code == 403


def test_the_administrator_decides_nothing__R4(busy, town):
    person = town.person("guan.xitong")
    assert person.is_superuser and not duties_of(person)
    assert not workload(person).exists()
    for case in (busy, town.reception(reception_purpose="第三批客人来厂交流")):
        for task in town.open_tasks(case):
            assert not available(task, person)
            with pytest.raises(Forbidden):
                town.act(task, {"intake": "accept", "resupply": "resupply"}[task.kind], person)


def test_the_administrator_reads_neither_forms_nor_who_rated__R4_R67_R84(busy, town, administrator):
    case = administrator.get(page("cases.case", "change", busy.pk)).content.decode()
    assert busy.number in case and "员工甲" in case
    assert "演示填写内容" not in case and "trip_purpose" not in case
    listed = administrator.get(page("ratings.rating", "changelist")).content.decode()
    shown = administrator.get(page("ratings.rating", "change", busy.rating.pk)).content.decode()
    for html in (listed, shown):
        assert "不满意" in html
        assert busy.number not in html and "员工甲" not in html and "yuan.gongjia" not in html


def test_groups_and_tokens_are_no_way_around_duties__R4():
    assert not admin.site.is_registered(Group)
    assert not admin.site.is_registered(TokenProxy)


# ---- the catalogue --------------------------------------------------------------------


def matter_form(matter, **changes):
    """What the browser sends for a matter whose parts stay as they are."""
    form = {
        "code": matter.code, "name": matter.name, "name_en": matter.name_en,
        "lead_department": matter.lead_department_id, "life_event": matter.life_event_id or "",
        "position": matter.position, "audience": ",".join(matter.audience), "intro": matter.intro,
        "intro_en": matter.intro_en, "aliases": ",".join(matter.aliases), "aliases_en": ",".join(matter.aliases_en),
        "extra_visits": matter.extra_visits,
    }  # fmt: skip
    for prefix in ("matter_questions", "fixed_facts", "matter_items"):
        form |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return form | changes


def test_the_catalogue_editor_edits_drafts_and_leaves_a_record__R5_R10(town):
    editor = town.client("gong.tongban")
    matter = Matter.objects.get(code="OM-MEAL")
    assert editor.get(page("catalog.matter", "change", matter.pk)).status_code == 200
    answer = editor.post(page("catalog.matter", "change", matter.pk), matter_form(matter, name="就餐预约(改)"))
    assert answer.status_code == 302, answer.context["errors"]
    matter.refresh_from_db()
    assert matter.name == "就餐预约(改)"
    entry = Entry.objects.filter(stream="catalogue").latest("seq")
    assert (entry.event, entry.subject, entry.actor_name) == ("draft.changed", "OM-MEAL", "龚通办")
    # What applicants see is the published version until two people publish the next one.
    assert MatterVersion.objects.get(pk=matter.published_id).typed.name == "就餐预约"


def test_drafts_are_not_deleted__R85(town):
    editor = town.client("gong.tongban")
    for model in ("catalog.matter", "catalog.serviceitem", "catalog.material", "dictionary.dataelement"):
        assert editor.post(page(model, "delete", of(model)), {"post": "yes"}).status_code == 403


def test_the_reviewer_sees_the_catalogue_and_changes_nothing__R5(town):
    reviewer = town.client("fa.youju")
    matter = Matter.objects.get(code="OM-MEAL")
    assert reviewer.get(page("catalog.matter", "change", matter.pk)).status_code == 200
    assert reviewer.get(page("catalog.matterversion", "change", matter.published_id)).status_code == 200
    assert reviewer.post(page("catalog.matter", "change", matter.pk), matter_form(matter)).status_code == 403


def test_a_steward_edits_what_the_own_department_states__R82(town):
    steward = town.client("ru.zhihao")
    own, other = DataElement.objects.get(key="post_name"), DataElement.objects.get(key="bank_account")
    assert (own.source.code, other.source.code) == ("OF-HR", "OF-FIN")
    assert b'name="_save"' in steward.get(page("dictionary.dataelement", "change", own.pk)).content
    assert b'name="_save"' not in steward.get(page("dictionary.dataelement", "change", other.pk)).content
    assert steward.post(page("dictionary.dataelement", "change", other.pk), {}).status_code == 403
    assert steward.get(page("catalog.matter", "changelist")).status_code == 403


def test_a_published_version_reads_like_a_document(town, administrator):
    version = Matter.objects.get(code="OM-DUTY").published
    html = administrator.get(page("catalog.matterversion", "change", version.pk)).content.decode()
    for words in (
        "值班安排报批",
        "办公室",
        "经办核对 → 审批发布",
        "生产运行部、保卫部",
        "办理类型",
        "2 个工作日",
        "值班电话",
    ):
        assert words in html, words


# ---- others ---------------------------------------------------------------------------


def test_the_auditor_reads_records_and_nothing_else__R4(busy, town):
    auditor = town.client("shen.jilu")
    for model in ("audit.entry", "audit.checkpoint", "cases.case", "workflows.task"):
        assert auditor.get(page(model, "changelist")).status_code == 200
        assert auditor.get(page(model, "change", of(model))).status_code == 200
    assert auditor.get(page("accounts.user", "changelist")).status_code == 403
    assert auditor.post(page("org.membership", "add"), {}).status_code == 403


@pytest.mark.parametrize("name", ["zhen.tongchou", "yuan.gongjia", "chuang.kouyi", "ex.hengtuo"])
def test_everybody_else_stays_outside_and_reads_why(town, name):
    answer = town.client(name).get(page("catalog.matter", "changelist"), follow=True)
    assert answer.status_code == 403 and "后台供" in answer.content.decode()


def test_who_is_not_signed_in_comes_to_the_one_sign_in_page(town):
    answer = town.client().get(page("catalog.matter", "changelist"), follow=True)
    assert answer.redirect_chain[-1][0].startswith("/sign-in/?next=/admin/catalog/matter/")


def test_a_new_catalogue_editor_enters_and_a_former_one_does_not(town):
    administrator, person = town.person("guan.xitong"), town.person("chuang.kouyi")
    department = person.memberships.get().department
    appoint(person, department, actor=administrator, roles=["window_clerk", "catalogue_admin"])
    assert town.client("chuang.kouyi").get(page("catalog.matter", "changelist")).status_code == 200
    appoint(person, department, actor=administrator, roles=["window_clerk"])
    assert town.client("chuang.kouyi").get(page("catalog.matter", "changelist")).status_code == 302
    assert town.person("guan.xitong").is_staff


def test_the_navigation_shows_what_one_may_open(town, administrator):
    everything = administrator.get(reverse("admin:index")).content.decode()
    for group in ("组织", "事项目录", "办件", "运行", "系统"):
        assert f">{group}<" in "".join(everything.split()), group
    catalogue = town.client("gong.tongban").get(reverse("admin:index")).content.decode()
    assert page("catalog.matter", "changelist") in catalogue
    assert page("audit.entry", "changelist") not in catalogue
