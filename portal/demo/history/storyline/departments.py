"""Something on every department's desk: a trip of one of its people waits for each head."""

from __future__ import annotations

from portal.demo.history.plans import Course
from portal.demo.history.scenes import Script

# Who travels; their department's head decides (OF-HR-006).
TRAVELLERS = (
    "du.banzhang", "ru.zhihao", "zhang.benzi", "fang.yousuo", "hui.anpai", "guan.xitong", "yin.huanwu",
    "cai.zhaobiao", "bao.menjin", "shen.jilu", "di.fuhe", "chuang.kouer", "sheng.diaodu", "yuan.gongyi",
)  # fmt: skip
HEADS = ("zhen.tongchou", "qian.youshu", "song.bianli", "an.quan", "bao.pingan", "di.heqi", "ling.daoyi")
OTHERS = (
    "ren.heshi", "qian.suanqing", "song.nuanxin", "gong.tongban", "chuang.kouyi", "chuang.shouxi", "hua.wuyuan",
    "di.lianxin", "tu.zhihua",
)  # fmt: skip
AT_HOME = {"need_advance": False, "need_vehicle": False}


def tell(script: Script) -> None:
    waiting_trips(script)
    trips_of_heads(script)
    meals_of_others(script)


def waiting_trips(script: Script) -> None:
    hours = script.hours
    for number, person in enumerate(TRAVELLERS):
        # Taken in during the current half day, some during the one before: most are green.
        session = 1 if number % 4 == 0 else 0
        share = 0.1 + 0.06 * number
        course = Course(intake_at=hours.sessions_ago(session, share), stalled={"OF-HR-006": 0})
        at = hours.sessions_ago(2, 0.05 + 0.06 * number)
        script.scene(f"trip-{number:02d}", "OM-TRAVEL", person, at, course, answers=AT_HOME)


def trips_of_heads(script: Script) -> None:
    """Heads travel too; their deputies decide (R3)."""
    for number, person in enumerate(HEADS):
        course = Course(pace=0.5, confirmed=number % 3 == 0, settled_days=3 if number % 2 else None)
        script.scene(f"head-{number:02d}", "OM-TRAVEL", person, 4 + number * 1.6, course, answers=AT_HOME)


def meals_of_others(script: Script) -> None:
    for number, person in enumerate(OTHERS):
        script.scene(f"meal-{number:02d}", "OM-MEAL", person, 1.2 + number * 0.9)
