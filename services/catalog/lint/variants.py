"""One thing under several names, or one name with several ways and papers (三不统一)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from django.utils.translation import gettext as _

from services.catalog.catalogue import Catalogue, MatterItemDraft
from services.catalog.lint.findings import HINT, WARNING, Finding
from services.catalog.lint.likeness import groups
from services.catalog.snapshot import ItemSnapshot


def lint_variants(catalogue: Catalogue) -> Iterator[Finding]:
    """Near-duplicate names of items, papers and elements; different ways and papers for the same item."""
    items = {code: (item.name, *item.aliases) for code, item in catalogue.items.items()}
    for codes in groups(items):
        yield from _same_item([catalogue.items[code] for code in codes], catalogue)
    yield from _same_name("materials", {code: one.name for code, one in catalogue.materials.items()})
    yield from _same_name("elements", {key: one.name for key, one in catalogue.elements.items()})
    yield from _different_orders(catalogue)


def _same_item(alike: list[ItemSnapshot], catalogue: Catalogue) -> Iterator[Finding]:
    first = alike[0]
    if len({_organisation(one, catalogue) for one in alike}) == 1:
        yield Finding(
            ("items", first.code, "name"),
            _("%(count)d items seem to be one thing: %(names)s.") % {"count": len(alike), "names": _named(alike)},
            _("Keep %(code)s, write the other names under “also called”, and use it in their place.")
            % {"code": first.code},
            severity=WARNING,
            kind="alike_items",
            codes=tuple(one.code for one in alike),
        )
    yield from _different(alike, "steps", _("take different ways"), {one.code: _way(one) for one in alike})
    yield from _different(
        alike, "materials", _("ask for different papers"), {one.code: _papers(one, catalogue) for one in alike}
    )


def _organisation(item: ItemSnapshot, catalogue: Catalogue) -> str:
    department = catalogue.departments.get(item.department)
    return department.organisation if department else ""


def _different(alike: list[ItemSnapshot], part: str, how: str, held: Mapping[str, str]) -> Iterator[Finding]:
    if len(set(held.values())) > 1:
        said = "；".join(f"{code}：{text or '—'}" for code, text in held.items())
        yield Finding(
            ("items", alike[0].code, part),
            _("Items of the same name %(how)s: %(said)s.") % {"how": how, "said": said},
            _("Agree on one of them, or give the items names that say the difference."),
            severity=WARNING,
            kind=f"different_{part}",
        )


def _way(item: ItemSnapshot) -> str:
    return " → ".join(step.name for step in item.steps)


def _papers(item: ItemSnapshot, catalogue: Catalogue) -> str:
    names = [catalogue.materials[one.code].name for one in item.materials if one.code in catalogue.materials]
    return "、".join(sorted(names))


def _same_name(section: str, names: Mapping[str, str]) -> Iterator[Finding]:
    for codes in groups({code: (name,) for code, name in names.items()}):
        listed = "、".join(f"{code} {names[code]}" for code in codes)
        yield Finding(
            (section, codes[0], "name"),
            _("These seem to be one thing: %(names)s.") % {"names": listed},
            _("Keep %(code)s and use it everywhere, or give them names that say the difference.") % {"code": codes[0]},
            severity=WARNING,
            kind=f"alike_{section}",
        )


def _named(items: list[ItemSnapshot]) -> str:
    return "、".join(f"{one.code} {one.name}" for one in items)


def _different_orders(catalogue: Catalogue) -> Iterator[Finding]:
    """The same two items, in one matter in this order, in another in the opposite one."""
    before: dict[tuple[str, str], tuple[str, int]] = {}
    for matter in catalogue.matters.values():
        for place, row in enumerate(matter.items):
            for code in (*row.needs, *row.soft):
                before.setdefault((code, row.item), (matter.code, place))
    for (one, other), (matter_code, place) in before.items():
        opposite = before.get((other, one))
        if opposite and one < other and opposite[0] != matter_code:
            yield Finding(
                ("matters", matter_code, "items", place, "needs"),
                _("%(one)s comes before %(other)s here and after it in %(matter)s.")
                % {"one": one, "other": other, "matter": opposite[0]},
                _("Settle which comes first, and let both matters say the same."),
                severity=WARNING,
                kind="different_order",
            )
    yield from _different_needs(catalogue)


def _different_needs(catalogue: Catalogue) -> Iterator[Finding]:
    """Two items side by side in two matters, one waiting for the other only in one of them."""
    uses: dict[str, list[tuple[str, int, MatterItemDraft, frozenset[str]]]] = {}
    for matter in catalogue.matters.values():
        members = frozenset(row.item for row in matter.items)
        for place, row in enumerate(matter.items):
            uses.setdefault(row.item, []).append((matter.code, place, row, members))
    for item, rows in uses.items():
        for (code, place, row, members), (other_code, _place, other, other_members) in combinations(rows, 2):
            shared = members & other_members
            if (set(row.needs) & shared) != (set(other.needs) & shared):
                yield Finding(
                    ("matters", code, "items", place, "needs"),
                    _("%(item)s waits for other items here than in %(matter)s, though both hold them.")
                    % {"item": item, "matter": other_code},
                    _("If the reason is not the matter itself, let it wait for the same ones in both."),
                    severity=HINT,
                    kind="different_needs",
                )
