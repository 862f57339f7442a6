"""A whole inbox page with made-up content: 安全环保部, one task open."""

from __future__ import annotations

from types import SimpleNamespace as Some
from typing import Any


def _bucket(words: str, count: int, icon: str = "", state: str = "", current: bool = False) -> Some:
    return Some(words=words, count=count, icon=icon, state=state, current=current, url="#", key=words)


def _groups() -> list[Some]:
    return [
        Some(words="轮到我", buckets=[
            _bucket("待我办理", 12, "inbox", current=True), _bucket("待我审批", 5, "check"),
            _bucket("待我会签", 3, "users"), _bucket("问我意见", 2, "msg"),
        ]),
        Some(words="部门", buckets=[_bucket("待领取", 18, "flag")]),
        Some(words="等别人", buckets=[
            _bucket("等申请人补正", 4, "back"), _bucket("等其他部门", 7, "clock"), _bucket("我已办", 236, "doc"),
        ]),
        Some(words="常用筛选", buckets=[
            _bucket("今天到期", 3, state="warn"), _bucket("采油三厂", 6, "filter"), _bucket("承包商进场", 4, "filter"),
        ]),
    ]  # fmt: skip


def _chips() -> list[Some]:
    rows = [("全部", 12, ""), ("超期", 1, "bad"), ("临期", 3, "warn"), ("正常", 7, "ok"), ("暂停", 1, "pause")]
    return [Some(words=words, count=count, state=state, url="#", current=not state) for words, count, state in rows]


def _row(number: str, title: str, unit: str, state: str, words: str, *tags: tuple[str, str], **flags: Any) -> Some:
    facts = {"is_new": False, "selected": False, "taken_by": ""} | flags
    return Some(id=number[-4:], number=f"HL-2026-{number}", title=title, unit=unit, url="/ui/inbox/?task=1",
                state=state, words=words, tags=tags, **facts)  # fmt: skip


def _due() -> list[Some]:
    return [
        Some(words="已超期", rows=[
            _row("1113-0298", "动火作业升级审批", "联合站 2 号罐区", "bad", "超期 3 小时", ("二级督办", "bad")),
        ]),
        Some(words="今天到期", rows=[
            _row("1117-0341", "临时用电许可", "采油三厂 七区", "warn", "剩 1 小时 36 分", is_new=True),
            _row("1116-0355", "危化品入库备案", "物资供应中心", "warn", "剩 4 小时", ("补正后第 2 次", "")),
            _row("1117-0349", "受限空间作业票", "净化厂 检修班", "warn", "剩 7 小时"),
        ]),
        Some(words="明天到期", rows=[
            _row("1116-0362", "承包商队伍进场 · HSE 资质审查", "恒钻井下作业有限公司", "ok", "剩 1 天 7 小时",
                 ("一件事", "brand"), ("窗口代办", ""), selected=True),
            _row("1117-0370", "新井投产安全条件确认", "采油一厂 G12-8 井", "ok", "剩 1 天 7 小时", is_new=True),
        ]),
        Some(words="本周及以后", count=6, rows=[
            _row("1117-0377", "员工转岗安全培训核验", "孙丽 · 输电运维中心", "ok", "剩 2 天", ("一件事", "brand")),
            _row("1115-0331", "放射源转移备案", "测井公司", "pause", "暂停，等公安回函"),
        ]),
    ]  # fmt: skip


def _checks() -> list[Some]:
    rows = [
        ("a", "安全生产许可证有效", "系统核对：与准入库一致，有效至 2028-03-14", True, "yes"),
        ("b", "HSE 管理体系认证在有效期内", "系统核对：有效至 2027-09-30", True, "yes"),
        ("c", "近三年无较大及以上事故", "需人工看：事故与考核记录，共 2 页", False, "yes"),
        ("d", "作业方案含井控与硫化氢防护措施", "需人工看：修井作业方案第 12 至 19 页", False, ""),
    ]
    keys = ("name", "title", "note", "checked_by_system", "value")
    return [Some(evidence_url="", **dict(zip(keys, row, strict=True))) for row in rows]


def _papers() -> list[Some]:
    rows = [
        ("PDF", "修井作业方案", "本次上传，26 页"), ("PDF", "事故与考核记录", "本次上传，2 页"),
        ("证照", "安全生产许可证", "材料库复用，已核验"), ("证照", "HSE 体系认证证书", "材料库复用，已核验"),
        ("证照", "法人授权委托书", "材料库复用，已核验"),
    ]  # fmt: skip
    return [Some(type=kind, name=name, note=note, url="#") for kind, name, note in rows]


def _options() -> list[Some]:
    rows = [
        ("pass", "通过", "check", "A", False), ("return", "退回补正", "back", "R", False),
        ("deny", "不予通过", "x", "", False), ("transfer", "转办", "", "", True),
        ("ask", "征求意见", "", "", True), ("suspend", "暂停计时", "", "", True),
    ]  # fmt: skip
    keys = ("value", "words", "icon", "key", "more")
    return [Some(checked=row[0] == "pass", **dict(zip(keys, row, strict=True))) for row in rows]


def _tabs() -> list[Some]:
    rows = [("审查", 0), ("申请表", 0), ("材料", 5), ("各部门进度", 0), ("依据", 3), ("沟通", 2), ("记录", 0)]
    return [Some(words=words, count=count, url="#", current=words == "审查") for words, count in rows]


def context() -> dict[str, Any]:
    return {
        "groups": _groups(),
        "chips": _chips(),
        "due": _due(),
        "clock": Some(state="ok", words="剩 1 天 7 小时", note="正常 · 明天 17:30 到期", part=47),
        "tabs": _tabs(),
        "facts": [
            ("作业内容", "修井 · 井下作业"), ("作业区块", "采油三厂 七区"),
            ("人员与车辆", "18 人，6 台车"), ("期望进场", "11月26日 周四"),
        ],
        "checks": _checks(),
        "papers": _papers(),
        "peers": [
            ("pause", "人力资源部 等申请人补正"), ("warn", "保卫部 剩 7 小时"),
            ("done", "市场管理部 办结"), ("done", "信息中心 办结"),
        ],
        "options": _options(),
    }  # fmt: skip
