"""Service items: limits, steps, conditions, materials, countersigns, results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from departments.org.duties import STEP_DUTY
from services.catalog.catalogue import Catalogue
from services.catalog.lint.findings import Finding, Path, unknown
from services.catalog.lint.tacit import why_tacit_is_forbidden
from services.catalog.snapshot import CountersignSnapshot, ItemSnapshot
from services.conditions import ConditionError, compile
from services.dictionary.shapes import plain

POLICIES = ("all", "any", "quorum", "advisory")
UNITS = ("wd", "ch")
RESUPPLY_DAYS = (5, 20)


def lint_item(catalogue: Catalogue, one: ItemSnapshot) -> Iterator[Finding]:
    here: Path = ("items", one.code)
    if one.department not in catalogue.departments:
        yield unknown((*here, "dept"), _("Department"), one.department, catalogue.departments)
    elif not re.fullmatch(re.escape(one.department) + r"-\d{3}", one.code):
        yield Finding(
            (*here, "code"),
            _("The code does not belong to %(department)s.") % {"department": one.department},
            _("Write %(department)s- and three digits.") % {"department": one.department},
        )
    yield from _words(one, here)
    yield from _limits(one, here)
    yield from _steps(one, here)
    yield from _data_and_conditions(catalogue, one, here)
    yield from _materials(catalogue, one, here)
    for position, countersign in enumerate(one.countersigns):
        yield from _countersign(catalogue, one, countersign, (*here, "countersign", position))
    yield from _result(catalogue, one, here)
    yield from _twice((*here, "special"), [row.code for row in one.special_procedures])
    for position, procedure in enumerate(one.special_procedures):
        if procedure.max_days < 1:
            yield Finding((*here, "special", position, "max_days"), _("It lasts no day at all."), _("Write 1 or more."))


def _words(one: ItemSnapshot, here: Path) -> Iterator[Finding]:
    """What the applicant reads: without it an item is not complete (A05)."""
    if not one.name.strip():
        yield Finding((*here, "name"), _("It has no name."), _("Write what the applicant reads in the progress."))
    if not one.result.name.strip():
        yield Finding(
            (*here, "result"), _("Nothing is said about its result."), _("Write what the applicant holds in the end.")
        )


def _limits(one: ItemSnapshot, here: Path) -> Iterator[Finding]:
    promised, statutory = one.promised.amount, one.statutory.amount
    if one.unit not in UNITS:
        yield unknown((*here, "limit", "unit"), _("Unit"), one.unit, UNITS)
    if one.type not in ("instant", "promise"):
        yield unknown((*here, "type"), _("Type"), one.type, ("instant", "promise"))
    if promised > statutory:
        yield Finding(
            (*here, "limit", "promised"),
            _("The promise (%(promised)s) is longer than the statutory limit (%(statutory)s).")
            % {"promised": plain(promised), "statutory": plain(statutory)},
            _("Promise at most the statutory limit."),
        )
    if one.type == "instant" and one.unit == "wd" and promised != 0:
        yield Finding(
            (*here, "limit", "promised"),
            _("An instant item promises no days."),
            _("Write promised: 0, or make the type promise."),
        )
    if one.type == "promise" and promised <= 0:
        yield Finding(
            (*here, "limit", "promised"),
            _("A promise item needs a limit."),
            _("Write a limit above 0, or make the type instant."),
        )
    for name, amount in (("promised", promised), ("statutory", statutory)):
        if amount < 0 or (one.unit == "wd" and amount * 2 != int(amount * 2)):
            yield Finding(
                (*here, "limit", name),
                _("Working days are counted whole or in halves, not as %(amount)s.") % {"amount": plain(amount)},
                _("Write 0.5, 1, 1.5 …"),
            )
    if not 0 < one.yellow_threshold < 1:
        yield Finding((*here, "yellow"), _("The yellow threshold is a share of the limit."), _("Write 0.8, say."))
    if not RESUPPLY_DAYS[0] <= one.resupply_days <= RESUPPLY_DAYS[1]:
        yield Finding(
            (*here, "resupply_days"), _("Applicants have 5 to 20 working days to resupply."), _("Write 10, say.")
        )


def _steps(one: ItemSnapshot, here: Path) -> Iterator[Finding]:
    if not one.steps:
        yield Finding((*here, "steps"), _("Nobody has anything to do."), _("Add at least the deciding step."))
    for position, step in enumerate(one.steps):
        if step.role not in STEP_DUTY:
            yield unknown((*here, "steps", position, "r"), _("Step role"), step.role, STEP_DUTY)
    total = sum((step.days for step in one.steps), Decimal(0))
    if one.unit == "wd" and one.steps and total != one.promised.amount:
        yield Finding(
            (*here, "steps"),
            _("The steps take %(total)s days together, the promise is %(promised)s.")
            % {"total": plain(total), "promised": plain(one.promised.amount)},
            _("Let the steps add up to the promise."),
        )


def _data_and_conditions(catalogue: Catalogue, one: ItemSnapshot, here: Path) -> Iterator[Finding]:
    codes = [element.code for element in catalogue.elements.values()]
    for position, key in enumerate(one.elements):
        if key not in catalogue.elements:
            yield unknown((*here, "data", position), _("Data element"), key, codes)
    yield from _twice((*here, "data"), one.elements)
    yield from _twice((*here, "conditions"), [row.id for row in one.conditions])
    types = {key: catalogue.elements[key].type for key in one.elements if key in catalogue.elements}
    for position, row in enumerate(one.conditions):
        if row.check:
            yield from lint_expression((*here, "conditions", position, "check"), row.check, types)


def lint_expression(path: Path, expression: str, types: dict[str, str]) -> Iterator[Finding]:
    """Whether the expression compiles over these names."""
    try:
        compile(expression, types)
    except ConditionError as error:
        how = _("Use only the names and values this place knows.")
        yield Finding(path, error.detail, how, error.unknown_name)


def _materials(catalogue: Catalogue, one: ItemSnapshot, here: Path) -> Iterator[Finding]:
    types = {key: fact.type for key, fact in catalogue.facts.items()}
    for position, asked in enumerate(one.materials):
        place = (*here, "materials", position)
        if asked.code not in catalogue.materials:
            yield unknown((*place, "m"), _("Material"), asked.code, catalogue.materials)
        if asked.when:
            yield from lint_expression((*place, "when"), asked.when, types)
    yield from _twice((*here, "materials"), [asked.code for asked in one.materials])


def _countersign(catalogue: Catalogue, item: ItemSnapshot, one: CountersignSnapshot, here: Path) -> Iterator[Finding]:
    for code in one.departments:
        if code not in catalogue.departments:
            yield unknown((*here, "depts"), _("Department"), code, catalogue.departments)
    if item.department in one.departments:
        yield Finding((*here, "depts"), _("The department countersigns its own item."), _("Ask other departments."))
    if not one.departments:
        yield Finding((*here, "depts"), _("Nobody is asked to countersign."), _("Name a department, or remove it."))
    yield from _twice((*here, "depts"), one.departments)
    if one.policy not in POLICIES:
        yield unknown((*here, "policy"), _("Policy"), one.policy, POLICIES)
    most = sum(one.weight_of(code) for code in one.departments) or 1
    if (one.policy == "quorum") != (one.quorum is not None) or not 0 < (one.quorum or 1) <= most:
        yield Finding(
            (*here, "policy"),
            _("A quorum says how many of the departments asked must agree, and only a quorum does."),
            _("Write policy: quorum and k: a number from 1 to the number of departments."),
        )
    yield from _weights(one, here)
    yield from _timeout(item, one, here)


def _weights(one: CountersignSnapshot, here: Path) -> Iterator[Finding]:
    """Weights belong to a quorum and to departments that are asked, and are whole numbers from 1 (R45)."""
    if one.weights and one.policy != "quorum":
        yield Finding(
            (*here, "weights"),
            _("Weights count only where a quorum decides."),
            _("Write policy: quorum and k, or leave the weights out."),
        )
    for code, weight in one.weights.items():
        if code not in one.departments:
            yield unknown((*here, "weights", code), _("Department"), code, one.departments)
        if weight < 1:
            yield Finding(
                (*here, "weights", code),
                _("The consent of %(code)s counts for nothing.") % {"code": code},
                _("Write a whole number from 1, or do not ask the department."),
            )


def _timeout(item: ItemSnapshot, one: CountersignSnapshot, here: Path) -> Iterator[Finding]:
    if one.on_timeout not in ("tacit", "escalate"):
        yield unknown((*here, "on_timeout"), _("Timeout rule"), one.on_timeout, ("tacit", "escalate"))
    reason = why_tacit_is_forbidden(item, one.departments) if one.on_timeout == "tacit" else ""
    if reason:
        yield Finding(
            (*here, "on_timeout"),
            _("Silence may not count as consent here, because of %(reason)s.") % {"reason": reason},
            _("Write on_timeout: escalate."),
        )
    if one.days <= 0 or (item.unit == "wd" and one.days > item.promised.amount):
        yield Finding(
            (*here, "d"),
            _("Countersigning takes %(days)s days, the item itself %(promised)s.")
            % {"days": plain(one.days), "promised": plain(item.promised.amount)},
            _("Write more than 0 and at most the promise."),
        )


def _result(catalogue: Catalogue, one: ItemSnapshot, here: Path) -> Iterator[Finding]:
    code = one.result.material
    if not code:
        return
    if code not in catalogue.materials:
        yield unknown((*here, "result", "material"), _("Material"), code, catalogue.materials)
    elif catalogue.materials[code].of_item != one.code:
        yield Finding(
            (*here, "result", "material"),
            _("%(material)s is not a result of this item.") % {"material": code},
            _("Write of_item: %(code)s at the material, or name another material.") % {"code": one.code},
        )


def _twice(path: Path, codes: Sequence[str]) -> Iterator[Finding]:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Finding(path, _("%(code)s stands here twice.") % {"code": code}, _("Keep it once."))
