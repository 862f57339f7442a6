"""Power connections and repairs."""

from __future__ import annotations

from datetime import timedelta

from portal.demo.history.contents.draw import Draw, moment
from portal.demo.history.plans import Content

# (address, kVA, voltage, kind of load, works needed)
CONNECTIONS = (
    ("云岭县沙海镇团结路18号商铺", "30", "lv380", "small", False),
    ("云岭县红柳乡滴灌站", "80", "lv380", "industry", False),
    ("云岭县工业园区冷链库房", "630", "hv10", "industry", True),
    ("云岭县绿洲村四组12号", "8", "lv220", "resid", False),
    ("云岭县城北充电站", "800", "hv10", "industry", True),
    ("云岭县人民医院新院区", "1250", "hv10", "important", True),
    ("云岭县胡杨村农家乐", "20", "lv380", "small", False),
    ("云岭县第二中学食堂改造", "160", "lv380", "small", True),
    ("云岭县沙海镇幸福小区3栋1单元", "12", "lv220", "resid", False),
    ("云岭县棉花加工厂", "500", "hv10", "industry", True),
)
# (where, what it touches, households)
FAULTS = (
    ("云岭县沙海镇团结路箱变低压侧", "single", 1),
    ("10kV红柳线12号杆至18号杆", "branch", 64),
    ("10kV绿洲线出线开关", "feeder", 860),
    ("云岭县幸福小区2号配电室", "branch", 120),
    ("胡杨村三组台区", "branch", 42),
    ("云岭县工业园区2号环网柜", "feeder", 310),
    ("云岭县人民医院专线电缆头", "branch", 1),
    ("沙漠公路K86抽水站", "single", 1),
)


def power(draw: Draw) -> Content:
    """A new supply point."""
    address, capacity, voltage, load, works = draw.turn(CONNECTIONS)
    answers = {"is_high_voltage": voltage == "hv10", "need_works": works, "by_agent_offline": False}
    fields = {
        "supply_address": address,
        "capacity_kva": capacity,
        "voltage": voltage,
        "load_class": load,
        "supply_sources": 2 if load == "important" else 1,
        "mobile": f"1370000{draw.between(1000, 9999)}",
        "survey_mode": "onsite" if voltage == "hv10" else "remote",
    }
    return Content(answers, fields)


def repair(draw: Draw) -> Content:
    """A fault reported minutes after it happened."""
    place, scale, households = draw.turn(FAULTS)
    seen = draw.at - timedelta(minutes=draw.between(5, 20))
    answers = {"fault_scale": scale, "has_key_customer": "医院" in place or scale == "feeder"}
    fields = {
        "fault_location": place,
        "fault_time": moment(seen.date(), seen.hour, seen.minute),
        "fault_level": scale,
        "affected_users": households,
        "load_class": "important" if "医院" in place else "small",
        "mobile": f"1360000{draw.between(1000, 9999)}",
        "customer_name": f"{place}用电客户",
    }
    return Content(answers, fields)
