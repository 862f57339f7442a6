"""Partners and customers: contractors, the county, electricity customers, and faults at any hour."""

from __future__ import annotations

from datetime import timedelta

from portal.demo.history.plans import Answer, Course, Filing, Line, Stop, Verdict
from portal.demo.history.scenes import Script
from portal.demo.history.words.reasons import FLAWS

ALL_ON_SITE = {"bring_vehicles": True, "high_risk_work": True, "need_dorm": True, "need_accounts": True}
HIGH_VOLTAGE = {"is_high_voltage": True, "need_works": True}
COLD_STORE = {
    "supply_address": "云岭县工业园区冷链库房",
    "capacity_kva": "630",
    "voltage": "hv10",
    "load_class": "industry",
    "survey_mode": "onsite",
}
NOT_OURS = Answer(
    "not_my_duty",
    {"reason": "该合同为框架协议下的订单，不需要重复法审。", "suggest": "OF-FIN", "basis": "《合同管理办法》第八条"},
)


def tell(script: Script) -> None:
    contractor_on_the_way(script)
    contractor_on_site(script)
    contractor_at_the_window(script)
    high_voltage(script)
    low_voltage(script)
    power_faults(script)
    county(script)
    grid_people(script)


def contractor_on_the_way(script: Script) -> None:
    """恒拓联络员: a crew being inspected, and one whose contract two departments argue about."""
    script.scene(
        "tuo-now",
        "OM-CONTRACTOR",
        "ex.hengtuo",
        6.5,
        Course(
            pace=0.7,
            stops={"OF-HSE-002": Stop("inspection", "安排现场核查承包商驻地和设备。", 2, resumed=True)},
            lines=(
                Line(1.5, "安全培训可以分两批参加吗？井上走不开这么多人。"),
                Line(2.0, "可以，每批不超过15人，名单提前一天发来。", author="OF-HSE"),
            ),
        ),
        answers=ALL_ON_SITE,
    )
    script.scene("tuo-duty", "OM-CONTRACTOR", "ex.hengtuo", 3, Course(answers={"OF-LEGAL": NOT_OURS}, ruled=False))
    script.scene("tuo-ruled", "OM-CONTRACTOR", "ex.hengtuo", 12, Course(answers={"OF-LEGAL": NOT_OURS}))


def contractor_on_site(script: Script) -> None:
    """Crews that have their answer, one of them not to everything."""
    script.scene(
        "tuo-partly",
        "OM-CONTRACTOR",
        "ex.hengtuo",
        17,
        Course(pace=0.55, denied="OF-HSE-003", confirmed=True),
        answers={**ALL_ON_SITE, "need_accounts": False},
    )
    script.scene(
        "tuo-over",
        "OM-CONTRACTOR",
        "ex.hengtuo",
        27,
        Course(pace=0.5, confirmed=True, verdict=Verdict(4, "准入和培训并着办，比以前快了一周多。", ("efficiency",))),
        answers={**ALL_ON_SITE, "high_risk_work": False},
    )


def contractor_at_the_window(script: Script) -> None:
    """A crew with papers to correct, one that waits, and its meals."""
    script.scene(
        "tuo-correct",
        "OM-CONTRACTOR",
        "ex.hengtuo",
        2.2,
        Course(intake="correct", flaws=(FLAWS["M037"], FLAWS["M039"])),
    )
    script.scene("tuo-wait", "OM-CONTRACTOR", "ex.hengtuo", 0.5, Course(intake="wait"))
    script.scene("tuo-meal", "OM-MEAL", "ex.hengtuo", 3.1, fields={"meal_headcount": 12})


def high_voltage(script: Script) -> None:
    """用户示例: a cold store being built and a charging station whose plan is delayed."""
    talk = (
        Line(3.0, "变压器容量想从500改到630，可以直接改吗？"),
        Line(3.4, "方案尚未答复，可以改，我们按630重新核算。", author="PG-MKT"),
    )
    script.scene(
        "yong-works",
        "OM-POWER",
        "ex.yonghu",
        9.2,
        Course(
            pace=0.5,
            stalled={"PG-MKT-003": 1},
            decided_at={"PG-ENG-001": script.hours.days_ago(0.4)},
            lines=talk,
        ),
        answers=HIGH_VOLTAGE,
        fields=COLD_STORE,
    )
    script.scene(
        "yong-plan",
        "OM-POWER",
        "ex.yonghu",
        5.5,
        Course(pace=0.8, answers={"PG-DES": Answer("")}),
        answers=HIGH_VOLTAGE,
        fields={**COLD_STORE, "supply_address": "云岭县城北充电站", "capacity_kva": "800"},
    )


def low_voltage(script: Script) -> None:
    """A shop connected in three days, and an application just handed in."""
    script.scene(
        "yong-hall",
        "OM-POWER",
        "ex.yonghu",
        14,
        Course(confirmed=True, verdict=Verdict(5, "手机视频就勘查完了，三天接上电。", ("efficiency", "convenience"))),
        answers={"is_high_voltage": False, "need_works": False},
        fields={"supply_address": "云岭县沙海镇团结路18号商铺", "capacity_kva": "30", "voltage": "lv380"},
        filing=Filing("counter", "ke.reqing", "窗口签名板签字"),
    )
    an_hour_ago = script.hours.now - timedelta(hours=1, minutes=5)
    script.scene("yong-wait", "OM-POWER", "ex.yonghu", an_hour_ago, Course(intake="wait"))


def power_faults(script: Script) -> None:
    """Reported at any hour, two of them on the telephone."""
    now = script.hours.now
    script.scene(
        "fault-now", "OM-REPAIR", "ex.yonghu", now - timedelta(minutes=48), Course(pace=0.8), filing=by_phone(1)
    )
    script.scene(
        "fault-late", "OM-REPAIR", "ex.yonghu", now - timedelta(hours=5, minutes=20), Course(stalled={"PG-OM-002": 1})
    )
    script.scene(
        "fault-over",
        "OM-REPAIR",
        "ex.yonghu",
        now - timedelta(days=9, hours=6),
        Course(confirmed=True, verdict=Verdict(5, "半夜报修，一个多小时就来电了。", ("efficiency", "attitude"))),
        filing=by_phone(2),
    )


def by_phone(number: int) -> Filing:
    return Filing("hotline", "ke.reqing", f"电话录音 95598-{number:06d}")


def county(script: Script) -> None:
    """自然联络员 and the company's own people who look after land."""
    script.scene(
        "ran-land",
        "OM-LAND",
        "ex.ziran",
        3.6,
        Course(pace=0.6, answers={"OF-PROD": Answer("")}),
        answers={"land_compensate": False},
    )
    script.scene(
        "local-land",
        "OM-LAND",
        "di.lianxin",
        24,
        Course(pace=0.55, confirmed=True, verdict=Verdict(5, "一个口对接地方，材料只报一套。", ("convenience",))),
        answers={"land_compensate": True},
    )
    script.scene("ran-meal", "OM-MEAL", "ex.ziran", 5.1, fields={"meal_headcount": 3})


def grid_people(script: Script) -> None:
    """The power company's own people report what they see."""
    hours = script.hours
    people = (
        "zong.guanli", "dang.tuanzhang", "ying.fuwu", "yun.jianhao", "diao.lingling", "tu.jiaohe", "gong.chengjiu",
        "gong.jianli", "ke.qinqie",
    )  # fmt: skip
    for number, person in enumerate(people):
        at = hours.days_ago(28 - number * 3) + timedelta(hours=(number * 5) % 11)
        script.scene(
            f"grid-{number:02d}",
            "OM-REPAIR",
            person,
            min(at, hours.now - timedelta(hours=8)),
            Course(confirmed=number % 2 == 0),
        )
