"""Every component once, with made-up content."""

from __future__ import annotations

from types import SimpleNamespace as Some
from typing import Any

from django.core.paginator import Paginator

from portal.errors import Conflict
from portal.ui import bars, icons
from portal.ui.fields import Field, Option
from portal.ui.gallery import progress
from portal.ui.lights import STATES


def _fields() -> list[Field]:
    return [
        Field("phone", "联系电话", "tel", "13800002046", hint="方便经办人找到您", inputmode="tel"),
        Field("id_number", "身份证号", value="65010119900101", error="身份证号应为 18 位，现在是 14 位，请核对"),
        Field("guests", "来宾人数", "number", "8", unit="人", minimum="1", maximum="200"),
        Field("arrive", "到达日期", "date", "2026-11-26"),
        Field("begin", "会议开始", "datetime", "2026-11-26T10:00"),
        Field("venue", "会场", "select", "b", options=[
            Option("a", "一号会议室"), Option("b", "多功能厅", selected=True),
        ]),
        Field("agenda", "日程", "textarea", "上午座谈，下午看现场。", required=False, wide=True),
        Field("level", "来宾级别", "radio", wide=True, options=[
            Option("1", "公司级", "需要公司领导陪同"), Option("2", "部门级", selected=True),
        ]),
        Field("meals", "用餐", "checkboxes", required=False, wide=True, options=[
            Option("b", "早餐"), Option("l", "午餐", selected=True), Option("d", "晚餐"),
        ]),
        Field("letter", "公函", "file", hint="PDF、图片、Word、Excel，20 MB 以内", accept=".pdf,.jpg,.png"),
        Field("agree", "我确认以上内容属实", "checkbox"),
        Field("dept", "申请部门", value="采油一厂", readonly=True),
    ]  # fmt: skip


def _materials() -> list[Some]:
    base: dict[str, Any] = {
        "problem": "", "file_name": "", "file_url": "", "size": None, "sample_url": "", "replace_url": "",
    }  # fmt: skip
    rows: list[dict[str, Any]] = [
        {"name": "安全生产许可证", "state": "reused", "tag": "已从材料库带入", "note": "有效至 2028年3月14日",
         "replace_url": "#"},
        {"name": "员工身份信息", "state": "exempt", "tag": "免提交", "note": "系统向人力资源部核对"},
        {"name": "来访公函", "state": "later", "tag": "可后补", "note": "办好之前补交，最晚 11月25日；不补交不能结算"},
        {"name": "接待方案", "state": "need", "tag": "请上传", "note": "", "sample_url": "#"},
        {"name": "井控培训证", "state": "problem", "tag": "要改", "note": "", "size": 262144,
         "problem": "井控证已于 10月12日到期，请补传新证或更换人员", "file_name": "井控证.pdf", "file_url": "#"},
    ]  # fmt: skip
    return [Some(code=f"M{n}", **(base | row)) for n, row in enumerate(rows)]


def _votes() -> list[Some]:
    base = {"conditions": "", "person": "", "at": None, "remaining_words": ""}
    rows: list[dict[str, Any]] = [
        {"department": "安全环保部", "vote": "agree", "words": "同意", "person": "李卫东",
         "at": progress.at(17, "15:20")},
        {"department": "保卫部", "vote": "conditions", "words": "有条件同意", "person": "赵刚",
         "conditions": "来宾车辆提前一天报备", "at": progress.at(18, "9:10")},
        {"department": "财务部", "vote": "disagree", "words": "不同意", "person": "钱有数",
         "conditions": "超过批准预算 1200 元，依据《业务接待办法》第 9 条；减少一晚住宿即可",
         "at": progress.at(18, "9:30")},
        {"department": "会议中心", "vote": "silent", "words": "未表态", "remaining_words": "剩 4 小时"},
    ]  # fmt: skip
    return [Some(**(base | row)) for row in rows]


def _steps() -> list[Some]:
    rows = [("情形问答", "done"), ("一张表", "here"), ("一套材料", "todo"), ("核对并提交", "todo"), ("回执", "todo")]
    return [Some(words=words, state=state, url="#" if state == "done" else "") for words, state in rows]


def context() -> dict[str, Any]:
    return {
        "states": STATES,
        "icon_names": icons.names(),
        "fields": _fields(),
        "materials": _materials(),
        "votes": _votes(),
        "wizard": _steps(),
        "wizard_bar": ["done", "run", "wait", "wait", "wait"],
        "errors": [("id_id_number", "身份证号应为 18 位，现在是 14 位，请核对"), ("", "请至少选一餐")],
        "summary": [
            Some(label="联系电话", value="138****2046", url="#", source=""),
            Some(label="部门", value="采油一厂", url="", source="来自人事系统"),
        ],
        "page": Paginator(range(180), 50).page(2),
        "chart": progress.chart(),
        "changes": bars.changes(
            [("环节", 19, 8, "个"), ("材料", 23, 9, "份"), ("跑动", 4, 0, "次"), ("时间", 19, 7, "天")]
        ),
        "thread": progress.context()["thread"],
        "record": progress.context()["record"],
        "conflict": Conflict("陈洁刚刚领取了这件，已为您打开下一件"),
        "next": ["今天 12:30 前告诉您是否受理", "受理后 5 个部门同时办", "办好后发消息给您"],
        "now": progress.NOW,
    }
