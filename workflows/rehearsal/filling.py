"""The application of a sample: what its script says, and something plausible for everything else that is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from re import _constants as marks  # type: ignore[attr-defined]
from re import _parser as patterns  # type: ignore[attr-defined]
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.errors import Invalid
from portal.files.models import Upload
from services.catalog.models import MatterVersion
from services.dictionary.snapshot import ElementSnapshot
from services.dictionary.validation import clean
from workflows.applying.application import Application, ApplicationForm, open_form
from workflows.rehearsal.shapes import Script

DAYS_AHEAD = 8
# The examples of the standards, and a card no bank issued: they belong to nobody.
CHECKED = {"GB11643": "11010519491231002X", "GB32100": "91350100M000100Y43", "LUHN": "6222020200001234562"}
FILLER = "预演填写内容"


def application_of(script: Script, version: MatterVersion, applicant: User, begins: datetime) -> Application:
    """What the applicant hands in at `begins`. Raises Invalid for answers the version does not ask for."""
    form = open_form(applicant, version.typed, script.answers)
    wanted = [one for one in form.resolution.materials if one.handling != "exempt" and one.phase == "main"]
    return Application(
        version.typed.code,
        script.answers,
        typed(form, script, begins),
        materials={one.code: paper(one.code, applicant) for one in wanted},
        version=version,
    )


def typed(form: ApplicationForm, script: Script, begins: datetime) -> dict[str, Any]:
    """{element key: value} of everything on the form; the script's dates move along with its beginning.

    What a register would know is filled in, too: the applicant stands in none.
    """
    moved = (begins.date() - timezone.localtime(script.moment).date()).days
    given: dict[str, Any] = {}
    for one in form.main_fields():
        if not one.asks:
            continue
        element = one.resolved.element
        if one.key in script.fields:
            given[one.key] = shifted(element, script.fields[one.key], moved)
            continue
        try:
            given[one.key] = plausible(element, begins, script.department)
        except Invalid:
            if one.required:
                raise
    return given


def paper(code: str, owner: User) -> str:
    """Id of an upload that has no file behind it: nothing is written to the store."""
    stub = Upload.objects.create(
        owner=owner,
        name=f"{code}.pdf",
        size=1,
        media_type="application/pdf",
        sha256="0" * 64,
        stored=f"rehearsal/{code}",
    )
    return str(stub.pk)


def shifted(element: ElementSnapshot, value: Any, days: int) -> Any:
    """A date or moment moved by whole days; anything else as it is."""
    try:
        if element.type == "date":
            return (date.fromisoformat(str(value)) + timedelta(days=days)).isoformat()
        if element.type == "datetime":
            return (datetime.fromisoformat(str(value)) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return value
    return value


def plausible(element: ElementSnapshot, begins: datetime, department: str) -> Any:
    """A value the dictionary takes for this element. Raises Invalid when a person has to think of one."""
    for candidate in candidates(element, begins, department):
        try:
            if clean(element, candidate) is not None:
                return candidate
        except Invalid:
            continue
    problem = _("Give the sample a value for “%(field)s”; it cannot be made up.") % {"field": element.label}
    raise Invalid(problem, code="value_needed", fields={element.key: [problem]})


def candidates(element: ElementSnapshot, begins: datetime, department: str) -> list[Any]:
    number = max(int(element.min or 1), 1)
    ahead = begins + timedelta(days=DAYS_AHEAD, hours=1 if element.after else 0)
    match element.type:
        case "bool":
            return [True, False]
        case "int" | "decimal":
            return [number, int(element.max or 0)]
        case "date":
            day = ahead.date() + timedelta(days=1 if element.after else 0)
            return [day.isoformat(), (begins.date() - timedelta(days=365)).isoformat()]
        case "datetime":
            return [ahead.strftime("%Y-%m-%dT%H:%M"), (begins - timedelta(days=365)).strftime("%Y-%m-%dT%H:%M")]
        case "code":
            return [element.options[0].value] if element.options else [department]
    made = [element.example, CHECKED.get(element.check, "")]
    if element.pattern:
        made += fitting(element.pattern)
    least, most = element.min_len or 0, element.max_len or len(FILLER)
    made.append((FILLER * (least // len(FILLER) + 1))[: max(least, min(most, len(FILLER)))])
    return [one for one in made if one]


def fitting(pattern: str) -> list[str]:
    """Texts a pattern takes: the shortest, each part of it as plain as it may be, in a few variants."""
    try:
        parsed = patterns.parse(pattern)
    except Exception:  # a pattern nobody can read gives no value; a person has to think of one
        return []
    return [written(parsed, place) for place in range(3)]


def written(parts: Any, place: int) -> str:
    """One text of a parsed pattern; `place` chooses among the characters of a set."""
    text = ""
    for kind, value in parts:
        if kind is marks.LITERAL:
            text += chr(value)
        elif kind is marks.IN:
            text += one_of(value, place)
        elif kind in (marks.MAX_REPEAT, marks.MIN_REPEAT):
            least, _most, repeated = value
            text += "".join(written(repeated, place) for _time in range(least))
        elif kind is marks.SUBPATTERN:
            text += written(value[-1], place)
        elif kind is marks.BRANCH:
            text += written(value[1][place % len(value[1])], place)
        elif kind is marks.ANY:
            text += "A"
    return text


def one_of(choices: Any, place: int) -> str:
    kind, value = choices[place % len(choices)]
    if kind is marks.RANGE:
        return chr(min(value[0] + place + 1, value[1]))
    if kind is marks.CATEGORY:
        return str(place + 1)
    return chr(value) if kind is marks.LITERAL else "A"


def cleared(elements: Mapping[str, ElementSnapshot], values: Mapping[str, Any]) -> dict[str, Any]:
    """Of a case's form what names nobody: numbers, days, yes and no, and choices that are not sensitive (R84)."""
    kept = ("int", "decimal", "date", "datetime", "bool", "code")
    return {
        key: value
        for key, value in values.items()
        if key in elements and elements[key].type in kept and not elements[key].sensitive
    }
