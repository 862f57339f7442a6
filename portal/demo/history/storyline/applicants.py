"""The people who show the portal: 员工甲, 员工乙, 尤井口, 新来的, 老退休."""

from __future__ import annotations

from dataclasses import replace

from portal.demo.history.contents.hospitality import swap
from portal.demo.history.plans import Answer, Aside, Course, Extension, Line, Stop, Verdict
from portal.demo.history.scenes import Script
from portal.demo.history.words.reasons import FLAWS

EVERYTHING = {
    "guest_count": 12,
    "foreign_guests": False,
    "need_vehicle": True,
    "need_lodging": True,
    "need_venue": True,
    "need_meal": True,
    "cost_incurred": True,
}
EXCHANGE = {
    "reception_purpose": "瀚海油田公司来厂交流采油工艺，参观二号联合站和数字化井场",
    "visitor_org": "瀚海油田公司开发部",
    "visitor_level": "division",
    "companions": 3,
    "budget_amount": "12000",
}
SILENT = Answer("")


def tell(script: Script) -> None:
    employee_a(script)
    employee_b(script)
    deputy(script)
    newcomer(script)
    pensioner(script)


def employee_a(script: Script) -> None:
    """员工甲: one case with every light, one to correct, one to rate, one that is over."""
    hours = script.hours
    script.scene(
        "jia-parallel",
        "OM-RECEPTION",
        "yuan.gongjia",
        hours.sessions_ago(3, 0.6),
        Course(
            intake_at=hours.sessions_ago(2, 0.15),
            decided_at={"OF-OFFICE-001": hours.sessions_ago(0, 0.05)},
            stalled={"OF-CONF-001": 0, "OF-FIN-001": 0, "OF-LIFE-001": 0, "OF-SEC-003": 0},
            lines=(
                Line(0.5, "客人可能提前一小时到，会场能否提前开门调试投影？"),
                Line(0.8, "收到，会场时段冲突正在协调，今天下班前答复您。", author="OF-CONF"),
            ),
            asides=(
                Aside(0.9, "note", "hui.anpai", {"text": "多功能厅当天有消防检查，先留接待室。", "pinned": True}),
                Aside(1.0, "copy", "bi.jieban", {"department": "OF-PROD", "reason": "参观二号联合站，请提前安排。"}),
            ),
        ),
        answers=EVERYTHING,
        fields=EXCHANGE,
    )
    late = replace(FLAWS["visit_start"], mended=None)
    script.scene(
        "jia-correct",
        "OM-RECEPTION",
        "yuan.gongjia",
        1.4,
        Course(intake="correct", intake_days=0.25, flaws=(FLAWS["M003"], late)),
        answers={**EVERYTHING, "guest_count": 6, "need_venue": False},
        fields={"reception_purpose": "接待天岭装备制造公司技术人员，洽谈抽油机节能改造试验", "companions": 2},
    )
    script.scene(
        "jia-rate",
        "OM-TRAVEL",
        "yuan.gongjia",
        6,
        Course(pace=0.4, confirmed=True),
        answers={"trip_for_meeting": True, "need_advance": True, "need_vehicle": False, "cost_incurred": True},
        fields={"destination": "乌鲁木齐", "transport": "train", "trip_purpose": "参加采油工程新技术培训班"},
    )
    script.scene(
        "jia-over",
        "OM-HOUSING",
        "yuan.gongjia",
        25,
        Course(pace=0.45, confirmed=True, verdict=Verdict(5, "线上签批，一趟没跑就拿到了钥匙。", ("convenience",))),
        answers={"housing_buy": True},
    )
    script.scene("jia-meal", "OM-MEAL", "yuan.gongjia", 2.2, Course(confirmed=True))


def employee_b(script: Script) -> None:
    script.scene(
        "yi-deliver",
        "OM-RECEPTION",
        "yuan.gongyi",
        2.1,
        Course(pace=0.3, intake_days=0.1),
        answers={**EVERYTHING, "guest_count": 8},
        fields={"companions": 2},
    )
    script.scene(
        "yi-housing",
        "OM-HOUSING",
        "yuan.gongyi",
        4.2,
        Course(answers={"OF-HR": SILENT}, pace=0.7, urged_days=3.5),
        answers={"housing_buy": False},
    )
    script.scene("yi-swap", "OM-DUTY", "yuan.gongyi", 0.7, Course(), writer=swap)
    script.scene(
        "yi-land",
        "OM-LAND",
        "yuan.gongyi",
        9,
        Course(
            pace=0.55,
            promised=("M047",),
            supplied_days=2.5,
            extensions={"OF-LOCAL-003": Extension(2, "需与两户牧民重新核对地上附着物清单。")},
        ),
        answers={"land_compensate": True},
    )
    script.scene(
        "yi-over",
        "OM-TRAVEL",
        "yuan.gongyi",
        17,
        Course(confirmed=True, settled_days=3, verdict=Verdict(4, "报销自动带入行程，少填很多。", ("convenience",))),
        answers={"cost_incurred": True},
    )


def deputy(script: Script) -> None:
    """尤井口: rosters, one consented to by silence, one still being countersigned."""
    hours = script.hours
    meals = {"duty_meal": True, "need_vehicle": True}
    script.scene(
        "jing-tacit",
        "OM-DUTY",
        "you.jingkou",
        8,
        Course(
            answers={"OF-PROD": SILENT},
            confirmed=True,
            verdict=Verdict(3, "生产那边一直没表态，等到默认才发布。", ("efficiency",)),
        ),
        answers=meals,
    )
    script.scene(
        "jing-countersign",
        "OM-DUTY",
        "you.jingkou",
        hours.sessions_ago(1, 0.3),
        Course(intake_at=hours.sessions_ago(0, 0.02), pace=0.05, answers={"OF-PROD": SILENT}),
        answers=meals,
    )
    script.scene(
        "jing-denied",
        "OM-RECEPTION",
        "you.jingkou",
        2.6,
        Course(pace=0.35, denied="OF-FIN-001", delivered=False),
        answers={**EVERYTHING, "guest_count": 9},
        fields={"companions": 3, "budget_amount": "23800"},
    )


def newcomer(script: Script) -> None:
    """新来的: let a first application lapse, and is now being taken on everywhere at once."""
    script.scene(
        "xin-lapsed",
        "OM-ONBOARD",
        "xin.laide",
        28,
        Course(intake="correct", intake_days=0.3, flaws=(FLAWS["M014"],)),
    )
    script.scene(
        "xin-now",
        "OM-ONBOARD",
        "xin.laide",
        3.4,
        Course(
            pace=0.55,
            stops={"OF-LEGAL-002": Stop("external", "已向原单位发函，等待寄送人事档案。", 10)},
            promised=("M013", "M015"),
            supplied_days=0.9,
            lines=(
                Line(0.4, "学历证书原件在老家，能否先报到后补交？"),
                Line(0.6, "可以，已按容缺受理，请在承诺日期前上传扫描件。", author="OF-HR"),
            ),
        ),
        answers={"file_incoming": True, "need_dorm": True},
    )


def pensioner(script: Script) -> None:
    """老退休: withdrew a first application; in the second one department keeps silent."""
    script.scene(
        "lao-withdrawn",
        "OM-RETIRE",
        "lao.tuixiu",
        22,
        Course(withdrawn_days=1.2, withdrawn_because="手头项目还没移交完，过几天再办。"),
    )
    script.scene(
        "lao-now",
        "OM-RETIRE",
        "lao.tuixiu",
        9.5,
        Course(
            pace=0.6,
            answers={"OF-IT": SILENT},
            stops={"OF-HR-003": Stop("external", "材料已报人社部门，等待审核意见。", 12)},
            promised=("M029",),
            supplied_days=2,
            lines=(
                Line(3.0, "办公室的图书和钥匙交到哪里？"),
                Line(3.3, "交到共享服务中心窗口，五项清退一次办完。", author="OF-SSC"),
            ),
            urged_days=8.0,
        ),
    )
    script.scene("lao-meal", "OM-MEAL", "lao.tuixiu", 6, Course(confirmed=True, verdict=Verdict(5)))
