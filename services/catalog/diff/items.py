"""What differs between two versions of one service item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from services.catalog.diff.changes import Change, added, attributes, changed, in_both, listed, members, removed
from services.catalog.reasons import length_in_words
from services.catalog.snapshot import (
    ConditionSnapshot,
    CountersignSnapshot,
    ItemSnapshot,
    MatterSnapshot,
    StepSnapshot,
)
from services.catalog.words import POLICIES, ROLES, TIMEOUTS, TYPES, condition_in_words, of_elements
from services.dictionary.shapes import plain


def compare_items(before: ItemSnapshot, after: ItemSnapshot, old: MatterSnapshot, new: MatterSnapshot) -> list[Change]:
    """Every difference, each sentence beginning with the item's name."""
    if before == after:
        return []
    name = after.label
    return [
        *_basics(name, before, after, old, new),
        *_limits(name, before, after),
        *_steps(name, before, after),
        *_conditions(name, before, after, old, new),
        *_papers(name, before, after, old, new),
        *members(
            "form",
            _("%(item)s, fields") % {"item": name},
            [_element(old, key) for key in before.elements],
            [_element(new, key) for key in after.elements],
        ),
        *_countersigns(name, before, after, old, new),
        *_procedures(name, before, after),
    ]


def _element(matter: MatterSnapshot, key: str) -> str:
    return matter.elements[key].label if key in matter.elements else key


def _basics(
    name: str, before: ItemSnapshot, after: ItemSnapshot, old: MatterSnapshot, new: MatterSnapshot
) -> Iterator[Change]:
    labels = {
        "name": _("name"),
        "name_en": _("English name"),
        "type": _("type"),
        "basis": _("legal basis"),
        "audience": _("for whom"),
        "aliases": _("also called"),
    }

    def words(attribute: str, value: Any) -> object:
        return str(TYPES.get(value, value)) if attribute == "type" else value

    yield from attributes("items", name, before, after, labels, words)
    if before.department != after.department:
        what = _("%(item)s, department in charge") % {"item": name}
        yield changed("items", what, old.department_label(before.department), new.department_label(after.department))
    result = {
        "name": _("result"),
        "name_en": _("result in English"),
        "material": _("result as a material"),
        "validity_days": _("days the result is valid"),
    }
    yield from attributes("items", name, before.result, after.result, result)
    figures = {
        "legacy_amount": _("average before the reform"),
        "legacy_steps": _("steps before"),
        "legacy_visits": _("visits before"),
        "promised_visits": _("visits now"),
    }
    yield from attributes("items", name, before, after, figures)


def _limits(name: str, before: ItemSnapshot, after: ItemSnapshot) -> Iterator[Change]:
    for attribute, label in (("promised", _("promised limit")), ("statutory", _("statutory limit"))):
        old, new = getattr(before, attribute), getattr(after, attribute)
        if old != new:
            what = _("%(item)s, %(what)s") % {"item": name, "what": label}
            yield changed("limits", what, length_in_words(old.amount, old.unit), length_in_words(new.amount, new.unit))
    labels = {
        "yellow_threshold": _("yellow from this share of the limit"),
        "resupply_days": _("working days to resupply"),
    }
    yield from attributes("limits", name, before, after, labels)


def _steps(name: str, before: ItemSnapshot, after: ItemSnapshot) -> Iterator[Change]:
    what = _("%(item)s, steps") % {"item": name}
    yield from members("items", what, [_step(one) for one in before.steps], [_step(one) for one in after.steps])


def _step(one: StepSnapshot) -> str:
    return _("%(step)s (%(role)s, %(days)s)") % {
        "step": in_both(one),
        "role": _("%(role)s of the applicant's department") % {"role": ROLES.get(one.role, one.role)}
        if one.of_applicant
        else ROLES.get(one.role, one.role),
        "days": plain(one.days),
    }


def _conditions(
    name: str, before: ItemSnapshot, after: ItemSnapshot, old: MatterSnapshot, new: MatterSnapshot
) -> Iterator[Change]:
    had, has = ({one.id: one for one in item.conditions} for item in (before, after))
    for key in [*had, *(key for key in has if key not in had)]:
        if key not in has:
            yield removed("items", _("%(item)s, condition “%(text)s”") % {"item": name, "text": had[key].label})
        elif key not in had:
            text = _condition(has[key], new)
            yield added("items", _("%(item)s, condition %(text)s") % {"item": name, "text": text})
        elif had[key] != has[key]:
            what = _("%(item)s, condition %(id)s") % {"item": name, "id": key}
            yield changed("items", what, _condition(had[key], old), _condition(has[key], new))
    if list(had) != list(has) and set(had) == set(has):
        yield from members("items", _("%(item)s, conditions") % {"item": name}, had, has)


def _condition(one: ConditionSnapshot, matter: MatterSnapshot) -> str:
    if not one.check:
        return one.label
    sentence = condition_in_words(one.check, one.types, of_elements(matter.elements.values()))
    return _("%(text)s [%(check)s]") % {"text": one.label, "check": sentence}


def _papers(
    name: str, before: ItemSnapshot, after: ItemSnapshot, old: MatterSnapshot, new: MatterSnapshot
) -> Iterator[Change]:
    had, has = ({one.code: one.when for one in item.materials} for item in (before, after))

    def label(code: str) -> str:
        return next((one.materials[code].label for one in (new, old) if code in one.materials), code)

    what = _("%(item)s, materials") % {"item": name}
    yield from members("materials", what, map(label, had), map(label, has))
    for code in has:
        if code in had and had[code] != has[code]:
            yield changed(
                "materials",
                _("%(item)s asks for “%(material)s”") % {"item": name, "material": label(code)},
                when_in_words(had[code], old),
                when_in_words(has[code], new),
            )


def when_in_words(expression: str, matter: MatterSnapshot) -> str:
    from services.catalog.answers import vocabulary

    return condition_in_words(expression, matter.fact_types, vocabulary(matter)) if expression else _("always")


def _countersigns(
    name: str, before: ItemSnapshot, after: ItemSnapshot, old: MatterSnapshot, new: MatterSnapshot
) -> Iterator[Change]:
    if before.countersigns == after.countersigns:
        return
    had = [countersign_in_words(one, old, before.unit) for one in before.countersigns]
    has = [countersign_in_words(one, new, after.unit) for one in after.countersigns]
    yield from members("items", _("%(item)s, countersign") % {"item": name}, had, has)


def countersign_in_words(one: CountersignSnapshot, matter: MatterSnapshot, unit: str) -> str:
    """“生产运行部、保卫部，全部同意，半个工作日，逾期视为同意”."""
    policy = POLICIES.get(one.policy, one.policy)
    if one.policy == "quorum":
        policy = _("%(number)s of them agree") % {"number": one.quorum}
    return _("%(departments)s: %(policy)s, within %(length)s, %(timeout)s") % {
        "departments": listed(matter.department_label(code) for code in one.departments),
        "policy": policy,
        "length": length_in_words(one.days, unit),
        "timeout": TIMEOUTS.get(one.on_timeout, one.on_timeout),
    }


def _procedures(name: str, before: ItemSnapshot, after: ItemSnapshot) -> Iterator[Change]:
    had, has = (
        [
            _("%(name)s (at most %(days)d working days)") % {"name": in_both(one), "days": one.max_days}
            for one in item.special_procedures
        ]
        for item in (before, after)
    )
    yield from members("limits", _("%(item)s, special procedures") % {"item": name}, had, has)
    codes = [[one.code for one in item.special_procedures] for item in (before, after)]
    if had == has and codes[0] != codes[1]:
        yield changed("limits", _("%(item)s, codes of special procedures") % {"item": name}, *map(listed, codes))
