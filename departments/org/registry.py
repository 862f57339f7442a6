"""Finds department apps through their registration, never by name.

`<app>.department` of every app in settings.DEPARTMENTS names one `DEPARTMENT`. A plug-in
that cannot be read is left out and reported by `manage.py check`; the others keep working.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from django.conf import settings

from departments.org.contract import AutoHandler, DataProvider, DepartmentApp, Hold, Rule


@dataclass(frozen=True)
class Registration:
    """One registered app together with the dotted path that brought it."""

    path: str
    app: DepartmentApp


@dataclass
class Registry:
    """Lookup tables over the registrations; `broken` maps a dotted path to what went wrong."""

    registrations: tuple[Registration, ...] = ()
    broken: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_code = {entry.app.code: entry.app for entry in self.registrations}
        self._paths = {entry.app.code: entry.path for entry in self.registrations}
        self._handlers = {handler.item: handler for app in self.apps() for handler in app.handlers}
        self._holds = {hold.item: hold for app in self.apps() for hold in app.holds}
        self._rules: dict[str, list[Rule]] = {}
        for rule in (rule for app in self.apps() for rule in app.rules):
            self._rules.setdefault(rule.item, []).append(rule)

    def apps(self) -> tuple[DepartmentApp, ...]:
        return tuple(entry.app for entry in self.registrations)

    def app_for(self, code: str) -> DepartmentApp | None:
        return self._by_code.get(code)

    def path_for(self, code: str) -> str:
        """Dotted path of the app that works for the department, "" when none does."""
        return self._paths.get(code, "")

    def handler(self, item_code: str) -> AutoHandler | None:
        return self._handlers.get(item_code)

    def rules(self, item_code: str) -> tuple[Rule, ...]:
        return tuple(self._rules.get(item_code, ()))

    def hold(self, item_code: str) -> Hold | None:
        return self._holds.get(item_code)

    def providers(self) -> tuple[DataProvider, ...]:
        return tuple(provider for app in self.apps() for provider in app.providers)


def discover(paths: Iterable[str]) -> Registry:
    """Import `<path>.department` of each app; a failing one lands in `broken`."""
    found: list[Registration] = []
    broken: dict[str, str] = {}
    for path in paths:
        try:
            declared = getattr(import_module(f"{path}.department"), "DEPARTMENT", None)
        except Exception as error:  # the edge of a plug-in: one broken app must not stop the house
            broken[path] = f"{type(error).__name__}: {error}"
            continue
        if isinstance(declared, DepartmentApp):
            found.append(Registration(path, declared))
        else:
            broken[path] = "its department.py does not define DEPARTMENT = DepartmentApp(…)"
    return Registry(tuple(found), broken)


@cache
def current() -> Registry:
    """The registry of this process, built on first use."""
    return discover(settings.DEPARTMENTS)


def apps() -> tuple[DepartmentApp, ...]:
    return current().apps()


def app_for(code: str) -> DepartmentApp | None:
    """The app of a department by the department's code."""
    return current().app_for(code)


def handler(item_code: str) -> AutoHandler | None:
    return current().handler(item_code)


def rules(item_code: str) -> tuple[Rule, ...]:
    return current().rules(item_code)


def hold(item_code: str) -> Hold | None:
    return current().hold(item_code)


def providers() -> tuple[DataProvider, ...]:
    """The registers one may ask; none in a rehearsal, whose applicant exists nowhere."""
    return () if settings.REHEARSAL else current().providers()
