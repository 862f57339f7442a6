"""The rest of the history: what an ordinary day brings, drawn by chance."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from portal.demo.history.contents.hospitality import swap
from portal.demo.history.plans import Course, Filing
from portal.demo.history.scenes import Script
from portal.demo.history.words.reasons import FLAWS, REFUSALS, WITHDRAWALS
from portal.demo.history.words.talk import RATINGS, WEIGHTS, talk, verdict

DAYS = 29
# How often each matter comes.
MATTERS = {
    "OM-RECEPTION": 15,
    "OM-MEAL": 22,
    "OM-TRAVEL": 18,
    "OM-DUTY": 14,
    "OM-HOUSING": 9,
    "OM-MEETING": 5,
    "OM-CONTRACTOR": 6,
    "OM-POWER": 7,
    "OM-LAND": 4,
    "OM-REPAIR": 4,
}
OFFICE_PEOPLE = (
    "bi.jieban", "zhen.xietiao", "ru.zhihao", "xue.buting", "zhang.benzi", "song.nuanxin", "hui.anpai", "xin.hutong",
    "yin.huanwu", "an.ranwuyang", "cai.zhaobiao", "bao.menjin", "dang.ancun", "di.lianxin", "gong.tongban",
    "you.jingkou", "you.liuchang",
)  # fmt: skip
EVERYBODY = (*OFFICE_PEOPLE, "du.banzhang", "he.shiqing", "qian.suanqing", "che.lunzhuan", "fan.xiangxiang",
             "fang.yousuo", "shen.jilu", "di.fuhe", "chuang.kouyi", "chuang.kouer", "chuang.shouxi", "ren.heshi",
             "yuan.gongyi")  # fmt: skip
APPLICANTS = {
    "OM-RECEPTION": OFFICE_PEOPLE,
    "OM-MEETING": OFFICE_PEOPLE,
    "OM-DUTY": OFFICE_PEOPLE,
    "OM-LAND": ("sheng.diaodu", "you.jingkou", "di.lianxin", "yin.huanwu"),
    "OM-CONTRACTOR": ("ex.hengtuo",),
    "OM-POWER": ("ex.yonghu",),
    "OM-REPAIR": ("ex.yonghu", "yun.xunxian", "gong.anshi"),
}
LEADS = {
    "OM-RECEPTION": "OF-OFFICE",
    "OM-MEETING": "OF-CONF",
    "OM-DUTY": "OF-OFFICE",
    "OM-HOUSING": "OF-LIFE",
    "OM-TRAVEL": "OF-FIN",
    "OM-CONTRACTOR": "OF-HSE",
    "OM-LAND": "OF-LOCAL",
    "OM-POWER": "PG-MKT",
    "OM-REPAIR": "PG-OM",
}
PACES = (0.3, 0.45, 0.6, 0.75, 0.95, 1.5)
PACE_WEIGHTS = (22, 32, 24, 12, 8, 2)
# What a correction may name, and what may be promised for later, by matter.
FLAWED = {
    "OM-RECEPTION": "M003",
    "OM-MEETING": "M009",
    "OM-HOUSING": "M023",
    "OM-CONTRACTOR": "M039",
    "OM-LAND": "M046",
}
PROMISED = {"OM-RECEPTION": "M007", "OM-HOUSING": "M021", "OM-LAND": "M047", "OM-POWER": "M052"}
DENIABLE = {"OM-RECEPTION": "OF-FIN-001", "OM-TRAVEL": "OF-HR-006", "OM-CONTRACTOR": "OF-SEC-002"}


def tell(script: Script, count: int) -> None:
    """Add `count` ordinary cases, spread over six weeks with a few more on the last days."""
    for number in range(count):
        rng = Random(f"{script.seed}/everyday/{number}")
        matter = rng.choices(list(MATTERS), list(MATTERS.values()))[0]
        days = rng.uniform(0.1, 3) if rng.random() < 0.2 else rng.uniform(0.5, DAYS)
        at = script.hours.days_ago(days)
        if rng.random() < 0.12:
            # In the evening, from home: it counts as received the next morning (R21).
            at = at.replace(hour=rng.randint(20, 21), minute=rng.randint(2, 58))
        if at >= script.hours.now:
            at = script.hours.now - timedelta(minutes=rng.randint(20, 90))
        person = applicant_of(matter, script, rng)
        course = course_of(matter, number, rng)
        writer = swap if matter == "OM-DUTY" and rng.random() < 0.3 else None
        filing = at_the_window(matter, number, rng)
        script.scene(f"everyday-{number:03d}", matter, person, at, course, writer=writer, filing=filing)


def applicant_of(matter: str, script: Script, rng: Random) -> str:
    """Nobody asks for a second flat."""
    people = APPLICANTS.get(matter, EVERYBODY)
    if matter == "OM-HOUSING":
        housed = {plan.applicant for plan in script.plans if plan.matter == matter}
        people = tuple(person for person in people if person not in housed) or people
    return rng.choice(people)


def course_of(matter: str, number: int, rng: Random) -> Course:
    """How an ordinary case goes: nearly always well."""
    flaw = FLAWED.get(matter)
    intake = rng.choices(("accept", "correct" if flaw else "accept", "refuse"), (86, 10, 4))[0]
    promised = matter in PROMISED and rng.random() < 0.15
    withdrawn = rng.random() < 0.04
    rating = verdict(rng.choices(range(len(RATINGS)), WEIGHTS)[0], rng.uniform(0.1, 1.5))
    talks = talk(matter, number, LEADS[matter], rng.uniform(0.2, 0.8)) if matter in LEADS else ()
    return Course(
        intake=intake,
        intake_days=rng.uniform(0.06, 0.5),
        refusal=rng.choice(REFUSALS[:2]),
        flaws=(FLAWS[flaw],) if flaw else (),
        answered_days=rng.uniform(0.4, 3),
        pace=rng.choices(PACES, PACE_WEIGHTS)[0],
        denied=DENIABLE.get(matter, "") if rng.random() < 0.06 else "",
        promised=(PROMISED[matter],) if promised else (),
        supplied_days=rng.uniform(0.4, 0.9),
        withdrawn_days=rng.uniform(0.1, 0.6) if withdrawn else None,
        withdrawn_because=rng.choice(WITHDRAWALS),
        confirmed=rng.random() < 0.5,
        settled_days=rng.uniform(1.5, 6) if rng.random() < 0.6 else None,
        urged_days=rng.uniform(1.2, 2.5) if rng.random() < 0.12 else None,
        lines=talks if rng.random() < 0.25 else (),
        verdict=rating if rng.random() < 0.6 else None,
    )


def at_the_window(matter: str, number: int, rng: Random) -> Filing:
    """Some people come to the window or call; a clerk files for them."""
    if matter in ("OM-POWER", "OM-REPAIR") and rng.random() < 0.4:
        return Filing("hotline", "ke.reqing", f"电话录音 95598-{number:06d}")
    if matter in ("OM-HOUSING", "OM-TRAVEL") and rng.random() < 0.15:
        return Filing("counter", "chuang.kouyi", "窗口签名板签字")
    return Filing()
