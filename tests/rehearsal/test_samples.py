"""Writing samples: by hand, from a case that has ended; values made up for what nobody wrote."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid
from services.cases.models import Case
from services.catalog.models import Matter
from services.catalog.queries import published_version
from services.dictionary.snapshot import ElementSnapshot
from services.dictionary.validation import clean
from tests.rehearsal.stories import ANSWERS, BEGINS, ONBOARD, draft, line, written
from tests.town import SHANGHAI
from tests.workflows.invariants import chain_faults
from workflows.rehearsal.filling import fitting, plausible, shifted
from workflows.rehearsal.models import Sample
from workflows.rehearsal.operations.recording import record_from_case
from workflows.rehearsal.operations.samples import MOST_SAMPLES, retire, write_sample
from workflows.rehearsal.play import beginning


def test_a_sample_is_written_changed_and_taken_out_by_editors_only__R5(town, monday):
    sample = written(town, acts=(line("step", "deny", item="OF-LIFE-007", step=2, hours="1.5"),))
    mark, matter = sample.mark, sample.matter
    with pytest.raises(Forbidden):
        write_sample(matter, draft("别的"), actor=town.person("yuan.gongjia"))
    with pytest.raises(Forbidden):
        retire(sample, actor=town.person("yuan.gongjia"))
    changed = write_sample(matter, draft(purpose="看公寓"), actor=town.person("gong.tongban"), sample_id=sample.pk)
    assert changed.pk == sample.pk and not changed.acts.exists() and changed.mark != mark
    retire(changed, actor=town.person("gong.tongban"))
    with pytest.raises(Conflict):
        retire(changed, actor=town.person("gong.tongban"))
    events = Entry.objects.filter(stream="catalogue", subject=ONBOARD).order_by("seq").values_list("event", flat=True)
    assert list(events)[-3:] == ["sample.written", "sample.changed", "sample.retired"]
    assert Sample.objects.filter(pk=sample.pk).exists() and not chain_faults()


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"name": "  "}, "name"),
        ({"name": "长" * 121}, "name"),
        ({"department": "OF-NOWHERE"}, "department"),
        ({"pace_hours": Decimal(-1)}, "pace_hours"),
        ({"expected_ending": "splendid"}, "expected_ending"),
        ({"acts": (line("step", "agree"),)}, "acts"),
        ({"acts": (line("step", "pass", hours="-1"),)}, "acts"),
        ({"acts": (line("step", "send_back", about="初审"),)}, "acts"),
        ({"acts": (line("step", "pass"),) * 61}, "acts"),
    ],
)
def test_what_cannot_be_played_is_not_kept(town, monday, wrong, where):
    with pytest.raises(Invalid) as refused:
        write_sample(Matter.objects.get(code=ONBOARD), draft(**wrong), actor=town.person("gong.tongban"))
    assert where in refused.value.fields and not Sample.objects.exists()


def test_a_name_is_taken_once_and_there_are_only_as_many_as_can_be_played(town, monday):
    written(town)
    with pytest.raises(Invalid):
        written(town)
    for number in range(MOST_SAMPLES - 1):
        written(town, f"样例{number}")
    with pytest.raises(Conflict):
        written(town, "再一个")


def test_a_closed_case_becomes_a_sample_without_the_people_in_it__R84(town, monday):
    case = town.reception(reception_purpose="张总带队来厂交流采油工艺", visitor_org="北疆油田公司")
    town.run(case)
    matter = Matter.objects.get(code="OM-RECEPTION")
    sample = record_from_case(matter, case, actor=town.person("gong.tongban"), name="十二位客人")
    assert sample.recorded and sample.answers == case.answers and sample.begins == case.submitted_at
    assert sample.fields["budget_amount"] == "12000" and "visit_start" in sample.fields
    kept = str([sample.fields, [one.line for one in sample.acts.all()], sample.purpose])
    assert "张总" not in kept and "北疆" not in kept and case.applicant.name not in kept
    assert sample.expected_ending == "approved" and sample.expected_items[0] == "OF-OFFICE-001"
    done = Case.objects.get(pk=case.pk).tasks.filter(finished__isnull=False, kind__in=["step", "countersign"])
    assert sample.acts.filter(kind__in=["step", "countersign"]).count() == done.count()


def test_a_case_that_is_going_on_is_no_sample_yet(town, monday):
    case = town.reception()
    with pytest.raises(Conflict):
        record_from_case(
            Matter.objects.get(code="OM-RECEPTION"), case, actor=town.person("gong.tongban"), name="未办结"
        )


# ---- values nobody wrote ----------------------------------------------------------------


def test_the_dictionary_takes_every_value_that_is_made_up(town):
    begins = datetime(2026, 3, 4, 10, 30, tzinfo=SHANGHAI)
    for code in Matter.objects.values_list("code", flat=True):
        for element in published_version(code).typed.elements.values():
            assert clean(element, plausible(element, begins, "OF-HR")) is not None, element.key


LETTERS = st.sampled_from(["A", "7", "-", "[0-9]", "[A-Z]", r"\d", "[A-HJ-N]", "[a-z0-9]", "(?:AB|C)"])
TIMES = st.sampled_from(["", "{3}", "{2,5}", "+", "?"])


@given(st.lists(st.tuples(LETTERS, TIMES), min_size=1, max_size=6))
def test_a_text_made_for_a_pattern_fits_it(parts):
    pattern = "^" + "".join(letter + times for letter, times in parts) + "$"
    assert all(re.search(pattern, text) for text in fitting(pattern))


@given(st.dates(min_value=datetime(2000, 1, 1).date(), max_value=datetime(2090, 1, 1).date()), st.integers(-400, 400))
def test_days_move_along_with_the_beginning(day, days):
    element = ElementSnapshot(code="DE1", key="day", name="日期", type="date")
    moved = datetime.fromisoformat(shifted(element, day.isoformat(), days)).date()
    assert (moved - day).days == days


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31)))
def test_a_sample_begins_within_a_week_on_its_own_weekday_and_hour(moment):
    now = moment.replace(tzinfo=SHANGHAI)
    found = beginning(draft_script(), now)
    assert 0 <= (found - now).total_seconds() <= 7 * 86400
    local = found.astimezone(SHANGHAI)
    assert (local.weekday(), local.hour, local.minute) == (BEGINS.weekday(), BEGINS.hour, BEGINS.minute)


def draft_script():
    from workflows.rehearsal.shapes import Script

    return Script(1, BEGINS.isoformat(), "OF-HR", ANSWERS, {}, Decimal(2))
