"""A whole progress page with made-up content: 承包商队伍进场, in the middle of its way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import mark_safe

from portal.ui import lanes
from portal.ui.lanes import DayHours, LaneFacts, Span, StageFacts

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 11, 16)


def at(day: int, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=ZONE)


NOW = at(18, "10:24")


def hours(first: date, days: int) -> list[DayHours]:
    """Calendar days from `first`; Saturdays and Sundays without work."""
    every = [first + timedelta(days=n) for n in range(days)]
    return [
        DayHours(one) if one.weekday() > 4 else DayHours(one, at(one.day, "8:30"), at(one.day, "17:30"))
        for one in every
    ]


def _first_stage() -> StageFacts:
    lane = LaneFacts(
        "综合窗口", "受理与分发", "done", "办结", "用时 53 分钟",
        spans=(Span("done", at(16, "9:02"), at(16, "10:20")),),
    )  # fmt: skip
    return StageFacts("第一步", "统一受理", (lane,))


def _second_stage() -> StageFacts:
    start = at(16, "10:07")
    return StageFacts(
        "第二步",
        "5 个部门同时办",
        (
            LaneFacts(
                "信息中心", "系统账号开通", "done", "办结", "账号已发到手机",
                spans=(Span("done", start, at(17, "15:10"), "✓ 17日 15:10"),),
            ),
            LaneFacts(
                "安全环保部", "HSE 资质审查", "ok", "正常，剩 1 天 7 小时", "11月19日 17:30 到期", holder="李卫东",
                spans=(Span("run", start, at(19, "17:25"), filled_until=NOW),), due=at(19, "17:25"),
            ),
            LaneFacts(
                "保卫部", "门禁与车辆通行证", "warn", "临期，剩 7 小时", "今天 17:30 到期，已提醒", holder="赵刚",
                spans=(Span("warn", start, at(18, "17:25"), filled_until=NOW),), due=at(18, "17:25"),
            ),
            LaneFacts(
                "市场管理部", "准入资格核验", "done", "办结", "比承诺早 1 天",
                spans=(Span("done", start, at(17, "11:05"), "✓ 17日 11:05"),),
            ),
            LaneFacts(
                "人力资源部", "人员持证核验", "pause", "暂停，等您补正", "补正后还有 1 天 2 小时",
                holder="王倩", mine=True,
                spans=(
                    Span("ran", start, at(17, "16:40")),
                    Span("hold", at(17, "16:40"), at(19, "12:00"), "等您补正"),
                    Span("plan", at(19, "12:00"), at(20, "13:54"), "补正后核验"),
                ),
            ),
        ),
    )  # fmt: skip


def _third_stage() -> StageFacts:
    return StageFacts(
        "第三步",
        "属地交底与出证",
        (
            LaneFacts(
                "采油三厂", "属地安全交底", "wait", "未开始", "计划 20 日至 23 日",
                spans=(Span("plan", at(20, "14:05"), at(23, "16:58"), "等人力、保卫、安环"),),
            ),
            LaneFacts(
                "综合窗口", "统一出证", "wait", "未开始", "计划 24 日",
                spans=(Span("plan", at(24, "8:30"), at(24, "17:10"), "出证"),),
            ),
        ),
        parallel=False,
    )  # fmt: skip


def chart() -> lanes.Chart:
    return lanes.chart([_first_stage(), _second_stage(), _third_stage()], hours(MONDAY, 9), now=NOW)


def _thread() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            author="王倩", department="人力资源部", at=at(17, "16:40"), mine=False,
            text="您好，清单里 18 人中 16 人已核验通过。刘志强、马晓东的井控证 10 月到期，请补传新证或换人。"
            "其余材料齐全，不需要再补。",
        ),
        SimpleNamespace(
            author="周敏", department="", at=at(17, "17:05"), mine=True,
            text="收到，新证正在培训中心领取，预计明天上午补上。",
        ),
    ]  # fmt: skip


def _record() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(at=at(18, "8:30"), text="系统提醒保卫部：今天 17:30 到期"),
        SimpleNamespace(at=at(17, "16:40"), text="人力资源部一次性告知需补正 1 项，暂停计时"),
        SimpleNamespace(at=at(17, "15:10"), text="信息中心办结：开通 3 个系统账号"),
        SimpleNamespace(at=at(16, "10:05"), text="综合窗口受理，同时分发给 5 个部门"),
    ]


def context() -> dict[str, Any]:
    return {
        "crumbs": [("首页", "/"), ("我的办件", "/my/"), ("承包商队伍进场", "")],
        "number": "HL-2026-1116-0362",
        "chart": chart(),
        "steps": ["done", "done", "done", "run", "run", "hold", "wait", "wait"],
        "note": mark_safe(
            "8 个环节已办结 <b>3</b> 个，还剩 <b>4 个工作日 7 小时</b>（按您按时补正算）。"
            "同时办比逐个办少等 <b>12 个工作日</b>。"
        ),
        "thread": _thread(),
        "record": _record(),
        "files": [
            SimpleNamespace(name="承包商准入核验意见书", note="市场管理部 · 11月17日 · PDF 214 KB", url="#"),
            SimpleNamespace(name="进场许可证", note="全部环节办结后在这里领取，也可到综合窗口取纸质证", url=""),
        ],
        "pairs": [
            ("申请单位", "恒钻井下作业有限公司"), ("申请人", "周敏 138****2046"), ("作业区块", "采油三厂 七区"),
            ("进场人数", "18 人，6 台车"), ("期望进场", "11月26日"),
        ],
    }  # fmt: skip
