"""One scene at least for every state a case can be in, and for every way of getting there."""

from __future__ import annotations

from datetime import timedelta

from portal.demo.history.plans import Answer, Course, Line, Stop, Verdict
from portal.demo.history.scenes import Script
from portal.demo.history.storyline.applicants import EVERYTHING, SILENT
from portal.demo.history.words.reasons import FLAWS, REFUSALS
from portal.demo.history.words.talk import verdict


def tell(script: Script) -> None:
    waiting(script)
    turned_away(script)
    disputed(script)
    decided(script)
    rated(script)


def waiting(script: Script) -> None:
    """At the window: some handed in this very hour, some at night; and papers still to come."""
    hours = script.hours
    now, wait = hours.now, Course(intake="wait")
    script.scene("wait-hour", "OM-RECEPTION", "sheng.diaodu", now - timedelta(minutes=38), wait, answers=EVERYTHING)
    script.scene("wait-night", "OM-HOUSING", "fan.xiangxiang", now - timedelta(hours=9, minutes=12), wait)
    script.scene("wait-morning", "OM-TRAVEL", "che.lunzhuan", now - timedelta(hours=2, minutes=26), wait)
    script.scene("wait-meeting", "OM-MEETING", "hui.anpai", 0.3, wait)
    script.scene("wait-roster", "OM-DUTY", "bao.menjin", 0.45, wait)
    script.scene("wait-land", "OM-LAND", "sheng.diaodu", 0.6, wait)
    script.scene("wait-late", "OM-RECEPTION", "cai.zhaobiao", 2.1, Course(intake="wait", urged_days=1.9))
    inspection = Stop("inspection", "连日沙尘，联合踏勘需要顺延。", 4)
    asked = Course(pace=0.3, intake_days=0.1, stops={"OF-LOCAL-001": inspection}, ruled=False)
    script.scene("wait-consent", "OM-LAND", "you.jingkou", 1.2, asked)
    script.scene(
        "wait-papers",
        "OM-RECEPTION",
        "ru.zhihao",
        0.9,
        Course(pace=0.3, promised=("M003", "M007")),
        answers={**EVERYTHING, "guest_count": 6},
        fields={"companions": 2},
    )
    script.scene(
        "wait-leader",
        "OM-MEETING",
        "bi.jieban",
        1.7,
        Course(pace=0.4, stalled={"OF-OFFICE-005": 2}),
        answers={"attendee_count": 220, "need_video": True, "need_lodging": True, "outside_delegates": True},
    )
    script.scene(
        "wait-leader-2",
        "OM-MEETING",
        "yin.huanwu",
        2.4,
        Course(pace=0.5, stalled={"OF-OFFICE-005": 2}),
        answers={"attendee_count": 90},
    )


def turned_away(script: Script) -> None:
    """Not accepted, withdrawn, lapsed; corrected in time and about to lapse."""
    script.scene("refused-scope", "OM-MEETING", "xue.buting", 13, Course(intake="refuse", refusal=REFUSALS[0]))
    script.scene("refused-twin", "OM-TRAVEL", "zhang.benzi", 3, Course(intake="refuse", refusal=REFUSALS[1]))
    script.scene(
        "withdrawn-guests",
        "OM-RECEPTION",
        "hui.anpai",
        7,
        Course(withdrawn_days=0.8, withdrawn_because="客人行程取消，改期后另行申请。"),
        answers=EVERYTHING,
    )
    script.scene(
        "withdrawn-early",
        "OM-TRAVEL",
        "he.shiqing",
        2,
        Course(intake="wait", withdrawn_days=0.2, withdrawn_because="填错了日期，重新申请。"),
    )
    script.scene(
        "lapsed",
        "OM-HOUSING",
        "bao.menjin",
        20,
        Course(intake="correct", flaws=(FLAWS["M023"],)),
    )
    script.scene(
        "corrected",
        "OM-HOUSING",
        "zhang.benzi",
        6,
        Course(intake="correct", flaws=(FLAWS["M023"],), answered_days=1.1),
    )
    script.scene(
        "to-correct",
        "OM-HOUSING",
        "yin.huanwu",
        8.4,
        Course(intake="correct", flaws=(FLAWS["M023"],)),
    )


def disputed(script: Script) -> None:
    """Disagreement and its cure, conditions, a dispute about duty, a return, an objection."""
    hours = script.hours
    script.scene(
        "disagreed",
        "OM-HOUSING",
        "dang.ancun",
        14,
        Course(
            returned="OF-LIFE-005",
            confirmed=True,
            answers={
                "OF-HR": Answer(
                    "disagree",
                    {
                        "reason": "婚姻信息与人事系统不一致，资格无法认定。",
                        "basis": "《员工优惠住房管理办法》第一条",
                        "cure": "由申请人更正人事系统婚姻状况后重新会签。",
                    },
                )
            },
            verdict=Verdict(3, "两个部门口径不一样，来回多花了三天。", ("service",), {"OF-LIFE": 2}),
        ),
    )
    conditions = Answer("agree_with_conditions", {"conditions": "值班室门禁卡须在交接班时当面移交。"})
    script.scene("conditions", "OM-DUTY", "hui.anpai", 5, Course(answers={"OF-SEC": conditions}))
    script.scene(
        "returned",
        "OM-RECEPTION",
        "cai.zhaobiao",
        0.8,
        Course(pace=0.2, intake_days=0.1, returned="OF-OFFICE-001", stalled={"OF-OFFICE-001": 1}),
        answers={**EVERYTHING, "need_meal": False},
    )
    script.scene(
        "objected",
        "OM-HOUSING",
        "xin.hutong",
        2.5,
        Course(objection=("owned_area", "去年已交回一套公租房，现有住房面积应为0。")),
    )
    script.scene(
        "provisional",
        "OM-RECEPTION",
        "di.lianxin",
        hours.sessions_ago(2, 0.5),
        Course(intake_at=hours.sessions_ago(1, 0.1), pace=0.2, stalled={"OF-OFFICE-001": 1}),
        answers={**EVERYTHING, "guest_count": 15},
        fields={"companions": 4},
    )


def decided(script: Script) -> None:
    """Decided and waiting for the window, delivered and waiting for a confirmation, refused in part or whole."""
    hours = script.hours
    idle = Course(pace=0.35, delivered=False)
    script.scene("ready-trip", "OM-TRAVEL", "cai.zhaobiao", 1.6, idle, answers={"need_advance": False})
    script.scene("ready-roster", "OM-DUTY", "che.lunzhuan", 2.2, idle, answers={"need_vehicle": False})
    script.scene("ready-housing", "OM-HOUSING", "ru.zhihao", 4.4, idle, answers={"housing_buy": False})
    script.scene(
        "partly",
        "OM-RECEPTION",
        "zhen.xietiao",
        4,
        Course(pace=0.35, denied="OF-SEC-003", lines=(Line(1.0, "来宾名单明天一早发到保卫部。"),)),
        answers={**EVERYTHING, "guest_count": 15},
        fields={"companions": 4},
    )
    denied = Course(pace=0.4, denied="OF-HR-006", confirmed=True)
    script.scene("denied", "OM-TRAVEL", "di.fuhe", 5, denied)
    script.scene("denied-home", "OM-HOUSING", "tu.zhihua", 16, Course(denied="OF-LIFE-005"))
    for number, (name, matter) in enumerate((("an.ranwuyang", "OM-DUTY"), ("bi.jieban", "OM-TRAVEL"))):
        handed = Course(pace=0.3, intake_days=0.05)
        script.scene(f"handed-{number}", matter, name, 1.7, handed, answers={"need_vehicle": False})
    script.scene(
        "silent",
        "OM-DUTY",
        "sheng.diaodu",
        hours.sessions_ago(2, 0.2),
        Course(intake_at=hours.sessions_ago(2, 0.5), pace=0.3, answers={"OF-SEC": SILENT}, replies={"formal": SILENT}),
        answers={"duty_meal": False, "need_vehicle": True},
    )


def rated(script: Script) -> None:
    """Every level of the five, the negative ones with their reasons."""
    people = ("zhen.xietiao", "xue.buting", "qian.suanqing", "song.nuanxin", "an.ranwuyang")
    for level, person in enumerate(people, start=1):
        # The last rating of each level in the list of five to one.
        choice = {5: 0, 4: 5, 3: 8, 2: 10, 1: 12}[level]
        script.scene(
            f"rated-{level}",
            "OM-TRAVEL",
            person,
            12 - level,
            Course(pace=1.6 if level < 3 else 0.4, confirmed=True, settled_days=2, verdict=verdict(choice, 0.2)),
            answers={"need_vehicle": True, "need_advance": False},
        )
