"""Departments with one another: handing on, ruling, asking, dissenting, acting for somebody, approving by word."""

from __future__ import annotations

from datetime import timedelta

from portal.demo.history.plans import Answer, Aside, Course, Turn
from portal.demo.history.scenes import Script
from portal.demo.history.storyline.applicants import EVERYTHING
from portal.demo.history.storyline.outside import ALL_ON_SITE, by_phone


def tell(script: Script) -> None:
    handed_on(script)
    asked(script)
    dissent(script)
    covered(script)
    spoken(script)


def handed_on(script: Script) -> None:
    """A transfer taken on; one that was ruled and is in the duty list; one that waits for its ruling."""
    script.scene(
        "handed-on",
        "OM-MEETING",
        "xue.buting",
        6,
        Course(
            turns=(
                Turn(
                    "OF-CONF-003",
                    "transfer",
                    {
                        "to": "OF-IT",
                        "reason": "本次会务以视频联调为主，音视频设备年初已移交信息中心管理。",
                        "basis": "《会务保障职责清单》第四条",
                    },
                    after=0.04,
                    waits=1,
                ),
            ),
            replies={"transfer": Answer("take_on", {"reason": "设备由我中心保障，接收办理。"})},
        ),
        answers={"attendee_count": 80, "need_lodging": False, "need_vehicle": False},
    )
    refusal = Answer(
        "refuse_transfer",
        {
            "reason": "我部只负责车辆的作业安全检查，通行证一直由保卫部核发。",
            "basis": "《承包商安全监督管理办法》第三条",
        },
    )
    ruling = {
        "to": "OF-SEC",
        "reason": "车辆通行证由保卫部核发，安全环保部提供检查结论。",
        "basis": "《承包商安全监督管理办法》第三条",
        "finding": "good_faith",
    }
    not_ours = {
        "to": "OF-HSE",
        "reason": "站场内行驶的车辆由安全环保部检查，通行证应一并办理。",
        "basis": "《站场交通安全规定》第二条",
    }
    script.scene(
        "ruled-duty",
        "OM-CONTRACTOR",
        "ex.hengtuo",
        12.5,
        Course(
            turns=(Turn("OF-SEC-002", "transfer", not_ours, after=0.04, waits=2),),
            replies={"transfer": refusal, "arbitration": Answer("rule", ruling)},
        ),
        answers={**ALL_ON_SITE, "high_risk_work": False, "need_dorm": False, "need_accounts": False},
    )
    refusal = Answer(
        "refuse_transfer",
        {"reason": "我部只安排站内参观路线，来宾进门通行由保卫部办理。", "basis": "《公司公务接待管理办法》第一条"},
    )
    not_ours = {
        "to": "OF-PROD",
        "reason": "来宾全程在联合站内活动，站场通行由生产运行部安排。",
        "basis": "《站场管理办法》第六条",
    }
    script.scene(
        "dispute",
        "OM-RECEPTION",
        "xin.hutong",
        1.1,
        Course(
            intake_days=0.05,
            pace=0.2,
            turns=(Turn("OF-SEC-003", "transfer", not_ours, after=0.03),),
            stalled={"OF-SEC-003": 0},
            replies={"transfer": refusal},
        ),
        answers={**EVERYTHING, "guest_count": 15, "need_venue": False, "need_lodging": False},
        fields={"companions": 4},
    )


def asked(script: Script) -> None:
    """Questions beside the step: one answered, one that waits, and one that is late."""
    script.scene(
        "asked",
        "OM-LAND",
        "yin.huanwu",
        2.2,
        Course(
            intake_days=0.1,
            turns=(
                Turn(
                    "OF-LOCAL-001",
                    "ask_opinion",
                    {"department": "OF-FIN", "question": "本项目的补偿资金是否已列入今年投资计划？", "by": 2.6},
                    waits=4,
                ),
                Turn(
                    "OF-LOCAL-001",
                    "ask_opinion",
                    {"user": "dang.ancun", "question": "2019年征地协议的附图是否在馆？请提供档号。", "by": 1.5},
                    after=0.2,
                ),
            ),
            replies={"question.OF-LEGAL": Answer("answer", {"text": "在馆，档号 YD-2019-041，附图三幅，可借阅。"})},
        ),
    )


def dissent(script: Script) -> None:
    """Two departments asked, one agrees and one does not: the lead department brings them together."""
    against = Answer(
        "disagree",
        {
            "reason": "协议第五条约定一次性付清，与公司分期支付规定不符。",
            "basis": "《合同管理办法》第十二条",
            "cure": "改为签订后付七成、移交后付三成，我部即同意。",
        },
    )
    script.scene(
        "dissent",
        "OM-LAND",
        "sheng.diaodu",
        3.1,
        Course(
            pace=0.4,
            intake_days=0.1,
            answers={"OF-LEGAL": against},
            stalled={"OF-LOCAL-002": 1},
            replies={"reconcile": Answer("")},
        ),
        answers={"land_compensate": True},
    )


def covered(script: Script) -> None:
    """Decided by 钱算清 for 钱有数, with notes and a copy; and what the B-role of 安全全 has received."""
    script.scene(
        "b-for-a",
        "OM-RECEPTION",
        "hui.anpai",
        1.9,
        Course(
            intake_days=0.1,
            pace=0.4,
            asides=(
                Aside(
                    0.9,
                    "note",
                    "bi.jieban",
                    {"text": "来宾上次到访时对车辆安排提过意见，请提前一天与联系人核对车次。", "pinned": True},
                ),
                Aside(1.0, "note", "zhang.benzi", {"text": "住宿按标准间核算，超出部分由接待部门自理。"}),
                Aside(1.1, "copy", "bi.jieban", {"department": "OF-PROD", "reason": "参观二号联合站，请提前安排。"}),
            ),
        ),
        answers={**EVERYTHING, "guest_count": 8, "need_venue": False},
        fields={"companions": 2},
    )
    script.scene(
        "b-role",
        "OM-MEETING",
        "hui.anpai",
        2.0,
        Course(intake_days=0.1, pace=0.7, stalled={"OF-HSE-004": 1, "OF-OFFICE-005": 2}),
        answers={"attendee_count": 220, "need_lodging": False, "need_vehicle": False, "outside_delegates": False},
    )


def spoken(script: Script) -> None:
    """An emergency under way: who leads the works approved on the telephone and has yet to put it on file."""
    said = {"who": "gong.chengjiu", "channel": "phone", "text": "同意抽调两组抢修队和一台发电车先行出发，手续后补。"}
    script.scene(
        "fault-spoken",
        "OM-REPAIR",
        "ex.yonghu",
        script.hours.now - timedelta(minutes=95),
        Course(
            pace=0.4,
            turns=(Turn("PG-ENG-002", "approve_verbally", said, after=0.02, waits=0.4, by="gong.anshi"),),
            stalled={"PG-OM-002": 1},
        ),
        answers={"fault_scale": "feeder", "has_key_customer": True},
        fields={"fault_location": "10kV绿洲线出线开关", "fault_level": "feeder", "affected_users": 860},
        filing=by_phone(3),
    )
