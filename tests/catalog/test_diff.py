"""What differs between two versions, in sentences, and never a difference passed over."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from services.catalog.diff import compare
from services.catalog.snapshot import ItemMaterialSnapshot, LimitSnapshot


def sentences(before, after):
    return [one.sentence for one in compare(before, after)]


def with_item(snapshot, code, **changes):
    """The matter with one of its items changed."""
    rows = tuple(
        replace(one, item=replace(one.item, **changes)) if one.item.code == code else one for one in snapshot.items
    )
    return replace(snapshot, items=rows)


def with_row(snapshot, code, **changes):
    rows = tuple(replace(one, **changes) if one.item.code == code else one for one in snapshot.items)
    return replace(snapshot, items=rows)


@pytest.fixture
def reception(matter):
    return matter("OM-RECEPTION")


def test_nothing_differs_from_itself(reception):
    assert compare(reception, replace(reception, version=9)) == []


def test_a_new_matter_is_told_by_its_items_and_questions(reception):
    told = sentences(None, reception)
    assert "Added: the matter “Business reception”." in told
    assert len(told) == 1 + len(reception.items) + len(reception.questions)


def test_limits_read_as_people_say_them(reception, chinese):
    after = with_item(reception, "OF-OFFICE-001", promised=LimitSnapshot(Decimal("0.5")))
    assert sentences(reception, after) == ["业务招待（公务接待）审批，承诺时限：由“1 个工作日”改为“半个工作日”。"]


def test_a_condition_is_told_in_words_not_as_an_expression(reception, chinese):
    [told] = sentences(reception, with_row(reception, "OF-SEC-003", include_when="guest_count >= 20"))
    assert "来宾人数 ≥ 10 或有外宾" in told and "来宾人数 ≥ 20" in told and "guest_count" not in told


def test_predecessors_gained_and_lost(reception, chinese):
    after = with_row(reception, "OF-LIFE-001", needs=("OF-FIN-001",))
    gained, lost = compare(reception, after)
    assert (gained.section, gained.kind, lost.kind) == ("flow", "added", "removed")
    assert "公务用车" in gained.sentence and "预算" in gained.sentence


def test_papers_and_fields_gained_and_lost(reception):
    item = reception.by_code["OF-OFFICE-001"].item
    after = with_item(
        reception,
        item.code,
        elements=item.elements[1:],
        materials=(*item.materials[:1], ItemMaterialSnapshot(item.materials[1].code, "foreign_guests")),
    )
    sections = {one.section for one in compare(reception, after)}
    assert sections == {"form", "materials"}


def test_a_countersign_that_becomes_tacit_is_told(matter):
    duty = matter("OM-DUTY")
    [group] = duty.by_code["OF-OFFICE-003"].item.countersigns
    after = with_item(duty, "OF-OFFICE-003", countersigns=(replace(group, policy="any", on_timeout="escalate"),))
    told = " ".join(sentences(duty, after))
    assert "silence is consent" in told and "one department agrees" in told


def changes_of(snapshot):
    """One change of every kind a matter can undergo, by name."""
    first, last = snapshot.items[0].item, snapshot.items[-1]
    yield "name_en", replace(snapshot, name_en="Another")
    yield "intro", replace(snapshot, intro="另一句话")
    yield "aliases", replace(snapshot, aliases=(*snapshot.aliases, "另称"))
    yield "lead", replace(snapshot, lead_department="OF-FIN")
    yield "life event", replace(snapshot, life_event="power")
    yield "visits", replace(snapshot, extra_visits=3)
    yield "item gone", replace(snapshot, items=snapshot.items[:-1])
    yield "order", replace(snapshot, items=snapshot.items[::-1])
    yield "phase", with_row(snapshot, last.item.code, phase="main" if last.phase == "post" else "post")
    yield "soft", with_row(snapshot, last.item.code, soft=(first.code,))
    for name, value in (
        ("department", "OF-FIN"), ("type", "x"), ("audience", ("partner",)), ("basis", "另一办法"), ("name", "另名"),
        ("resupply_days", 7), ("yellow_threshold", Decimal("0.5")), ("legacy_steps", 99), ("special_procedures", ()),
        ("statutory", LimitSnapshot(Decimal(9))), ("conditions", ()), ("steps", first.steps[:1]), ("aliases", ("另",)),
    ):  # fmt: skip
        if getattr(first, name) != value:
            yield name, with_item(snapshot, first.code, **{name: value})
    yield "step", with_item(snapshot, first.code, steps=(replace(first.steps[0], name="另"), *first.steps[1:]))
    yield "step length", with_item(snapshot, first.code, steps=(replace(first.steps[0], days=Decimal(7)),))
    yield "result", with_item(snapshot, first.code, result=replace(first.result, validity_days=77))
    key = snapshot.question_ids[0]
    fact = snapshot.facts[key]
    for name, value in (("text", "另问"), ("default", 7), ("min", 2), ("text_en", "Else?")):
        yield f"fact {name}", replace(snapshot, facts={**snapshot.facts, key: replace(fact, **{name: value})})
    yield "questions", replace(snapshot, question_ids=snapshot.question_ids[1:])
    yield "reference", replace(snapshot, reference={**snapshot.reference, key: 8})
    yield "fixed", replace(snapshot, fixed={})
    key = next(iter(snapshot.elements))
    for name, value in (("source", "OF-FIN"), ("pattern", "x+"), ("name", "另"), ("example", "例"), ("check", "LUHN")):
        element = replace(snapshot.elements[key], **{name: value})
        yield f"element {name}", replace(snapshot, elements={**snapshot.elements, key: element})
    code = next(iter(snapshot.materials))
    for name, value in (("exempt", True), ("defer_days", 9), ("name", "另"), ("essential", "x")):
        material = replace(snapshot.materials[code], **{name: value})
        yield f"material {name}", replace(snapshot, materials={**snapshot.materials, code: material})
    yield "figures", replace(snapshot, figures={})
    yield "calendar", replace(snapshot, calendar="XX")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_difference_is_passed_over(matter, language):
    silent = []
    with translation.override(language):
        for code in ("OM-RECEPTION", "OM-MEETING", "OM-HOUSING"):
            before = matter(code)
            for name, after in changes_of(before) if before.question_ids else ():
                if after != before and not compare(before, after):
                    silent.append(f"{code}: {name}")
    assert silent == []
