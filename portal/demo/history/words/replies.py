"""Canned replies (常用语): department, who wrote them, and (action, title, text) each."""

from __future__ import annotations

REPLIES: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "OF-OFFICE",
        "zhen.tongchou",
        (
            ("pass", "同意接待", "同意接待，请按标准从简安排，陪餐人数不超过规定。"),
            ("deny", "不属公务", "来访事由不属于公务活动，不予安排。请以部门名义自行联系。"),
            ("", "请补充联系人", "请补充来访单位联系人及电话，便于对接行程。"),
        ),
    ),
    (
        "OF-FIN",
        "qian.youshu",
        (
            ("pass", "核准预算", "成本中心余额充足，核准预算，据实列支。"),
            ("send_back", "经费来源不清", "经费来源写得不清楚，请与申请人核实成本中心后再报。"),
        ),
    ),
    (
        "OF-LIFE",
        "song.bianli",
        (("pass", "已派车", "已派车，驾驶员提前一日与联系人对接，请保持电话畅通。"),),
    ),
    (
        "OF-SEC",
        "bao.pingan",
        (
            ("agree", "安保可保障", "门禁和安保力量可以保障，同意。"),
            ("agree_with_conditions", "夜间登记", "夜间进出须在值班室登记，由接待方陪同。"),
        ),
    ),
    (
        "PG-MKT",
        "ying.fuwu",
        (("pass", "方案答复", "同意供电方案，书面答复客户，答复单有效期一年。"),),
    ),
)
