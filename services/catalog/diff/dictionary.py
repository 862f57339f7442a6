"""What differs between the fields, papers and departments two versions of a matter speak of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext as _

from services.catalog.diff.changes import Change, attributes, changed, in_both, listed, members
from services.catalog.snapshot import MaterialSnapshot, MatterSnapshot


def compare_dictionary(before: MatterSnapshot, after: MatterSnapshot) -> Iterator[Change]:
    """Fields and papers used before and after whose own rules changed. What joined or left is told by its items."""
    for key, element in after.elements.items():
        if key in before.elements and before.elements[key] != element:
            yield from _element(before, after, key)
    for code, material in after.materials.items():
        if code in before.materials:
            yield from _material(before.materials[code], material)
    for code, department in after.departments.items():
        had = before.departments.get(code)
        if had is not None and had != department:
            yield changed("basics", _("department %(code)s") % {"code": code}, had.label, department.label)
    if before.topics != after.topics:
        topics = [[f"{in_both(one)} ({one.code})" for one in matter.topics] for matter in (before, after)]
        yield from members("form", _("headings of the form"), *topics)


def _element(before: MatterSnapshot, after: MatterSnapshot, key: str) -> Iterator[Change]:
    old, new = before.elements[key], after.elements[key]
    name = _("field “%(field)s”") % {"field": new.label}
    labels: dict[str, str] = {
        "name": _("name"),
        "type": _("type"),
        "pattern": _("pattern"),
        "min": _("smallest value"),
        "max": _("largest value"),
        "source": _("authoritative department"),
        "self_service": _("the person may change it"),
        "asked_if_unknown": _("asked when the source has no value"),
        "sensitivity": _("sensitivity"),
        "from_fact": _("answered by the question"),
        "topic": _("topic"),
    }

    def words(attribute: str, value: Any) -> object:
        if attribute == "source":
            return next((one.department_label(value) for one in (after, before) if value in one.departments), value)
        return value

    told = list(attributes("form", name, old, new, labels, words))
    yield from told
    if old.options != new.options:
        options = [[f"{in_both(one)} ({one.value})" for one in element.options] for element in (old, new)]
        yield from members("form", _("%(field)s, answers") % {"field": name}, *options)
    rest = [
        one.name
        for one in fields(new)
        if one.name not in (*labels, "options") and getattr(old, one.name) != getattr(new, one.name)
    ]
    if rest:
        what = _("%(field)s: its checks and hints change (%(which)s).") % {"field": name, "which": listed(rest)}
        yield Change("form", "changed", what)


def _material(before: MaterialSnapshot, after: MaterialSnapshot) -> Iterator[Change]:
    labels = {
        "name": _("name"),
        "name_en": _("English name"),
        "source": _("source"),
        "essential": _("essential, cannot be deferred"),
        "exempt": _("never handed in"),
        "deferrable": _("may follow later"),
        "defer_days": _("longest deferral in working days"),
        "commitment": _("a declared commitment may replace it"),
        "validity_days": _("valid for calendar days"),
        "of_item": _("result of the item"),
        "from_elements": _("data behind the material"),
    }
    yield from attributes("materials", _("material “%(name)s”") % {"name": after.label}, before, after, labels)
