"""Section 4: what is asked, what the matter settles itself, and when each item is included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.errors import Invalid
from services.catalog.admin.design.controls import (
    Control,
    answer_control,
    answer_from,
    code_of,
    in_chosen_order,
    words_of,
)
from services.catalog.admin.design.stage import Stage
from services.catalog.answers import vocabulary
from services.catalog.catalogue import MatterDraft
from services.catalog.rule_rows import COMPARISONS, RuleRow, RuleRows, expression_of, rows_from, rows_of
from services.catalog.snapshot import MatterItemSnapshot, QuestionSnapshot
from services.catalog.words import FACT_TYPES
from services.conditions import ConditionError, compile, explain
from services.dictionary.snapshot import OptionSnapshot

ROWS = 3
FACT_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")


def context(stage: Stage) -> dict[str, Any]:
    """Questions, settled facts, one rule for each item, and the form for a new question."""
    draft, facts = stage.draft, stage.catalogue.facts
    asked = [key for key in draft.question_ids if key in facts]
    return {
        "questions": [
            {
                "key": key,
                "label": facts[key].label,
                "type": FACT_TYPES.get(facts[key].type, facts[key].type),
                "answers": "、".join(option.label for option in facts[key].options),
                "position": Control(
                    f"position-{key}", _("place of “%(q)s”") % {"q": facts[key].label}, str(place), kind="number"
                ),
                "sample": answer_control(
                    facts[key],
                    f"sample-{key}",
                    draft.reference.get(key, facts[key].default),
                    _("sample answer to “%(question)s”") % {"question": facts[key].label},
                ),
            }
            for place, key in enumerate(asked, start=1)
        ],
        "settled": [
            {"key": key, "label": facts[key].label, "value": answer_control(facts[key], f"fixed-{key}", value)}
            for key, value in draft.fixed.items()
            if key in facts
        ],
        "other_facts": [one for key, one in facts.items() if key not in draft.question_ids and key not in draft.fixed],
        "rules": [rule(stage, one) for one in stage.snapshot.items],
        "new_types": list(FACT_TYPES.items()),
    }


def rule(stage: Stage, one: MatterItemSnapshot) -> dict[str, Any]:
    """One item's rule: as a sentence, as rows, as an expression."""
    facts = stage.snapshot.facts
    expression, code = one.include_when, one.item.code
    rows = rows_of(expression, facts)
    simple = rows is not None and len(rows.rows) <= ROWS
    mode = "always" if not expression else "rows" if simple else "expression"
    shown = rows if rows is not None and simple else RuleRows("and", ())
    blank = RuleRow("", "yes")
    return {
        "code": code,
        "label": one.item.label,
        "expression": expression,
        "said": said(expression, facts, stage),
        "mode": Control(f"mode-{code}", _("when %(item)s is included") % {"item": one.item.label}, mode, _modes()),
        "join": Control(f"join-{code}", _("how the rows belong together"), shown.join, _joins()),
        "rows": [
            _row(code, number, row, facts)
            for number, row in enumerate([*shown.rows, *[blank] * (ROWS - len(shown.rows))])
        ],
    }


def _modes() -> list[tuple[str, str]]:
    return [
        ("always", _("always")),
        ("rows", _("if the rows below hold")),
        ("expression", _("by the expression (for experts)")),
    ]


def _joins() -> list[tuple[str, str]]:
    return [("and", _("all of them")), ("or", _("any of them"))]


def _row(code: str, number: int, row: RuleRow, facts: Mapping[str, QuestionSnapshot]) -> dict[str, Control]:
    names = [("", "—"), *((key, fact.label) for key, fact in facts.items())]
    operators = [("yes", _("yes")), ("no", _("no")), *((symbol, symbol) for symbol in COMPARISONS)]
    options = facts[row.fact].options if row.fact in facts else ()
    where = {"item": code, "number": number + 1}
    return {
        "fact": Control(f"fact-{code}-{number}", _("%(item)s, row %(number)d: question") % where, row.fact, names),
        "operator": Control(
            f"op-{code}-{number}", _("%(item)s, row %(number)d: comparison") % where, row.operator, operators
        ),
        "value": Control(
            f"value-{code}-{number}",
            _("%(item)s, row %(number)d: value") % where,
            row.value,
            hint="、".join(f"{one.value} = {one.label}" for one in options),
        ),
    }


def said(expression: str, facts: Mapping[str, QuestionSnapshot], stage: Stage) -> str:
    """“如果来宾人数 ≥ 10 或有外宾” — or what is wrong with the expression."""
    if not expression:
        return _("Always included")
    try:
        condition = compile(expression, {key: fact.type for key, fact in facts.items()})
    except ConditionError as error:
        return str(error)
    return _("If %(condition)s") % {"condition": explain(condition, vocabulary(stage.snapshot))}


def expression_from(posted: QueryDict, code: str, facts: Mapping[str, QuestionSnapshot]) -> str:
    """The expression a rule's form stands for, whichever way it was filled in."""
    mode = posted.get(f"mode-{code}")
    if mode == "expression":
        return (posted.get(f"expression-{code}") or "").strip()
    if mode != "rows":
        return ""
    fields = [
        tuple(posted.get(f"{name}-{code}-{number}") or "" for name in ("fact", "op", "value")) for number in range(ROWS)
    ]
    return expression_of(rows_from(fields, posted.get(f"join-{code}") or "and"), facts)  # type: ignore[arg-type]


def read(stage: Stage, posted: QueryDict) -> MatterDraft:
    """The draft with these rules. Raises Invalid with what is wrong with the first expression that is."""
    facts = stage.snapshot.facts
    types = {key: fact.type for key, fact in facts.items()}
    items = []
    for row in stage.draft.items:
        expression = expression_from(posted, row.item, facts)
        if expression:
            try:
                compile(expression, types)
            except ConditionError as error:
                name = stage.catalogue.items[row.item].label
                raise Invalid(_("%(item)s: %(why)s") % {"item": name, "why": error}) from error
        items.append(replace(row, include_when=expression))
    return replace(stage.draft, items=tuple(items))


def read_questions(stage: Stage, posted: QueryDict) -> MatterDraft:
    """The draft with these questions, sample answers and settled facts. Raises Invalid."""
    facts, draft = stage.catalogue.facts, stage.draft
    keys = [key for key in in_chosen_order(posted, draft.question_ids) if not posted.get(f"remove-{key}")]
    fixed = {
        key: answer_from(facts[key], posted.get(f"fixed-{key}") or "")
        for key in draft.fixed
        if key in facts and not posted.get(f"remove-{key}")
    }
    reference = {key: answer_from(facts[key], posted.get(f"sample-{key}") or "") for key in keys if key in facts}
    added = code_of(posted.get("add") or "")
    if added:
        if added not in facts:
            raise Invalid(_("There is no question %(code)s. Choose one of the list, or create it.") % {"code": added})
        if posted.get("as") == "fixed":
            fixed[added] = facts[added].default
        elif added not in keys:
            keys.append(added)
            reference[added] = facts[added].default
    return with_questions(draft, keys, fixed, reference)


def with_questions(
    draft: MatterDraft, keys: list[str], fixed: Mapping[str, Any], reference: Mapping[str, Any]
) -> MatterDraft:
    return replace(draft, question_ids=tuple(keys), fixed=dict(fixed), reference=dict(reference))


def new_question(posted: QueryDict) -> QuestionSnapshot:
    """The new fact a form describes. Raises Invalid."""
    code = (posted.get("code") or "").strip()
    text = (posted.get("text") or "").strip()
    kind = posted.get("type") or "bool"
    if not FACT_CODE.fullmatch(code):
        raise Invalid(_("The code of a question is 2 to 40 small letters, digits and _, say need_video."))
    if not text or kind not in FACT_TYPES:
        raise Invalid(_("Please write the question as applicants should read it, and choose its kind of answer."))
    if kind == "int":
        low, high = (int(raw) if (raw := posted.get(name) or "").isdecimal() else None for name in ("min", "max"))
        if low is None or high is None or low > high:
            raise Invalid(_("A number needs its smallest and its largest value."))
        return QuestionSnapshot(code, kind, text, low, posted.get("text_en") or "", min=low, max=high)
    if kind == "single":
        options = tuple(_option(line) for line in words_of(posted.get("options") or ""))
        if len(options) < 2:
            raise Invalid(_("Write at least two answers, one a line, as code = name."))
        return QuestionSnapshot(code, kind, text, options[0].value, posted.get("text_en") or "", options=options)
    return QuestionSnapshot(code, kind, text, False, posted.get("text_en") or "")


def _option(line: str) -> OptionSnapshot:
    value, equals, name = (part.strip() for part in line.partition("="))
    if not equals or not name or not FACT_CODE.fullmatch(value):
        raise Invalid(_("“%(line)s” is no answer. Write it as code = name, say roster = 值班表.") % {"line": line})
    return OptionSnapshot(value, name)
