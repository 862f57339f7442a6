"""Joining, travelling, housing, retiring."""

from __future__ import annotations

from datetime import timedelta

from portal.demo.history.contents.draw import Draw
from portal.demo.history.contents.hospitality import stay
from portal.demo.history.plans import Content

# (where, how, why, a meeting or a training)
TRIPS = (
    ("乌鲁木齐", "train", "参加采油工程新技术培训班", True),
    ("北京", "plane", "参加集团公司财务共享系统上线培训", True),
    ("成都", "plane", "赴设备厂家开展抽油机出厂验收", False),
    ("西安", "plane", "到研究院对接低渗透油藏调剖方案", False),
    ("兰州", "train", "参加安全环保体系内审员取证培训", True),
    ("库尔勒", "car", "到区域中心送检计量器具并取回报告", False),
    ("青岛", "plane", "参加油气田数字化技术交流会", True),
    ("克拉玛依", "train", "学习兄弟单位冬防保温和井场标准化做法", False),
    ("哈密", "train", "开展物资供应商现场考察", False),
    ("济南", "plane", "参加人力资源信息系统应用培训", True),
    ("阿克苏", "car", "到前线作业区开展设备季度检查", False),
    ("天津", "plane", "参加会议服务智能系统交流", True),
)


def travel(draw: Draw) -> Content:
    """A trip of some days."""
    place, transport, purpose, for_meeting = draw.turn(TRIPS)
    first = draw.day(3, 9)
    answers = {
        "trip_for_meeting": for_meeting,
        "need_advance": draw.chance(0.3),
        "need_vehicle": transport == "car" or draw.chance(0.2),
        "cost_incurred": draw.chance(0.85),
    }
    advance = draw.pick((2000, 3000, 5000))
    fields = {
        "destination": place,
        "trip_start": first.isoformat(),
        "trip_end": (first + timedelta(days=draw.between(2, 5))).isoformat(),
        "transport": transport,
        "trip_purpose": purpose,
        "advance_amount": str(advance),
        **stay(draw, first, 2),
    }
    spent = draw.between(1800, 5200)
    return Content(answers, fields, {"budget_amount": str(spent + 600), "settle_amount": str(spent)})


def housing(draw: Draw) -> Content:
    """A flat to rent or to buy; the registers know the rest."""
    return Content({"housing_buy": draw.chance(0.4), "applicant_married": True})


def onboarding(draw: Draw) -> Content:
    """A newcomer's first week."""
    answers = {
        "has_former_employer": True,
        "file_incoming": draw.chance(0.6),
        "needs_plant_access": True,
        "need_dorm": True,
    }
    return Content(answers, {"crew_count": 1, "work_area": "plant", "access_area": "plant"})


def retirement(draw: Draw) -> Content:
    """Retirement at the normal age."""
    return Content({"retire_special": False, "file_incoming": False}, {"retire_type": "normal"})
