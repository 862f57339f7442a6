"""Corrections and second thoughts: noticed twice, taken back, tried again, voided, cancelled; promises kept or not."""

from __future__ import annotations

from portal.demo.history.plans import Answer, Aside, Course, Flaw, Turn
from portal.demo.history.scenes import Script
from portal.demo.history.storyline.applicants import EVERYTHING
from portal.demo.history.words.reasons import FLAWS

AT_HOME = {"bring_vehicles": False, "high_risk_work": False, "need_dorm": False, "need_accounts": False}
RENTED = {"housing_buy": False}


def tell(script: Script) -> None:
    noticed(script)
    taken_back(script)
    tried_again(script)
    undone(script)
    promised(script)
    declared(script)


def point(flaw: Flaw) -> dict[str, str]:
    return {"material": flaw.name, "problem": flaw.problem, "remedy": flaw.remedy}


def noticed(script: Script) -> None:
    """Departments name defects beforehand; the window sends one notice; a second one needs the head."""
    licence, crew, agreement = FLAWS["M037"], FLAWS["M039"], FLAWS["M042"]
    named = (
        Turn("", "add_defect", {"defects": [point(crew)]}, 0.04, 0.2, "yin.huanwu", "intake", None),
        Turn("", "add_defect", {"defects": [point(agreement)]}, 0.08, 0, "cai.zhaobiao", "intake", None),
    )
    again = {
        "ground": "resupplied_defective",
        "defects": [
            {
                "material": "M039",
                "problem": "补交的复审页属于另一人，姓名与花名册不符。",
                "remedy": "请上传两名电焊工本人的复审页。",
            }
        ],
    }
    script.scene(
        "noticed-twice",
        "OM-CONTRACTOR",
        "ex.hengtuo",
        8.5,
        Course(
            intake="correct",
            flaws=(licence, crew, agreement),
            answered_days=1,
            turns=(*named, Turn("OF-HSE-002", "second_notice", again, after=0.3, waits=3)),
        ),
        answers=AT_HOME,
    )
    script.scene("named", "OM-CONTRACTOR", "ex.hengtuo", 0.4, Course(intake="wait", turns=named), answers=AT_HOME)


def taken_back(script: Script) -> None:
    """Passed on too early, taken back the same hour, passed on again."""
    script.scene(
        "taken-back",
        "OM-RECEPTION",
        "ren.heshi",
        2.4,
        Course(intake_days=0.05, pace=0.3, turns=(Turn("OF-OFFICE-001", "recall", after=0.02, waits=0.3, step=1),)),
        answers={**EVERYTHING, "guest_count": 6, "need_venue": False, "need_lodging": False},
        fields={"companions": 2},
    )


def tried_again(script: Script) -> None:
    """Not approved, explained, and on its way again as -R2."""
    again = {"item": "OF-FIN-001", "fields": {}, "explanation": "已与接待部门商定改为工作餐一次，人均降到规定以内。"}
    script.scene(
        "again",
        "OM-RECEPTION",
        "xue.buting",
        3.2,
        Course(
            pace=0.5,
            denied="OF-FIN-001",
            delivered=False,
            asides=(Aside(2.7, "again", "xue.buting", again),),
        ),
        answers={**EVERYTHING, "guest_count": 9, "need_venue": False},
        fields={"companions": 3, "budget_amount": "21600"},
    )


def undone(script: Script) -> None:
    """A result voided by two people, one that waits for the second of them, and a case that was filed twice."""
    expired = {
        "item": "OF-LIFE-005",
        "reason_code": "false_papers",
        "reason": "户口簿成员页与派出所登记不符，资格认定的依据不成立。",
    }
    voided = Course(pace=0.35, confirmed=True, asides=(Aside(9, "void", "song.bianli", expired),))
    script.scene("voided", "OM-HOUSING", "qian.suanqing", 16, voided, answers=RENTED)
    unread = {
        "item": "OF-LOCAL-001",
        "reason_code": "ground_gone",
        "reason": "县里调整了湿地边界，选址意见所依据的红线图已经作废。",
    }
    asked = Course(
        pace=0.45, asides=(Aside(13.2, "void", "di.heqi", unread),), replies={"void": Answer("")}, confirmed=True
    )
    script.scene("void-asked", "OM-LAND", "sheng.diaodu", 14, asked, answers={"land_compensate": False})
    twice = {"reason_code": "duplicate", "reason": "与毕接办已受理的接待申请是同一批来宾，合并办理。"}
    script.scene(
        "filed-twice",
        "OM-RECEPTION",
        "song.nuanxin",
        4,
        Course(asides=(Aside(0.8, "cancel", "zhen.xietiao", twice),)),
        answers={**EVERYTHING, "guest_count": 4},
        fields={"companions": 2},
    )


def promised(script: Script) -> None:
    """Promised papers that did not come: one stands still in its grace, one has ended."""
    stalled = {"OF-LIFE-005": 2}
    broken = Course(intake_days=0.1, promised=("M021",), supplied_days=None, stalled=stalled)
    script.scene("promise-broken", "OM-HOUSING", "hua.wuyuan", 8, broken, answers=RENTED)
    script.scene("promise-ended", "OM-HOUSING", "shen.jilu", 28, broken, answers=RENTED)


def declared(script: Script) -> None:
    """A statement instead of a paper: one found true, one to be checked."""
    true = {"opinion": "已与不动产登记中心核对，名下无其他住房。"}
    upheld = {"verdict": "upheld", "answer": "已核对交房记录，原公租房于去年交回，现予更正。", "value": "0"}
    found = Course(
        intake_days=0.1,
        pace=0.4,
        declared=("M021",),
        confirmed=True,
        replies={"check": Answer("confirm_true", true)},
        objection=("owned_area", "公租房去年已经交回，现有住房面积应为0。"),
        asides=(Aside(0.9, "answer", "fang.yousuo", upheld),),
    )
    script.scene("declared-true", "OM-HOUSING", "xue.buting", 18, found, answers=RENTED)
    open_check = Course(pace=0.35, declared=("M021",), intake_days=0.1)
    script.scene("declared", "OM-HOUSING", "di.fuhe", 8, open_check, answers=RENTED)
