"""Messages between applicants and departments, and what people write when they rate."""

from __future__ import annotations

from portal.demo.history.plans import Line, Verdict

# matter: (question of the applicant, answer of a department)
TALKS: dict[str, tuple[tuple[str, str], ...]] = {
    "OM-RECEPTION": (
        ("客人可能提前一小时到，车辆能否相应提前？", "可以，已通知驾驶员提前一小时到站等候。"),
        ("来宾里有一位需要清真餐，怎么登记？", "已备注，当天安排在清真餐厅就餐。"),
        ("会议室能否提前半小时开门调试投影？", "可以，会务人员会提前到场。"),
    ),
    "OM-MEETING": (
        ("会场需要两支领夹话筒和一块翻页屏。", "设备已登记，会前一天下午联调。"),
        ("外单位代表的车辆怎么进厂区？", "请把车牌号发给保卫部，凭会议通知放行。"),
    ),
    "OM-ONBOARD": (
        ("体检报告原件需要带到现场吗？", "不需要，系统里的扫描件就可以，报到当天带身份证核验。"),
        ("公寓是几人间？", "两人间，带独立卫生间，被褥自备。"),
    ),
    "OM-HOUSING": (
        ("爱人的住房情况也要提供证明吗？", "系统已核验，不用再交，户口簿上传清楚即可。"),
        ("选房顺序怎么定？", "按资格评分由高到低，选房前三天会电话通知您。"),
    ),
    "OM-RETIRE": (
        ("年金什么时候可以领取？", "退休审批完成后的次月办理，届时会短信提醒。"),
        ("办公室的图书和钥匙交给谁？", "交到共享服务中心窗口，五项清退一次办完。"),
    ),
    "OM-DUTY": (("节前一天能否增加一名机动人员？", "可以，已在表中备注机动岗。"),),
    "OM-CONTRACTOR": (
        ("安全培训可以分两批参加吗？", "可以，每批不超过15人，名单提前一天发来。"),
        ("换了一台车，车牌需要修改。", "请在办件里写明新车牌，发证前我们一并更正。"),
    ),
    "OM-TRAVEL": (("培训通知今天才到，可以后补吗？", "可以，承诺日期前上传即可。"),),
    "OM-LAND": (("勘测定界图还在出图，可以先踏勘吗？", "可以先踏勘，成图后补传。"),),
    "OM-POWER": (
        ("变压器容量想从400改到500，可以直接改吗？", "方案尚未答复，可以改，我们按500重新核算。"),
        ("预计什么时候能送电？", "配套工程按计划推进，节点完成后会通知您。"),
    ),
    "OM-REPAIR": (("大概多久能恢复供电？", "抢修人员已到现场，预计两小时内恢复。"),),
}
# Five first: (level, words, reasons)
RATINGS: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (5, "一次申请全办好了，没跑一趟。", ("efficiency", "convenience")),
    (5, "窗口人员讲得清楚，进度随时看得到。", ("service", "attitude")),
    (5, "比承诺的时间还早一天。", ("efficiency",)),
    (5, "", ("convenience",)),
    (5, "不用自己挨个部门找，省心。", ("convenience", "platform")),
    (4, "整体不错，上传大文件稍慢。", ("platform",)),
    (4, "办得挺快，短信提醒很及时。", ("efficiency",)),
    (4, "", ("service",)),
    (3, "办是办成了，中间等会签等得久。", ("efficiency",)),
    (3, "指南里没写要带什么证件，多问了一次。", ("guide",)),
    (2, "派车通知太晚，客人已经到了才联系上司机。", ("efficiency", "service")),
    (2, "同一份材料让我传了两遍。", ("guide", "convenience")),
    (1, "超期两天没有人解释，电话也打不通。", ("efficiency", "attitude")),
)
WEIGHTS = (12, 10, 10, 8, 8, 10, 8, 5, 6, 4, 3, 2, 1)


def talk(matter: str, number: int, department: str, days: float) -> tuple[Line, ...]:
    """A question and, half a day later, its answer."""
    pairs = TALKS.get(matter, ())
    if not pairs:
        return ()
    question, answer = pairs[number % len(pairs)]
    return Line(days, question), Line(days + 0.4, answer, author=department)


def verdict(choice: int, days: float) -> Verdict:
    level, text, reasons = RATINGS[choice]
    return Verdict(level, text, reasons, days=days)
