"""Receptions, meetings, duty rosters and meals."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.demo.history.contents.draw import Draw, moment
from portal.demo.history.plans import Content

VENUES = ("第一会议室", "第二会议室", "接待室", "多功能厅")
HALLS = ("大礼堂", "多功能厅", "第一会议室")
PLACES = ("库尔勒站", "基地宾馆北门", "梨城机场到达厅", "公司机关大门", "前线公寓一号楼")
DISHES = ("base", "front")
# (purpose, visitors, level)
VISITS = (
    ("瀚海油田公司来厂交流低渗油藏注水开发工艺，参观二号联合站", "瀚海油田公司开发部", "division"),
    ("接待天岭装备制造公司技术人员，洽谈抽油机节能改造试验", "天岭装备制造公司", "section"),
    ("接待云岭县政府工作组，现场对接企地共建道路项目", "云岭县人民政府", "division"),
    ("迎接集团公司冬季安全生产专项检查组", "集团公司质量安全环保部", "bureau"),
    ("接待西陲石油学院师生开展油气田开发实习调研", "西陲石油学院", "section"),
    ("金戈壁采油厂来厂学习无人值守井站建设经验", "金戈壁采油厂", "division"),
    ("接待压缩机厂家开展大修技术交底和备件核对", "东川压缩机公司服务部", "section"),
    ("接待内部审计组开展物资管理专项审计", "集团公司审计服务中心", "division"),
    ("接待媒体采访组，采访沙漠公路绿化与绿色矿山建设", "云岭日报社", "section"),
    ("接待技术服务公司专家会诊高含水井治理方案", "北原油气技术服务公司", "section"),
    ("接待兄弟单位工会来厂交流职工之家建设", "瀚海油田公司工会", "division"),
    ("接待县应急管理局开展井控应急联合演练筹备", "云岭县应急管理局", "division"),
)
FOREIGN_VISITS = (
    ("接待外方专家考察稠油热采试验区并举行技术座谈", "丝路能源技术公司", "foreign"),
    ("接待外方工程师开展进口电潜泵安装调试指导", "阿拉套装备公司", "foreign"),
)
MEETINGS = (
    ("采油工程技术年度研讨会", "b"),
    ("冬季安全生产动员大会", "a"),
    ("四季度生产经营分析会", "b"),
    ("提质增效工作推进会", "b"),
    ("班组长安全能力提升培训班", "c"),
    ("科技成果发布会", "a"),
    ("基层党建工作现场会", "b"),
    ("承包商安全管理工作会议", "b"),
    ("新能源业务推进会", "b"),
    ("油田数字化转型交流会", "a"),
    ("冬防保温工作布置会", "c"),
    ("井控管理专题会议", "b"),
)
LEADERS = ("尤流畅", "尤井口", "甄统筹", "盛稳定", "宋便利", "安全全")
WATCHES = (
    "员工甲、员工乙",
    "员工乙、老退休",
    "毕接办、何事清",
    "盛调度、员工甲",
    "车轮转、范香香",
    "尹患无、章本子",
)

SWAP_REASONS = ("当天外出培训，与同班同事调换。", "家中有事，已与替班人说好。", "当天安排体检，请同事替班。")


def reception(draw: Draw) -> Content:
    """Guests for a day or two, with whatever they need."""
    foreign = draw.chance(0.12)
    purpose, visitors, level = draw.pick(FOREIGN_VISITS) if foreign else draw.turn(VISITS)
    guests = draw.pick((3, 4, 6, 8, 9, 12, 15, 18))
    answers = {
        "guest_count": guests,
        "foreign_guests": foreign,
        "need_vehicle": draw.chance(0.75),
        "need_lodging": draw.chance(0.6),
        "need_venue": draw.chance(0.65),
        "need_meal": draw.chance(0.7),
        "cost_incurred": draw.chance(0.85),
    }
    venue, first = draw.diary.book(VENUES, draw.day(4, 9))
    budget = guests * draw.pick((380, 420, 460)) + 1200
    fields = {
        "reception_purpose": purpose,
        "visitor_org": visitors,
        "visitor_level": level,
        "companions": 2 if guests <= 10 else guests // 4,
        **_room(venue, first, guests + draw.between(4, 8)),
        **stay(draw, first, guests),
        "budget_amount": str(budget),
    }
    return Content(answers, fields, {"settle_amount": str(budget - draw.between(150, 900)), "budget_amount": budget})


def meeting(draw: Draw) -> Content:
    """A large meeting with its delegates."""
    title, level = draw.turn(MEETINGS)
    attendees = draw.pick((60, 80, 90, 120, 220))
    answers = {
        "attendee_count": attendees,
        "need_video": draw.chance(0.5),
        "secret_meeting": False,
        "outside_delegates": draw.chance(0.4),
        "need_lodging": draw.chance(0.4),
        "need_meal": draw.chance(0.7),
        "need_vehicle": draw.chance(0.4),
        "cost_incurred": True,
    }
    venue, first = draw.diary.book(HALLS, draw.day(9, 14))
    guests = draw.pick((12, 16, 20, 24))
    budget = attendees * 160 + 3000
    fields = {
        "meeting_title": f"{draw.at.year}年{title}",
        "meeting_level": level,
        "secrecy": draw.pick(("none", "internal")),
        "visitor_org": "各二级单位及外单位代表",
        "guests": guests,
        "companions": 3,
        **_room(venue, first, attendees),
        **stay(draw, first, guests),
        "budget_amount": str(budget),
    }
    return Content(answers, fields, {"settle_amount": str(budget - draw.between(300, 2500))})


def _room(venue: str, day: date, people: int) -> dict[str, Any]:
    return {
        "venue": venue,
        "venue_start": moment(day, 10, 30),
        "venue_end": moment(day, 13, 30),
        "attendees": people,
    }


def stay(draw: Draw, first: date, people: int) -> dict[str, Any]:
    """Car, rooms and table for `people` from `first` to the day after."""
    last = first + timedelta(days=1)
    return {
        "visit_start": moment(first, 10),
        "visit_end": moment(last, 18),
        "vehicle_type": "bus" if people > 12 else draw.pick(("mpv", "offroad", "sedan")),
        "vehicle_count": 1 if people <= 6 or people > 12 else 2,
        "pickup_place": draw.pick(PLACES),
        "room_count": people // 2 + 1,
        "room_type": draw.pick(("twin", "twin", "single")),
        "checkin_date": first.isoformat(),
        "checkout_date": last.isoformat(),
        "meal_date": first.isoformat(),
        "meal_type": draw.pick(("lunch", "dinner")),
        "meal_headcount": people + 2,
        "diet": "normal",
        "canteen": draw.pick(DISHES),
    }


def duty(draw: Draw) -> Content:
    """A roster for the coming week, with meals and a car where wanted."""
    day = draw.day(5, 9)
    answers = {
        "duty_action": "roster",
        "duty_meal": draw.chance(0.5),
        "need_vehicle": draw.chance(0.4),
    }
    fields = {
        **stay(draw, day, 3),
        "duty_date": day.isoformat(),
        "duty_shift": draw.pick(("day", "night", "full")),
        "duty_leader": draw.turn(LEADERS),
        "duty_staff": draw.turn(WATCHES),
        "meal_headcount": 3,
    }
    return Content(answers, fields)


def swap(draw: Draw) -> Content:
    """A colleague's shift taken over: done by the system at once."""
    day = draw.day(2, 6)
    answers = {"duty_action": "swap", "duty_meal": False, "need_vehicle": False}
    fields = {
        "duty_date": day.isoformat(),
        "duty_shift": draw.pick(("day", "night")),
        "duty_leader": draw.turn(LEADERS),
        "duty_staff": draw.turn(WATCHES),
        "swap_reason": draw.pick(SWAP_REASONS),
    }
    return Content(answers, fields)


def meal(draw: Draw) -> Content:
    """Lunch or dinner within the next days."""
    fields = {
        "meal_date": (draw.at.date() + timedelta(days=draw.between(1, 3))).isoformat(),
        "meal_type": draw.pick(("lunch", "lunch", "dinner")),
        "meal_headcount": draw.pick((1, 1, 1, 2, 4)),
        "canteen": draw.pick(DISHES),
        "diet": "normal",
    }
    return Content({}, fields)
