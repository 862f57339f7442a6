"""Contractors on the site, and land."""

from __future__ import annotations

from datetime import timedelta

from portal.demo.history.contents.draw import Draw
from portal.demo.history.plans import Content

CREW_LEADERS = ("马建疆", "陈大漠", "李戈壁", "王胡杨", "赵红柳", "孙沙枣", "周雅丹", "吴绿洲", "郑驼铃", "冯雪岭")
# (project, kind of land, where, hectares, months, yuan)
SITES = (
    ("沙一区块产能建设临时道路", "desert", "云岭县红柳乡以北12公里", "3.60", 24, "86000"),
    ("二号联合站扩建用地", "construction", "云岭县沙海镇工业园东侧", "1.85", 60, "420000"),
    ("沙6井组新井场", "pasture", "云岭县胡杨村三组草场", "2.40", 36, "158000"),
    ("集输支线管沟临时用地", "desert", "沙漠公路K86+300处", "5.20", 12, "64000"),
    ("光伏替代示范区一期", "desert", "二号联合站南侧戈壁", "18.50", 300, "390000"),
    ("采油一厂倒班点停车场", "construction", "采油一厂倒班公寓西侧", "0.60", 120, "72000"),
    ("注水站外输管线改线", "farmland", "云岭县绿洲村二组", "0.95", 18, "210000"),
    ("生态林带补水管线", "forest", "沙漠公路K40至K46段", "2.10", 24, "98000"),
)


def contractor(draw: Draw) -> Content:
    """A crew comes on site."""
    start = draw.day(15, 22)
    answers = {
        "bring_vehicles": draw.chance(0.6),
        "high_risk_work": draw.chance(0.45),
        "need_dorm": draw.chance(0.5),
        "need_accounts": draw.chance(0.3),
    }
    leader = draw.turn(CREW_LEADERS)
    fields = {
        "full_name": leader,
        "gender": "1",
        "mobile": f"1390000{draw.between(1000, 9999)}",
        "dept_code": "EX-CBS",
        "crew_count": draw.pick((6, 8, 12, 16, 22)),
        "work_area": draw.pick(("plant", "station")),
        "access_area": draw.pick(("plant", "station")),
        "work_start": start.isoformat(),
        "work_end": (start + timedelta(days=draw.pick((30, 45, 60)))).isoformat(),
        "plate_no": f"新M{draw.between(10000, 99999)}",
        "account_id": f"hengtuo.{draw.number:03d}",
        "employee_no": f"9{draw.number:07d}",
    }
    return Content(answers, fields)


def land(draw: Draw) -> Content:
    """A piece of land for a project."""
    project, kind, place, area, months, yuan = draw.turn(SITES)
    answers = {"land_compensate": kind in ("pasture", "farmland", "forest") or draw.chance(0.3)}
    fields = {
        "project_name": project,
        "land_type": kind,
        "land_location": place,
        "land_area": area,
        "land_term": months,
        "compensation": yuan,
        "cost_center": "OF1009",
    }
    return Content(answers, fields)
