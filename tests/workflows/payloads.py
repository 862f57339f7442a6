"""What a person could fill in for each act: complete and sensible, or spoilt in one place."""

from __future__ import annotations

from typing import Any

from services.cases.models import CaseMaterial
from tests.town import SHANGHAI, Town, sample
from workflows.asking.approvals import procedures_of
from workflows.asking.spoken import speakers
from workflows.casework.mendable import mendable_papers
from workflows.models import Task

FIXED: dict[str, dict[str, Any]] = {
    "accept": {},
    "refuse": {"reason_code": "not_in_scope", "reason": "不属于本窗口受理范围", "apply_where": "请到政务大厅"},
    "pass": {"opinion": "同意"},
    "deny": {"reason_code": "not_eligible", "reason": "条件不符", "basis": "管理办法第三条"},
    "send_back": {"to": "0", "reason": "请补充说明"},
    "agree": {"opinion": "同意"},
    "file_opinion": {"opinion": "补交：同意"},
    "agree_with_conditions": {"conditions": "加派一人"},
    "disagree": {"reason": "人手不足", "basis": "值班办法第五条", "cure": "调整日期"},
    "not_my_duty": {"reason": "不属本部门职责", "suggest": "OF-HSE", "basis": "职责清单"},
    "reconcile": {"with_whom": "会签各部门", "minutes": "按改法调整后可行"},
    "ask_dissenters": {"reason": "方案已调整"},
    "escalate": {"reason": "意见无法调和"},
    "extend": {"days": 1, "reason": "情况复杂"},
    "confirm_true": {"opinion": "与登记信息一致"},
    "report_false": {"reason": "与登记信息不符", "basis": "不动产登记信息"},
    "deliver": {"method": "电子送达"},
    "refuse_transfer": {"reason": "不属本部门职责", "basis": "三定方案第五条"},
    "file_approval": {"text": "情况属实"},
    "contest": {"reason": "当时没有同意"},
    "answer": {"text": "没有不同意见"},
}
DEPARTMENTS = ("OF-HSE", "OF-HR", "OF-OFFICE", "OF-LIFE")
# The head's answers to what a handler asked for.
ANSWER = {"reason": "情况属实"}
SPOILT: tuple[Any, ...] = ("", "   ", "没有这一项", None)


def payload_for(town: Town, task: Task, action: str, seed: int) -> dict[str, Any]:
    """A complete payload; `seed` picks among the possible ones."""
    if action in ("notify_correction", "add_defect"):
        return {"defects": defects(task, seed)}
    if action == "mend_on_the_spot":
        return mended(town, task, seed)
    if action == "second_notice":
        return {"defects": defects(task, seed), "ground": ("resupplied_defective", "rule_changed")[seed % 2]}
    if action == "withdraw_defect":
        return {"defect": task.case.proposed_defects.values_list("pk", flat=True).first() or 0}
    if action == "rule" and "conflict" in task.data:
        return {"finding": ("go_on", "objection_stands")[seed % 2], "reason": "综合各方意见"}
    if action == "rule":
        return {"to": ("", "OF-HSE", "OF-HR")[seed % 3], "reason": "按职责清单"}
    if action == "transfer":
        return {"to": DEPARTMENTS[seed % len(DEPARTMENTS)], "reason": "不属本部门职责", "basis": "职责清单"}
    if action == "ask_opinion":
        day = task.case_item.due_at.astimezone(SHANGHAI).date().isoformat()
        return {"department": DEPARTMENTS[seed % len(DEPARTMENTS)], "question": "是否符合规定？", "by": day}
    if action == "approve_verbally":
        who = speakers(task)
        return {"who": who[seed % len(who)].username if who else "", "channel": "phone", "text": "同意，立即处置"}
    if action == "resupply":
        return handed_in(town, task)
    if action == "suspend":
        possible = procedures_of(task.case_item)
        code = possible[seed % len(possible)].code
        return {"procedure": code, "reason": "需现场核验", "expected_days": 1 + seed % 3}
    if action.startswith(("approve_", "refuse_")) and action not in FIXED:
        return dict(ANSWER)
    return dict(FIXED.get(action, {}))


def spoil(payload: dict[str, Any], seed: int) -> dict[str, Any]:
    """One value gone or senseless; an empty payload gets something nobody asked for."""
    if not payload:
        return {"bomb": 1}
    name = sorted(payload)[seed % len(payload)]
    value = SPOILT[seed // 7 % len(SPOILT)]
    if isinstance(payload[name], list | dict):
        value = type(payload[name])()
    return {**payload, name: value}


def defects(task: Task, seed: int) -> list[dict[str, str]]:
    """One field or one paper of the case to correct."""
    words = {"problem": "填写有误", "remedy": "请改正后重新提交"}
    papers = list(task.case.materials.exclude(status=CaseMaterial.Status.EXEMPT).values_list("code", flat=True))
    asked = sorted(key for key, entry in task.case.form.items() if entry["source"] is None)
    if papers and seed % 2:
        return [{"material": papers[seed % len(papers)], **words}]
    # A matter without fields or papers has nothing to correct; the operation says so.
    return [{"field": asked[seed % len(asked)], **words}] if asked else []


def mended(town: Town, task: Task, seed: int) -> dict[str, Any]:
    """Another file for one of the applicant's papers, agreed at the counter."""
    papers = [row.code for row in mendable_papers(task.case)]
    files = {papers[seed % len(papers)]: town.upload(task.case.applicant.username)} if papers else {}
    return {"materials": files, "reason": "当场更换", "confirmation": "signature"}


def handed_in(town: Town, task: Task) -> dict[str, Any]:
    """Everything the applicant's task waits for: the corrections asked for, or the papers after the event."""
    case, owner = task.case, task.case.applicant.username
    if task.case_item is None:
        notice = case.corrections.latest("round")
        found = list(notice.defects.all())
        fields = {one.field: case.form[one.field]["value"] for one in found if one.field}
        codes = [one.material for one in found if one.material]
    else:
        elements = case.version.typed.elements
        fields = {key: sample(elements[key]) for key in task.case_item.snapshot.elements if key not in case.form}
        later = case.materials.filter(status=CaseMaterial.Status.LATER, used_by__contains=[task.case_item.code])
        codes = list(later.values_list("code", flat=True))
    return {"fields": fields, "materials": {code: town.upload(owner) for code in codes}}
