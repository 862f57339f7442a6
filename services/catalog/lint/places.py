"""Where in the administration a finding is mended, and how that place is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.apps import apps
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from services.catalog.lint.findings import Finding

Label = str | Promise
# section of a path -> (model, the field the path names it by, what the section is called)
MODELS: dict[str, tuple[str, str, Label]] = {
    "items": ("catalog.serviceitem", "code", pgettext_lazy("administration", "Service items")),
    "matters": ("catalog.matter", "code", pgettext_lazy("administration", "Matters")),
    "elements": ("dictionary.dataelement", "key", pgettext_lazy("administration", "Data elements")),
    "materials": ("catalog.material", "code", pgettext_lazy("administration", "Materials")),
    "facts": ("catalog.fact", "code", pgettext_lazy("administration", "Facts")),
    "departments": ("org.department", "code", pgettext_lazy("administration", "Departments")),
}
PARTS: dict[str, Label] = {
    "basis": gettext_lazy("legal basis"),
    "check": gettext_lazy("check expression"),
    "conditions": gettext_lazy("conditions"),
    "countersign": gettext_lazy("countersigns"),
    "data": gettext_lazy("fields of the item"),
    "defer_days": gettext_lazy("longest deferral in working days"),
    "deferrable": gettext_lazy("may follow later"),
    "exempt": gettext_lazy("never handed in"),
    "include_when": gettext_lazy("included when"),
    "items": gettext_lazy("items of the matter"),
    "limit": gettext_lazy("limits"),
    "materials": gettext_lazy("materials of the item"),
    "name": gettext_lazy("name"),
    "needs": gettext_lazy("waits for"),
    "on_timeout": gettext_lazy("when the limit passes"),
    "questions": gettext_lazy("questions"),
    "reference": gettext_lazy("sample answers"),
    "result": gettext_lazy("result"),
    "soft": gettext_lazy("waits for"),
    "source": gettext_lazy("source"),
    "src": gettext_lazy("authoritative department"),
    "steps": gettext_lazy("steps"),
    "visits": gettext_lazy("visits now"),
    "when": gettext_lazy("only when"),
}


@dataclass(frozen=True)
class Placed:
    """A finding with the page it is mended on; `href` is "" when there is none."""

    finding: Finding
    section: Label
    code: str
    name: str
    parts: tuple[Label, ...]
    href: str

    @property
    def merge_href(self) -> str:
        """Where its spellings are merged into one code; "" when there is nothing to merge."""
        if not self.finding.codes:
            return ""
        keep, *others = self.finding.codes
        return f"{reverse('catalogue-merge')}?{urlencode({'keep': keep, 'others': ','.join(others)})}"


def placed(findings: Iterable[Finding]) -> list[Placed]:
    """Findings with links, in at most one statement for each section of the catalogue."""
    wanted = list(findings)
    rows = _rows(wanted)
    return [_placed(one, rows) for one in wanted]


def _rows(findings: list[Finding]) -> dict[tuple[str, str], tuple[int, str]]:
    """(primary key, name) by section and code."""
    codes: dict[str, set[str]] = defaultdict(set)
    for one in findings:
        if one.path[0] in MODELS and len(one.path) > 1:
            codes[str(one.path[0])].add(str(one.path[1]))
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for section, names in codes.items():
        label, field, _title = MODELS[section]
        called = "text" if section == "facts" else "name"
        rows = apps.get_model(label)._default_manager.filter(**{f"{field}__in": names})
        for pk, code, name in rows.values_list("pk", field, called):
            found[section, code] = (pk, name)
    return found


def _placed(one: Finding, rows: dict[tuple[str, str], tuple[int, str]]) -> Placed:
    section, code = str(one.path[0]), str(one.path[1]) if len(one.path) > 1 else ""
    pk, name = rows.get((section, code), (None, ""))
    href = ""
    if pk is not None:
        href = reverse(f"admin:{MODELS[section][0].replace('.', '_')}_change", args=[pk])
    parts = tuple(PARTS[str(step)] for step in one.path[2:] if str(step) in PARTS)
    return Placed(one, MODELS[section][2] if section in MODELS else section, code, name, parts, href)
