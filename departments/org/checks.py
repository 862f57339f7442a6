"""System checks of every department registration (`manage.py check`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from departments.org import registry
from departments.org.contract import DepartmentApp
from departments.org.items import ItemsUnreadable, read_items

KEYS = {"code", "name", "dept", "type", "limit", "data", "steps", "result"}


@register("departments")
def check_departments(app_configs: object = None, **kwargs: Any) -> list[CheckMessage]:
    return list(problems_of(registry.current()))


def problems_of(found: registry.Registry) -> Iterator[CheckMessage]:
    """Everything wrong with the registrations of that registry."""
    for path, reason in found.broken.items():
        yield Error(
            f"The department app {path} cannot be used: {reason}.",
            hint=f"Mend {path}/department.py, or take the line out of settings.DEPARTMENTS.",
            id="org.E001",
        )
    for code, count in Counter(app.code for app in found.apps()).items():
        if count > 1:
            yield Error(
                f"{count} department apps register the code {code}.",
                hint="Give each department app a code of its own.",
                id="org.E002",
            )
    yield from _doubled(found, "handler", lambda app: [handler.item for handler in app.handlers], "org.E003")
    yield from _doubled(found, "hold", lambda app: [hold.item for hold in app.holds], "org.E003")
    for entry in found.registrations:
        yield from _check_app(entry)


def _doubled(
    found: registry.Registry, what: str, items_of: Callable[[DepartmentApp], list[str]], check_id: str
) -> Iterator[CheckMessage]:
    counts = Counter(item for app in found.apps() for item in items_of(app))
    for item, count in counts.items():
        if count > 1:
            yield Error(f"Item {item} has {count} {what}s.", hint=f"Keep one {what} per item.", id=check_id)


def _check_app(entry: registry.Registration) -> Iterator[CheckMessage]:
    app = entry.app
    try:
        items = read_items(app.items_path)
    except ItemsUnreadable as error:
        yield Error(str(error), hint="See docs/departments.md for the shape of items.yaml.", id="org.E004")
        return
    codes = [str(item.get("code", "")) for item in items]
    for item, code in zip(items, codes, strict=True):
        missing = sorted(KEYS - item.keys())
        if missing:
            yield Error(
                f"{app.items_path}: item {code or '(without code)'} lacks {', '.join(missing)}.",
                hint="Add the missing keys; another item of the file shows their shape.",
                id="org.E005",
            )
    yield from _check_codes(app, codes)
    yield from _check_references(app, set(codes))
    yield from _check_providers(app)


def _check_codes(app: DepartmentApp, codes: list[str]) -> Iterator[CheckMessage]:
    for code, count in Counter(codes).items():
        if count > 1:
            yield Error(
                f"{app.items_path}: item code {code} occurs {count} times.",
                hint="Codes are unique and never re-used (R85).",
                id="org.E006",
            )
        if not code.startswith(f"{app.code}-"):
            yield Error(
                f"{app.items_path}: item {code} does not belong to {app.code}.",
                hint=f"Item codes of this department read {app.code}-nnn (R85).",
                id="org.E007",
            )


def _check_references(app: DepartmentApp, codes: set[str]) -> Iterator[CheckMessage]:
    capabilities = (("handler", app.handlers), ("rule", app.rules), ("hold", app.holds))
    referring = [(what, entry.item) for what, entries in capabilities for entry in entries]
    for what, item in referring:
        if item not in codes:
            yield Error(
                f"{app.code}: a {what} refers to {item}, which is not in {app.items_path.name}.",
                hint="Correct the item code, or add the item to the file.",
                id="org.E008",
            )


def _check_providers(app: DepartmentApp) -> Iterator[CheckMessage]:
    for provider in app.providers:
        if not provider.elements:
            yield Error(
                f"{app.code}: the provider “{provider.system}” names no data elements.",
                hint="List the element keys it answers for, or take the provider out.",
                id="org.E009",
            )
        if provider.source != app.code:
            yield Error(
                f"{app.code}: the provider “{provider.system}” speaks for {provider.source}.",
                hint=f"A department provides only its own data (R82): set source to {app.code}.",
                id="org.E010",
            )
        if provider.timeout_seconds <= 0:
            yield Error(
                f"{app.code}: the provider “{provider.system}” has no time to answer.",
                hint="Set timeout_seconds above 0.",
                id="org.E011",
            )
