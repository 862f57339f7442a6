"""What differs between two versions of a matter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from services.catalog.diff.changes import Change, added, attributes, changed, in_both, listed, members, removed
from services.catalog.diff.dictionary import compare_dictionary
from services.catalog.diff.items import compare_items, when_in_words
from services.catalog.reasons import length_in_words
from services.catalog.snapshot import MatterItemSnapshot, MatterSnapshot, QuestionSnapshot
from services.catalog.words import FACT_TYPES


def compare(before: MatterSnapshot | None, after: MatterSnapshot) -> list[Change]:
    """Every difference in the order of the designer's sections; all items as added where nothing was before."""
    if before is None:
        return [
            added("basics", _("the matter “%(matter)s”") % {"matter": after.label}),
            *(added("items", _item_name(one, after)) for one in after.items),
            *(added("rules", _("question “%(question)s”") % {"question": one.label}) for one in after.questions),
        ]
    found = [
        *_basics(before, after),
        *_items(before, after),
        *_flow(before, after),
        *_rules(before, after),
        *compare_dictionary(before, after),
        *_promise(before, after),
    ]
    return found or _unnamed(before, after)


def _basics(before: MatterSnapshot, after: MatterSnapshot) -> Iterator[Change]:
    labels = {
        "name": _("name"),
        "name_en": _("English name"),
        "intro": _("introduction"),
        "intro_en": _("introduction in English"),
        "life_event": _("life event"),
        "extra_visits": _("visits besides those of the items"),
        "organisation": _("organisation"),
        "calendar": _("working calendar"),
    }
    yield from attributes("basics", "", before, after, labels)
    if before.lead_department != after.lead_department:
        yield changed(
            "basics",
            _("lead department"),
            before.department_label(before.lead_department),
            after.department_label(after.lead_department),
        )
    for name, label in (
        ("audience", _("for whom")),
        ("aliases", _("also called")),
        ("aliases_en", _("also called in English")),
    ):
        yield from members("basics", label, getattr(before, name), getattr(after, name))


def _item_name(one: MatterItemSnapshot, matter: MatterSnapshot) -> str:
    return _("item “%(item)s” (%(department)s)") % {
        "item": one.item.label,
        "department": matter.department_label(one.item.department),
    }


def _items(before: MatterSnapshot, after: MatterSnapshot) -> Iterator[Change]:
    for code, one in after.by_code.items():
        if code not in before.by_code:
            yield added("items", _item_name(one, after))
    for code, one in before.by_code.items():
        if code not in after.by_code:
            yield removed("items", _item_name(one, before))
    kept = [code for code in before.by_code if code in after.by_code]
    if kept != [code for code in after.by_code if code in before.by_code]:
        names = listed(one.item.label for one in after.items)
        yield Change("items", "changed", _("The items are now in the order %(names)s.") % {"names": names})
    for code in kept:
        yield from compare_items(before.by_code[code].item, after.by_code[code].item, before, after)


def _flow(before: MatterSnapshot, after: MatterSnapshot) -> Iterator[Change]:
    for code, one in after.by_code.items():
        had = before.by_code.get(code)
        if had is None:
            had = MatterItemSnapshot(one.item)
        name = one.item.label
        for attribute, start, stop in (
            ("needs", _("%(item)s now waits for %(which)s."), _("%(item)s no longer waits for %(which)s.")),
            (
                "soft",
                _("%(item)s runs beside %(which)s from now on and stays provisional until that is approved."),
                _("%(item)s is no longer provisional until %(which)s is approved."),
            ),
        ):
            old, new = getattr(had, attribute), getattr(one, attribute)
            for which in (code for code in new if code not in old):
                yield Change("flow", "added", start % {"item": name, "which": _label(after, which)})
            for which in (code for code in old if code not in new):
                yield Change("flow", "removed", stop % {"item": name, "which": _label(before, which)})
        if had.phase != one.phase:
            yield changed("flow", _("%(item)s, phase") % {"item": name}, _phase(had.phase), _phase(one.phase))


def _label(matter: MatterSnapshot, code: str) -> str:
    return matter.by_code[code].item.label if code in matter.by_code else code


def _phase(phase: str) -> str:
    return _("after the event, with its own clock") if phase == "post" else _("inside the limit")


def _rules(before: MatterSnapshot, after: MatterSnapshot) -> Iterator[Change]:
    for code, one in after.by_code.items():
        had = before.by_code.get(code)
        old = had.include_when if had else ""
        if old != one.include_when:
            yield changed(
                "rules",
                _("%(item)s is included") % {"item": one.item.label},
                when_in_words(old, before),
                when_in_words(one.include_when, after),
            )
    asked = [[_question(matter, key) for key in matter.question_ids] for matter in (before, after)]
    yield from members("rules", _("question"), *asked)
    for key in after.question_ids:
        if key in before.question_ids:
            yield from _fact(before.facts[key], after.facts[key])
            yield from _settled(before, after, key, before.reference.get(key), after.reference.get(key))
    yield from _fixed(before, after)


def _question(matter: MatterSnapshot, key: str) -> str:
    return f"{matter.facts[key].label} ({key})"


def _fact(before: QuestionSnapshot, after: QuestionSnapshot) -> Iterator[Change]:
    labels = {
        "text": _("wording"),
        "text_en": _("wording in English"),
        "type": _("kind of answer"),
        "default": _("preset answer"),
        "min": _("smallest value"),
        "max": _("largest value"),
    }

    def words(name: str, value: Any) -> object:
        return FACT_TYPES.get(value, value) if name == "type" else value

    name = _("question “%(question)s”") % {"question": after.label}
    yield from attributes("rules", name, before, after, labels, words)
    if before.options != after.options:
        options = [[f"{in_both(one)} ({one.value})" for one in fact.options] for fact in (before, after)]
        yield from members("rules", _("%(question)s, answers") % {"question": name}, *options)


def _settled(before: MatterSnapshot, after: MatterSnapshot, key: str, old: object, new: object) -> Iterator[Change]:
    if old != new:
        what = _("sample answer to “%(question)s”") % {"question": after.facts[key].label}
        yield changed("rules", what, before.facts[key].in_words(old), after.facts[key].in_words(new))


def _fixed(before: MatterSnapshot, after: MatterSnapshot) -> Iterator[Change]:
    for key, value in after.fixed.items():
        name = _("“%(fact)s”, settled by the matter itself") % {"fact": after.facts[key].label}
        if key not in before.fixed:
            yield added("rules", f"{name}: {after.facts[key].in_words(value)}")
        elif before.fixed[key] != value:
            yield changed(
                "rules", name, before.facts[key].in_words(before.fixed[key]), after.facts[key].in_words(value)
            )
    for key in before.fixed:
        if key not in after.fixed:
            yield removed("rules", _("“%(fact)s”, settled by the matter itself") % {"fact": before.facts[key].label})


def _promise(before: MatterSnapshot, after: MatterSnapshot) -> Iterator[Change]:
    for name, label in (
        ("promised", _("The promise of the whole matter")),
        ("statutory", _("The statutory limit of the whole matter")),
    ):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield changed("limits", label, length_in_words(old.amount, old.unit), length_in_words(new.amount, new.unit))


def _unnamed(before: MatterSnapshot, after: MatterSnapshot) -> list[Change]:
    """What no sentence speaks of, by its key: a difference is never passed over."""
    old, new = before.to_json(), after.to_json()
    keys = [key for key in new if key != "version" and old.get(key) != new[key]]
    if not keys:
        return []
    return [Change("basics", "changed", _("Other details change: %(keys)s.") % {"keys": ", ".join(keys)})]
