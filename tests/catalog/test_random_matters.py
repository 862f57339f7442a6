"""Matters nobody designed: whatever is put together, the form asks once and answers alone decide (R15, R16)."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from services.catalog.catalogue import MatterDraft, MatterItemDraft, outline
from services.catalog.graph import holds
from services.catalog.merging import merged_fields, merged_papers
from services.catalog.resolution import resolve
from services.catalog.rule_rows import RuleRow, RuleRows, expression_of, rows_of
from services.catalog.snapshot import MatterSnapshot
from services.conditions import names_in

MATTERS = 60
ANSWERS = 12


def random_condition(dice: random.Random, facts) -> str:
    """Up to three rows over the facts, joined either way; often none."""
    rows = []
    for fact in dice.sample(list(facts.values()), dice.randint(0, min(3, len(facts)))):
        if fact.type == "bool":
            rows.append(RuleRow(fact.id, dice.choice(["yes", "no"])))
        elif fact.type == "int":
            value = dice.randint(fact.min, fact.max)
            rows.append(RuleRow(fact.id, dice.choice(["==", "!=", ">=", ">", "<=", "<"]), str(value)))
        else:
            rows.append(RuleRow(fact.id, dice.choice(["==", "!="]), dice.choice(fact.options).value))
    return expression_of(RuleRows(dice.choice(["and", "or"]), tuple(rows)), facts)


def random_answer(dice: random.Random, fact):
    if fact.type == "bool":
        return dice.random() < 0.5
    if fact.type == "int":
        return dice.randint(fact.min, fact.max)
    return dice.choice(fact.options).value


def random_matter(dice: random.Random, catalogue) -> MatterSnapshot:
    """One to twelve items of the catalogue in any order, with any conditions over one to eight questions."""
    codes = dice.sample(sorted(catalogue.items), dice.randint(1, 12))
    needed = {
        name
        for code in codes
        for asked in catalogue.items[code].materials
        if asked.when
        for name in names_in(asked.when)
    }
    questions = sorted(needed | set(dice.sample(sorted(catalogue.facts), dice.randint(1, 8))))
    facts = {key: catalogue.facts[key] for key in questions}
    items = tuple(
        MatterItemDraft(
            code,
            random_condition(dice, facts),
            needs=tuple(one for one in codes[:place] if dice.random() < 0.2),
            phase="post" if place and dice.random() < 0.15 else "main",
        )
        for place, code in enumerate(codes)
    )
    draft = MatterDraft(
        "OM-RANDOM", "随机一件事", catalogue.items[codes[0]].department, items, tuple(questions),
        reference={key: fact.default for key, fact in facts.items()},
    )  # fmt: skip
    return outline(catalogue, draft)


@pytest.fixture
def cases(catalogue):
    """(matter, answers) for many random matters; always the same ones."""
    dice = random.Random(20260322)
    found = []
    for _number in range(MATTERS):
        matter = random_matter(dice, catalogue)
        for _again in range(ANSWERS):
            found.append((matter, {one.id: random_answer(dice, one) for one in matter.questions}))
    return found


def shown(matter, answers):
    result = resolve(matter, answers)
    return (
        {one.code for one in result.items},
        {one.key for one in result.fields},
        {one.code for one in result.materials},
    )


def test_the_merged_form_asks_every_element_once__R16(cases):
    for matter, answers in cases:
        result = resolve(matter, answers)
        keys = [one.key for one in result.fields]
        assert len(keys) == len(set(keys))
        assert set(keys) == {key for one in result.items for key in one.item.elements}
        listed = [one.element.key for one in merged_fields(matter)]
        assert len(listed) == len(set(listed)) and set(keys) <= set(listed)


def test_every_paper_is_asked_for_once__R17(cases):
    for matter, answers in cases:
        result = resolve(matter, answers)
        codes = [one.code for one in result.materials]
        assert len(codes) == len(set(codes))
        wanted = {
            asked.code
            for one in result.items
            for asked in one.item.materials
            if holds(matter, asked.when, {**matter.fixed, **answers})
        }
        assert set(codes) == wanted
        assert wanted <= {one.material.code for one in merged_papers(matter)}


def test_what_is_shown_depends_on_the_answers_alone__R15(cases):
    dice = random.Random(7)
    for matter, answers in cases:
        first = shown(matter, answers)
        backwards = dict(reversed(answers.items()))
        assert shown(matter, backwards) == first
        # An answer left out is its preset one, said aloud or not.
        partial = {key: value for key, value in answers.items() if value != matter.facts[key].default}
        assert shown(matter, partial) == first
        # The order in which an editor happened to list the items shows nothing else.
        items = list(matter.items)
        dice.shuffle(items)
        assert shown(replace(matter, items=tuple(items)), answers) == first


def test_every_rule_says_as_rows_what_it_says_as_an_expression(cases):
    for matter, answers in cases:
        for one in matter.items:
            rows = rows_of(one.include_when, matter.facts)
            assert rows is not None, one.include_when
            again = expression_of(rows, matter.facts)
            assert holds(matter, again, answers) == holds(matter, one.include_when, answers)


@pytest.mark.parametrize(
    "expression", ["guest_count + 1 > 3", "(foreign_guests or need_meal) and need_venue", "guest_count in (1, 2)", "%%"]
)
def test_what_rows_cannot_say_stays_an_expression(catalogue, expression):
    assert rows_of(expression, catalogue.facts) is None
