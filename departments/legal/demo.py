"""Invented rules, archive records and contracts for the demo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from departments.legal.models import ArchiveRecord, CompanyRule, ContractRecord
from departments.org.contract import Person

CONTRACTORS = "EX-CBS"
# number, title, in force from, number of the rule it replaces, clauses
RULES: tuple[tuple[str, str, date, str, tuple[str, ...]], ...] = (
    (
        "沙油办〔2025〕12号",
        "公司公务接待管理办法",
        date(2025, 3, 1),
        "沙油办〔2018〕7号",
        (
            "接待实行先审批后接待,应急接待除外。",
            "来宾10人以内陪餐不超过3人,超过10人不超过来宾人数的三分之一。",
            "报销须公函、审批单、接待清单齐全,费用不得超过批准的预算。",
        ),
    ),
    (
        "沙油人〔2025〕6号",
        "差旅费管理办法",
        date(2025, 1, 1),
        "沙油人〔2019〕3号",
        (
            "出差须事前审批,交通工具等级按职级标准执行。",
            "差旅借款应在返程后30日内清账;逾期未清的不再借款。",
            "市内交通与伙食补助按自然日包干。",
        ),
    ),
    (
        "沙油办〔2025〕20号",
        "公司值班管理办法",
        date(2025, 5, 1),
        "",
        (
            "每个班次应有带班领导和值班人员。",
            "同一人不得连续值两个全天班。",
            "节假日值班表提前3个工作日报批;调班须经替班人确认。",
        ),
    ),
    (
        "沙油生〔2024〕9号",
        "餐厅服务规范",
        date(2024, 9, 1),
        "",
        (
            "早餐前一日20点、午餐当日9点半、晚餐当日15点前预约或取消。",
            "30日内三次预约未就餐的,只能预约当日餐。",
            "有清真饮食需求的,安排在清真餐厅就餐。",
        ),
    ),
    (
        "沙油生〔2025〕15号",
        "员工优惠住房管理办法",
        date(2025, 7, 1),
        "",
        (
            "申请人连续工龄应满3年,现有住房人均面积不超过30平方米。",
            "资格审核意见公示5个工作日,有效期180天。",
        ),
    ),
    (
        "沙油安〔2025〕4号",
        "承包商安全监督管理办法",
        date(2025, 2, 1),
        "",
        (
            "承包商应先取得HSE准入,再组织入厂安全培训。",
            "离开现场超过6个月的人员应当复训。",
            "安全生产许可证应在完工日期前持续有效。",
        ),
    ),
    (
        "沙油企〔2024〕2号",
        "印章与证明管理办法",
        date(2024, 4, 1),
        "",
        ("在职证明、收入证明由系统生成,加盖电子印章,有效期30天。",),
    ),
    (
        "沙油财〔2025〕8号",
        "费用报销管理办法",
        date(2025, 4, 1),
        "",
        ("报销金额不超过核准预算。", "票据应在费用发生后60日内提交。"),
    ),
)
NUMERALS = "一二三四五六七八九十"


def fill_registers(people: Sequence[Person]) -> None:
    """Rules, archive records and contracts; existing ones stay."""
    _load_rules()
    staff = [person for person in people if person.is_staff_member]
    ArchiveRecord.objects.bulk_create(
        [ArchiveRecord(username=person.username, birth_date=person.born) for person in staff], ignore_conflicts=True
    )
    year = timezone.localdate().year
    ContractRecord.objects.bulk_create(
        [
            ContractRecord(username=person.username, contract_no=f"HT{year}-{person.number % 100_000:05d}")
            for person in people
            if person.department_code == CONTRACTORS
        ],
        ignore_conflicts=True,
    )


def _load_rules() -> None:
    for number, title, in_force_from, old_number, texts in RULES:
        clauses = [{"no": f"第{NUMERALS[position]}条", "text": text} for position, text in enumerate(texts)]
        rule, _created = CompanyRule.objects.get_or_create(
            number=number, defaults={"title": title, "in_force_from": in_force_from, "clauses": clauses}
        )
        if old_number:
            CompanyRule.objects.get_or_create(
                number=old_number,
                defaults={
                    "title": title,
                    "in_force_from": date(int(old_number[4:8]), 1, 1),
                    "state": CompanyRule.State.REPEALED,
                    "replaced_by": rule,
                },
            )
