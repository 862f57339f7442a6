"""What one form and one set of papers save: every field and paper of a matter with who wants it and why (R16, R17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from services.catalog.diff.items import when_in_words
from services.catalog.snapshot import ElementSnapshot, ItemSnapshot, MaterialSnapshot, MatterSnapshot


@dataclass(frozen=True)
class MergedField:
    """One field of the form. `merged` says how many wishes became one question, "" when only one item asks;
    `source` where the value comes from, `fallback` what happens when it is not there."""

    element: ElementSnapshot
    topic: str
    used_by: tuple[str, ...]
    merged: str
    source: str
    fallback: str


@dataclass(frozen=True)
class MergedPaper:
    """One paper. `handling` in a word, `why` in a sentence, `wishes` who asks for it and when."""

    material: MaterialSnapshot
    handling: str
    why: str
    wishes: tuple[str, ...]


def merged_fields(matter: MatterSnapshot) -> list[MergedField]:
    """Every field once, in the order of the form."""
    uses: dict[str, list[ItemSnapshot]] = {}
    for one in matter.items:
        for key in one.item.elements:
            uses.setdefault(key, []).append(one.item)
    place = {topic.code: number for number, topic in enumerate(matter.topics)}
    topics = {topic.code: topic.label for topic in matter.topics}
    fields = [_field(matter, matter.elements[key], items, topics) for key, items in uses.items()]
    return sorted(fields, key=lambda field: place.get(field.element.topic, len(place)))


def _field(
    matter: MatterSnapshot, element: ElementSnapshot, items: list[ItemSnapshot], topics: dict[str, str]
) -> MergedField:
    departments = dict.fromkeys(matter.department_label(item.department) for item in items)
    merged = ""
    if len(items) > 1:
        merged = _("%(departments)d departments (%(items)d items) want “%(field)s”; it is asked once.") % {
            "departments": len(departments),
            "items": len(items),
            "field": element.label,
        }
    source, fallback = _source(matter, element)
    return MergedField(
        element=element,
        topic=topics.get(element.topic, _("Without a heading")),
        used_by=tuple(item.label for item in items),
        merged=merged,
        source=source,
        fallback=fallback,
    )


def _source(matter: MatterSnapshot, element: ElementSnapshot) -> tuple[str, str]:
    if element.from_fact and element.from_fact in matter.facts:
        name = matter.facts[element.from_fact].label
        return _("taken from the answer to “%(question)s”") % {"question": name}, ""
    if element.source is None:
        return _("the applicant states it"), ""
    source = _("prefilled by %(department)s") % {"department": matter.department_label(element.source)}
    if element.asked_if_unknown:
        return source, _("asked when the department holds no value")
    return source, _("if the source fails, the department owes it and the case goes on")


def merged_papers(matter: MatterSnapshot) -> list[MergedPaper]:
    """Every paper once, those the applicant hands in first."""
    uses: dict[str, list[str]] = {}
    for one in matter.items:
        for asked in one.item.materials:
            wish = one.item.label
            if asked.when:
                wish = _("%(item)s, if %(condition)s") % {"item": wish, "condition": when_in_words(asked.when, matter)}
            uses.setdefault(asked.code, []).append(wish)
    papers = [_paper(matter, matter.materials[code], wishes) for code, wishes in uses.items()]
    return sorted(papers, key=lambda paper: paper.material.exempt)


def _paper(matter: MatterSnapshot, one: MaterialSnapshot, wishes: list[str]) -> MergedPaper:
    handling = _("never handed in") if one.exempt else _("may follow later") if one.deferrable else _("handed in")
    reasons = list(_reasons(matter, one))
    if len(wishes) > 1:
        reasons.append(_("%(count)d items want it; it is handed in once.") % {"count": len(wishes)})
    return MergedPaper(one, handling, " ".join(reasons), tuple(wishes))


def _reasons(matter: MatterSnapshot, one: MaterialSnapshot) -> Iterator[str]:
    if one.source == "result":
        producer = matter.by_code.get(one.of_item or "")
        name = producer.item.label if producer else one.of_item or ""
        yield _("It is the result of “%(item)s” and flows inside the house.") % {"item": name}
    elif one.source == "generated":
        yield _("The form itself makes it; the applicant only signs.")
    elif one.source == "shared":
        keys = [matter.elements[key].label if key in matter.elements else key for key in one.from_elements]
        names = pgettext("diff", ", ").join(keys)
        yield _("Shared data proves it (%(fields)s).") % {"fields": names} if keys else _("Shared data proves it.")
    elif one.deferrable:
        yield ngettext(
            "It may follow within %(days)d working day after a signed promise.",
            "It may follow within %(days)d working days after a signed promise.",
            one.defer_days or 0,
        ) % {"days": one.defer_days or 0}
    elif one.essential:
        yield _("Essential: the case cannot be accepted without it.")
    else:
        yield _("Only the applicant has it.")
    if one.commitment:
        yield _("A declared commitment may replace it.")
    if one.validity_days and not one.exempt:
        yield _("Kept for %(days)d days: who handed it in before does not do so again.") % {"days": one.validity_days}
