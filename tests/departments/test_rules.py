"""Rules and handlers of the other departments, each against its own registers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from departments.finance.models import Advance, CostCentre
from departments.finance.rules import no_overdue_advance, within_balance
from departments.hr.certificates import issue_certificate
from departments.hr.models import Certificate, EmployeeRecord, RetirementCategory, RetirementRule
from departments.hr.retirement import add_months, retirement_date
from departments.hr.rules import not_too_early_for_retirement
from departments.hse.models import ContractorLicence, SafetyRecord
from departments.hse.rules import licence_covers_work, licence_in_force
from departments.legal.enquiry import answer_enquiry
from departments.legal.models import CompanyRule
from departments.marketing.rules import high_voltage_on_site
from departments.office.models import DutyShift
from departments.office.rosters import check_roster
from departments.office.shifts import check_swap, file_swap
from departments.procurement.equipment import articles_for, issue_equipment
from tests.departments.conftest import NOW, item

pytestmark = pytest.mark.django_db


class TestShifts:
    def swap(self, day: str = "2026-03-12", shift: str = "full", **changes: Any) -> Any:
        return item("OF-OFFICE-004", {"duty_date": day, "duty_shift": shift}, **changes)

    def test_a_swap_is_filed_once(self) -> None:
        assert file_swap(self.swap()).approved and file_swap(self.swap()).approved
        filed = DutyShift.objects.get()
        assert (filed.duty_date, filed.shift) == (date(2026, 3, 12), "full")

    @pytest.mark.parametrize("neighbour", ["2026-03-11", "2026-03-13"])
    def test_two_full_shifts_never_follow_each_other__R93(self, neighbour: str) -> None:
        DutyShift.objects.create(username="yuan.gongjia", duty_date=neighbour, shift="full")
        outcome = file_swap(self.swap())
        assert (outcome.approved, outcome.reason_code) == (False, "two_full_shifts")
        assert check_swap(self.swap())[0].remedy in outcome.text
        assert file_swap(self.swap(shift="day")).approved

    def test_a_shift_that_is_over_cannot_be_swapped(self) -> None:
        assert check_swap(self.swap("2026-03-08"))[0].code == "shift_over"
        assert check_swap(self.swap("2026-03-09")) == []

    def test_an_incomplete_swap_is_refused_in_words(self) -> None:
        assert file_swap(item("OF-OFFICE-004", {})).reason_code == "incomplete"


@pytest.mark.usefixtures("organisation")
class TestRosters:
    @pytest.mark.parametrize(
        ("day", "late"),
        [
            ("2026-03-10", False),  # an ordinary Tuesday
            ("2026-03-14", False),  # a weekend is no holiday
            ("2026-04-05", False),  # 清明, but weeks away
        ],
    )
    def test_ordinary_days_need_no_notice(self, day: str, late: bool) -> None:
        assert bool(check_roster(item("OF-OFFICE-003", {"duty_date": day}))) is late

    @pytest.mark.parametrize(("applied", "late"), [(30, False), (31, False), (32, True), (33, True)])
    def test_a_holiday_roster_comes_three_working_days_before__R93(self, applied: int, late: bool) -> None:
        """清明 2026 begins on Saturday 4 April; 1, 2 and 3 April are the three days before."""
        now = NOW.replace(day=1) + timedelta(days=applied - 1)
        problems = check_roster(item("OF-OFFICE-003", {"duty_date": "2026-04-04"}, now=now, submitted_at=now))
        assert [problem.code for problem in problems] == (["holiday_roster_late"] if late else [])

    def test_a_year_without_holidays_published_refuses_nobody__R24(self) -> None:
        assert check_roster(item("OF-OFFICE-003", {"duty_date": "2031-10-01"})) == []


class TestCertificates:
    @pytest.fixture(autouse=True)
    def _registers(self, registers: None) -> None:
        pass

    def test_an_active_employee_gets_one_certificate_a_case(self) -> None:
        first, again = issue_certificate(item("OF-HR-005", {})), issue_certificate(item("OF-HR-005", {}))
        assert first.approved and first == again
        assert first.data["full_name"] == "员工甲"
        assert first.data["valid_until"] == "2026-04-08"
        assert Certificate.objects.count() == 1

    def test_others_are_told_why_and_what_to_do__R7(self) -> None:
        pre = issue_certificate(item("OF-HR-005", {}, applicant_username="xin.laide"))
        unknown = issue_certificate(item("OF-HR-005", {}, applicant_username="ex.yonghu"))
        assert (pre.approved, pre.reason_code) == (False, "not_active")
        assert (unknown.approved, unknown.reason_code) == (False, "not_in_register")
        assert pre.text and unknown.text


class TestRetirement:
    @pytest.fixture
    def rules(self) -> list[RetirementRule]:
        category = RetirementCategory.MALE
        return [
            RetirementRule(category=category, born_from=date(1900, 1, 1), base_months=720),
            RetirementRule(
                category=category, born_from=date(1965, 1, 1), base_months=720, step_months=4, most_delay_months=36
            ),
        ]

    @pytest.mark.parametrize(
        ("born", "retires"),
        [
            (date(1964, 12, 31), date(2024, 12, 31)),
            (date(1965, 1, 15), date(2025, 2, 15)),
            (date(1965, 4, 30), date(2025, 5, 30)),
            (date(1965, 5, 1), date(2025, 7, 1)),
            (date(1966, 8, 20), date(2027, 1, 20)),
            (date(1980, 1, 31), date(2043, 1, 31)),
        ],
    )
    def test_the_date_comes_from_the_dated_table__R97(self, rules: Any, born: date, retires: date) -> None:
        assert retirement_date(born, RetirementCategory.MALE, rules) == retires

    def test_without_a_rule_there_is_no_date(self, rules: Any) -> None:
        assert retirement_date(date(1970, 1, 1), RetirementCategory.FEMALE_WORKER, rules) is None

    def test_short_months_give_their_last_day(self) -> None:
        assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)

    @pytest.mark.parametrize(("retires", "too_early"), [(date(2026, 9, 9), False), (date(2026, 9, 10), True)])
    def test_the_review_opens_six_months_before__R97(self, registers: None, retires: date, too_early: bool) -> None:
        EmployeeRecord.objects.filter(username="yuan.gongjia").update(retire_date=retires)
        problems = not_too_early_for_retirement(item("OF-HR-003", {}))
        assert [problem.code for problem in problems] == (["too_early"] if too_early else [])
        assert not_too_early_for_retirement(item("OF-HR-003", {"retire_type": "ill"})) == []

    def test_the_pensioner_of_the_demo_is_in_time(self, registers: None) -> None:
        from django.utils import timezone

        now = timezone.now()
        apply = item("OF-HR-003", {}, applicant_username="lao.tuixiu", now=now, submitted_at=now)
        assert not_too_early_for_retirement(apply) == []


class TestFinance:
    def advance(self, due: date, settled: date | None = None) -> None:
        Advance.objects.create(
            username="yuan.gongjia",
            amount=Decimal(3000),
            paid_on=date(2026, 1, 5),
            due_on=due,
            settled_on=settled,
        )

    def test_no_new_advance_while_one_is_overdue__R99(self) -> None:
        self.advance(date(2026, 3, 8))
        problem = no_overdue_advance(item("OF-FIN-002", {"advance_amount": "500"}))[0]
        assert (problem.field, problem.code) == ("advance_amount", "advance_overdue")
        assert "3,000.00" in problem.text or "3000" in problem.text

    @pytest.mark.parametrize(("due", "settled"), [(date(2026, 3, 9), None), (date(2026, 3, 8), date(2026, 3, 7))])
    def test_an_advance_that_is_due_or_settled_does_no_harm__R99(self, due: date, settled: date | None) -> None:
        self.advance(due, settled)
        assert no_overdue_advance(item("OF-FIN-002", {})) == []

    def test_a_budget_beyond_the_cost_centre_is_refused(self) -> None:
        CostCentre.objects.create(code="OF9999", department_code="OF-CY1", balance=Decimal(1000))
        within = item("OF-FIN-001", {"cost_center": "OF9999", "budget_amount": "1000"})
        beyond = item("OF-FIN-001", {"cost_center": "OF9999", "budget_amount": "1000.01"})
        assert within_balance(within) == []
        assert within_balance(beyond)[0].field == "budget_amount"
        assert within_balance(item("OF-FIN-001", {"cost_center": "XX0000", "budget_amount": "9"})) == []
        assert within_balance(item("OF-FIN-001", {})) == []


class TestContractors:
    @pytest.fixture(autouse=True)
    def _licence(self) -> None:
        ContractorLicence.objects.create(username="yuan.gongjia", licence_no="安许001", valid_until=date(2026, 6, 30))

    @pytest.mark.parametrize(("work_end", "refused"), [("2026-06-30", False), ("2026-07-01", True)])
    def test_a_licence_that_runs_out_before_the_work_ends_is_refused_with_its_date__R95(
        self, work_end: str, refused: bool
    ) -> None:
        with translation.override("en"):
            problems = licence_covers_work(item("OF-HSE-003", {"work_end": work_end}))
        assert bool(problems) is refused
        if refused:
            assert problems[0].field == "work_end"
            assert "30 June" in problems[0].text

    def test_admission_needs_a_licence_in_force__R95(self) -> None:
        assert licence_in_force(item("OF-HSE-002", {})) == []
        assert licence_in_force(item("OF-HSE-002", {}, now=NOW + timedelta(days=120)))

    @pytest.mark.parametrize(
        ("trained_days_ago", "seen_days_ago", "ok"),
        [(10, None, True), (200, 100, True), (200, None, False), (366, 1, False)],
    )
    def test_training_lapses_after_six_months_away_or_a_year__R95(
        self, monday: None, trained_days_ago: int, seen_days_ago: int | None, ok: bool
    ) -> None:
        record = SafetyRecord(
            training_date=NOW.date() - timedelta(days=trained_days_ago),
            last_on_site=None if seen_days_ago is None else NOW.date() - timedelta(days=seen_days_ago),
        )
        assert record.training_ok is ok

    def test_nobody_is_trained_without_a_date(self) -> None:
        assert SafetyRecord().training_ok is False


class TestEnquiries:
    @pytest.fixture(autouse=True)
    def _rules(self) -> None:
        new = CompanyRule.objects.create(
            number="2025-12",
            title="接待办法",
            in_force_from=date(2025, 3, 1),
            clauses=[{"no": "第一条", "text": "陪餐不超过3人。"}, {"no": "第二条", "text": "先审批后接待。"}],
        )
        CompanyRule.objects.create(
            number="2018-7",
            title="旧接待办法",
            in_force_from=date(2018, 1, 1),
            state="repealed",
            replaced_by=new,
            clauses=[{"no": "第一条", "text": "陪餐不限。"}],
        )

    def test_only_rules_in_force_are_quoted_and_what_they_replace_is_named(self) -> None:
        outcome = answer_enquiry(item("OF-LEGAL-001", {"rule_keyword": "陪餐"}))
        assert outcome.approved
        assert "陪餐不超过3人" in outcome.text and "先审批后接待" not in outcome.text
        assert "陪餐不限" not in outcome.text
        assert "旧接待办法" in outcome.text
        assert outcome.data["rules"] == [{"number": "2025-12", "title": "接待办法", "clauses": ["第一条"]}]

    @pytest.mark.parametrize("keyword", ["火星", "", "  ", "%"])
    def test_nothing_found_says_so_with_a_way_on__R7(self, keyword: str) -> None:
        outcome = answer_enquiry(item("OF-LEGAL-001", {"rule_keyword": keyword}))
        assert (outcome.approved, outcome.reason_code) == (False, "no_rule_found")
        assert "8800" in outcome.text


def test_protective_equipment_follows_the_post() -> None:
    assert "防静电服" in articles_for("采油工")
    assert articles_for("会计") == ["安全帽", "工作服", "防护鞋", "防护手套"]
    slip = issue_equipment(item("OF-PROC-002", {"post_name": "采油工"}))
    assert slip.approved and slip.data["articles"] == articles_for("采油工")
    assert issue_equipment(item("OF-PROC-002", {"post_name": "改岗"})).data == slip.data


@pytest.mark.parametrize(
    ("mode", "voltage", "refused"), [("remote", "hv10", True), ("remote", "lv380", False), ("onsite", "hv35", False)]
)
def test_only_low_voltage_is_surveyed_remotely__R98(mode: str, voltage: str, refused: bool) -> None:
    problems = high_voltage_on_site(item("PG-MKT-001", {"survey_mode": mode, "voltage": voltage}))
    assert [problem.field for problem in problems] == (["survey_mode"] if refused else [])
