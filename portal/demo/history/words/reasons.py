"""Why something is corrected, not accepted, not approved, sent back or withdrawn."""

from __future__ import annotations

from portal.demo.history.plans import Flaw

# What a clerk may find wrong, by paper or field; the first that fits the case is named.
FLAWS: dict[str, Flaw] = {
    "M003": Flaw("M003", "公函没有加盖来访单位公章，无法作为接待依据。", "请上传加盖公章的公函扫描件。"),
    "M007": Flaw("M007", "住宿名单缺来宾职务和身份证件类型。", "请按模板补全姓名、职务、证件类型后重新上传。"),
    "M009": Flaw("M009", "议程只有第一天，与申请的会期不一致。", "请上传完整的会议方案和两天议程。"),
    "M014": Flaw("M014", "体检报告超过180天，已失效。", "请上传近180天内的入职体检报告。"),
    "M016": Flaw("M016", "图片模糊，看不清卡号后四位。", "请在光线充足处重新拍照，四角完整。"),
    "M023": Flaw("M023", "只上传了首页，缺家庭成员页。", "请把户口簿首页和全部成员页合成一个文件上传。"),
    "M037": Flaw("M037", "安全生产许可证副本缺年审页。", "请上传含年审记录的副本全部页面。"),
    "M039": Flaw("M039", "两名电焊工的特种作业证未附复审页。", "请补齐证件复审页，与花名册一并上传。"),
    "M042": Flaw("M042", "HSE合同未签骑缝章，附件缺双方安全管理协议。", "请上传盖骑缝章的合同全文及附件。"),
    "M046": Flaw("M046", "批复文件缺附件中的用地规模表。", "请上传批复正文及全部附件。"),
    "visit_start": Flaw(
        "visit_start", "活动开始时间早于公函上的到访日期。", "请按公函改为实际到访时间。", is_field=True
    ),
    "trip_purpose": Flaw(
        "trip_purpose", "事由过于笼统，看不出与工作的关系。", "请写明会议或任务名称、主办单位。", is_field=True
    ),
}
REFUSALS = (
    ("not_in_scope", "所申请的事项不属于综合窗口受理范围。", "请在“我为基层办实事”栏目提出，由主管部门答复。"),
    ("duplicate", "同一项目已由所在部门统一申请并在办，不重复受理。", "请在部门已提交的办件中查看进度。"),
    ("too_early", "尚未到可以申请的时间，资料也无法核验。", "请在录用通知下发后到共享服务中心窗口办理。"),
)
# item: reason code, what the applicant reads, the rule it rests on
DENIALS: dict[str, dict[str, str]] = {
    "OF-FIN-001": {
        "reason_code": "over_standard",
        "reason": "人均接待标准超过规定，且未说明理由，本次预算不予核准。压缩标准后可以重新申请。",
        "basis": "《公司公务接待管理办法》第三条",
    },
    "OF-HR-006": {
        "reason_code": "not_necessary",
        "reason": "该项工作可以通过视频会议完成，本月出差计划已满，不予批准。",
        "basis": "《差旅费管理办法》第一条",
    },
    "OF-SEC-003": {
        "reason_code": "list_missing",
        "reason": "来宾名单未在到访前提供，无法办理集中通行。请到门岗逐人登记。",
        "basis": "《公司公务接待管理办法》第一条",
    },
    "OF-LIFE-005": {
        "reason_code": "not_eligible",
        "reason": "现有住房人均面积超过30平方米，不符合优惠住房条件。",
        "basis": "《员工优惠住房管理办法》第一条",
    },
    "OF-LIFE-007": {
        "reason_code": "no_capacity",
        "reason": "公寓床位已满，预计下月腾出。可先行登记轮候。",
        "basis": "《员工优惠住房管理办法》第二条",
    },
    "OF-HSE-003": {
        "reason_code": "plan_incomplete",
        "reason": "受限空间作业方案缺少应急处置和气体检测频次，退回重编后再申请。",
        "basis": "《承包商安全监督管理办法》第一条",
    },
    "OF-SEC-002": {
        "reason_code": "inspection_expired",
        "reason": "其中一台车辆检验有效期已过，不予发放通行证。",
        "basis": "《承包商安全监督管理办法》第三条",
    },
}
SEND_BACKS = (
    "经费来源写得不清楚，请与申请人核实后补充说明。",
    "请补充与会签部门沟通的情况后再报。",
    "数量与附件不一致，请核对。",
)
WITHDRAWALS = (
    "行程取消，改期后另行申请。",
    "与其他部门合并办理，不再单独申请。",
    "任务取消。",
    "填错了日期，重新申请。",
)
HANDOVERS = ("电子送达，短信通知", "电子送达", "综合窗口当面领取")
