"""The merged form of one application: what is asked, what is known already, what was typed (R16).

Screens and API build the form with `open_form` and read what came back with `read_form`;
submission does the same once more, so nobody can skip a check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org import registry
from departments.org.contract import ItemFacts
from departments.org.duties import primary_department
from departments.org.prefill import Prefill, Prefilled, prefill
from portal.errors import Invalid
from services.cases.models import Channel
from services.catalog.models import MatterVersion
from services.catalog.resolution import Resolution, ResolvedField, resolve
from services.catalog.snapshot import MatterSnapshot
from services.dictionary import sharing
from services.dictionary.validation import check_item_conditions, check_order, clean


@dataclass(frozen=True)
class Application:
    """What somebody hands in. `materials` {code: upload id}; `commitments` {code: date of the promise,
    or `declarations.DECLARED`}."""

    matter: str
    answers: Mapping[str, Any]
    fields: Mapping[str, Any]
    materials: Mapping[str, str] = field(default_factory=dict)
    commitments: Mapping[str, str] = field(default_factory=dict)
    channel: str = Channel.WEB
    consent: str = ""
    version: MatterVersion | None = None


@dataclass(frozen=True)
class FormField:
    """One field with what the house knows about it. `source` None means the applicant states it."""

    resolved: ResolvedField
    value: Any
    source: Prefilled | None
    readonly: bool
    # The register that should know did not answer: its department owes the value (R44).
    owed: bool = False

    @property
    def key(self) -> str:
        return self.resolved.key

    @property
    def required(self) -> bool:
        """Must be filled in now: only the applicant knows it, or the register that should know does not.

        Never for what a silent register owes (R44).
        """
        return not self.owed and (self.resolved.required or (self.resolved.expected and self.value is None))

    @property
    def asks(self) -> bool:
        """True when the applicant has something to type here."""
        return not self.readonly


@dataclass(frozen=True)
class ApplicationForm:
    """Everything an applicant sees for one set of answers."""

    matter: MatterSnapshot
    resolution: Resolution
    fields: tuple[FormField, ...]
    prefill: Prefill

    def main_fields(self) -> tuple[FormField, ...]:
        return tuple(one for one in self.fields if one.resolved.phase == "main")

    def field(self, key: str) -> FormField | None:
        return next((one for one in self.fields if one.key == key), None)


@dataclass(frozen=True)
class Claim:
    """The applicant says a shared value is wrong (R83)."""

    field: FormField
    text: str


@dataclass(frozen=True)
class ReadForm:
    """A form that was filled in and holds: `entries` as stored with the case."""

    entries: dict[str, dict[str, Any]]
    claims: tuple[Claim, ...]

    def values(self) -> dict[str, Any]:
        return {key: entry["value"] for key, entry in self.entries.items()}


def open_form(
    applicant: Any, matter: MatterSnapshot, answers: Mapping[str, Any], *, reader: Any = None, reference: str = ""
) -> ApplicationForm:
    """Resolve the answers and ask the departments' registers what they know. Raises Invalid.

    Read is only what a department grants the items of this form; every read is logged for
    `reader` (the applicant, or whoever fills in for them) under `reference`, the draft's or case's (R82).
    """
    resolution = resolve(matter, answers)
    departments = {one.code: one.item.department for one in resolution.items}
    uses = {
        one.key: sharing.Use(one.source, {code: departments[code] for code in one.used_by})
        for one in resolution.fields
        if one.source
    }
    permitted = sharing.allowed(uses)
    known = prefill(applicant, permitted)
    sharing.log(uses, permitted, reader=reader or applicant, about=applicant, matter=matter.code, reference=reference)
    return ApplicationForm(matter, resolution, tuple(form_field(one, known) for one in resolution.fields), known)


def form_field(resolved: ResolvedField, known: Prefill) -> FormField:
    """An answered question wins, then the authoritative source; everything else is asked."""
    if resolved.value is not None:
        return FormField(resolved, resolved.value, None, readonly=True)
    found = known.get(resolved.key)
    if found is None:
        return FormField(resolved, None, None, readonly=False, owed=resolved.key in known.owed)
    return FormField(resolved, found.value, found, readonly=not resolved.element.self_service)


def read_form(form: ApplicationForm, given: Mapping[str, Any], *, now: datetime | None = None) -> ReadForm:
    """Check everything typed against the dictionary and the items' conditions.

    Raises Invalid with `fields`: every problem at once. A differing value for a field that
    has a source does not replace it: it is kept as an objection (R16, R83).
    """
    problems: dict[str, list[str]] = {}
    unknown = [key for key in given if form.field(key) is None]
    for key in unknown:
        problems[key] = [_("This field is not part of this application. Leave it out.")]
    entries: dict[str, dict[str, Any]] = {}
    claims: list[Claim] = []
    for one in form.fields:
        try:
            entry = read_field(one, given.get(one.key), claims)
        except Invalid as error:
            problems[one.key] = [error.detail, *error.fields.get(one.key, [])][:1]
            continue
        if entry is not None:
            entries[one.key] = entry
    values = {key: entry["value"] for key, entry in entries.items()}
    elements = {one.key: one.resolved.element for one in form.fields}
    for key, text in check_order(elements, values).items():
        problems.setdefault(key, []).append(text)
    items = [one.item for one in form.resolution.main_items]
    for failure in check_item_conditions(items, values):
        for key in failure.fields:
            problems.setdefault(key, []).append(failure.text)
    if problems:
        raise Invalid(_("Please check the marked fields; nothing you typed is lost."), fields=problems)
    return ReadForm(entries, tuple(claims))


def read_field(one: FormField, raw: Any, claims: list[Claim]) -> dict[str, Any] | None:
    """The entry to store for one field, None when it stays empty. Raises Invalid."""
    element = one.resolved.element
    typed = None if raw in (None, "") else clean(element, raw)
    if one.readonly:
        held = clean(element, one.value)
        if typed is not None and typed != held:
            if one.source is None:
                raise Invalid(
                    _("This was answered with “%(value)s” before. Change the answer there, then everything fits.")
                    % {"value": held}
                )
            claims.append(Claim(one, str(raw)))
        typed = held
    if typed is None:
        if one.required:
            raise Invalid(_("Please fill in “%(field)s”.") % {"field": element.label})
        return None
    source = None
    if one.source is not None and typed == clean(element, one.source.value):
        source = {
            "department": one.source.source_department,
            "system": one.source.system_name,
            "system_en": one.source.system_name_en,
            "as_of": one.source.as_of.isoformat(),
        }
    return {"value": typed, "element": element.code, "name": element.name, "source": source}


def check_rules(form: ApplicationForm, values: Mapping[str, Any], applicant: Any, now: datetime | None = None) -> None:
    """Ask the departments' own rules about their items. Raises Invalid with every problem at once."""
    moment = now or timezone.now()
    department = primary_department(applicant)
    fields: dict[str, list[str]] = {}
    for one in form.resolution.main_items:
        facts = ItemFacts(
            case_number="",
            item_code=one.code,
            applicant_username=applicant.username,
            department_code=department.code if department else "",
            values=values,
            facts=form.resolution.facts,
            submitted_at=moment,
            now=moment,
        )
        for rule in registry.rules(one.code):
            for problem in rule.check(facts):
                key = problem.field or "__all__"
                fields.setdefault(key, []).append(problem.sentence)
    if fields:
        first = next(iter(fields.values()))[0]
        raise Invalid(first, fields=fields)
