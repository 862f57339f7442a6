"""Brings organisations, departments, roles and people from the catalogue's documents into the database.

`check_organisation` finds everything wrong without touching anything; `load_organisation`
assumes documents without findings and may be run again at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import is_password_usable, make_password
from django.db import transaction
from django.utils import timezone

from departments.org import registry
from departments.org.demo_people import load_registers
from departments.org.documents import Finding, check_organisation
from departments.org.grants import sync_duties, sync_grants
from departments.org.models import (
    Department,
    DepartmentKind,
    DutyGroup,
    Membership,
    Organisation,
    Role,
    WindowGrade,
)
from portal.accounts.models import User
from portal.errors import Invalid
from portal.worktime.models import Calendar

__all__ = ["Finding", "check_organisation", "load_organisation", "load_registers", "with_registered"]

Document = Mapping[str, Any]

# Posts without a first day were always held: a past the clock is moved to has them too.
IN_FORCE_SINCE = date(2020, 1, 1)
DEMO_PASSWORD = "demo"
EXAMPLE_DOMAIN = "onewindow.example"


def with_registered(organisation_doc: Document) -> dict[str, Any]:
    """The document plus a plain department for every registered app it does not name.

    So a department made by `startdepartment` loads with nothing but its settings line.
    """
    known = {entry.get("code") for entry in organisation_doc.get("departments", ())}
    added: list[dict[str, Any]] = [
        {
            "code": app.code,
            "org": app.code.partition("-")[0],
            "name": app.name,
            "name_en": app.name_en,
            "kind": DepartmentKind.FUNCTIONAL.value,
            "head": None,
            "deputy": None,
            "duties": [],
        }
        for app in registry.apps()
        if app.code not in known
    ]
    return {**organisation_doc, "departments": [*organisation_doc.get("departments", ()), *added]}


@transaction.atomic
def load_organisation(organisation_doc: Document, roles_doc: Document, *, set_demo_passwords: bool = False) -> None:
    """Create or update all the documents name; what they do not name is left alone.

    With `set_demo_passwords` people without a usable password get "demo"; nobody's own
    password is ever replaced. Raises Invalid when a calendar has not been loaded.
    """
    departments = _load_departments(with_registered(organisation_doc))
    roles = _load_named(Role, roles_doc["roles"])
    grades = _load_grades(roles_doc["window_grades"])
    # One hash for all: seventy slow ones would add half a minute and protect nothing more.
    password = make_password(DEMO_PASSWORD if set_demo_passwords else None)
    # Invented people get addresses of a domain that nobody can own; real ones bring theirs.
    domain = EXAMPLE_DOMAIN if all(entry.get("fictional") for entry in organisation_doc["orgs"]) else ""
    users = {entry["id"]: _load_user(entry, password, domain) for entry in roles_doc["users"]}
    _load_heads(organisation_doc["departments"], departments, users)
    for entry in roles_doc["users"]:
        _load_membership(entry, users, departments, roles, grades)
    sync_grants()
    sync_duties()


def _load_named(model: type[Role], entries: Sequence[Document]) -> dict[str, Role]:
    return {
        entry["code"]: model.objects.update_or_create(
            code=entry["code"], defaults={"name": entry["name"], "name_en": entry.get("name_en") or ""}
        )[0]
        for entry in entries
    }


def _load_grades(entries: Sequence[Document]) -> dict[str, WindowGrade]:
    return {
        entry["code"]: WindowGrade.objects.update_or_create(
            code=entry["code"],
            defaults={
                "name": entry["name"],
                "name_en": entry.get("name_en") or "",
                "min_months": entry["min_months"],
                "min_knowledge_points": entry["min_knowledge_points"],
                "may_accept": entry["may_accept"],
                "mentors": entry.get("mentors", False),
            },
        )[0]
        for entry in entries
    }


def _load_departments(document: Document) -> dict[str, Department]:
    calendars = {calendar.code: calendar for calendar in Calendar.objects.all()}
    organisations = {}
    for entry in document["orgs"]:
        if entry["calendar"] not in calendars:
            raise Invalid(
                f"Working calendar {entry['calendar']} of {entry['code']} is not loaded: load calendars first."
            )
        organisations[entry["code"]], _ = Organisation.objects.update_or_create(
            code=entry["code"],
            defaults={
                "name": entry["name"],
                "name_en": entry.get("name_en") or "",
                "kind": entry["kind"],
                "calendar": calendars[entry["calendar"]],
            },
        )
    found = {}
    for entry in document["departments"]:
        found[entry["code"]], _ = Department.objects.update_or_create(
            code=entry["code"],
            defaults={
                "organisation": organisations[entry["org"]],
                "name": entry["name"],
                "name_en": entry.get("name_en") or "",
                "kind": entry["kind"],
                "app": registry.current().path_for(entry["code"]),
                "functions": entry.get("duties") or [],
            },
        )
    for entry in document["departments"]:
        if entry.get("parent"):
            Department.objects.filter(code=entry["code"]).update(parent=found[entry["parent"]])
    return found


def _load_user(entry: Document, password: str, domain: str) -> User:
    username = entry["id"].removeprefix("u.")
    # The administrator may everything in the admin, and has no duty by that (R4); who else enters it follows
    # from the roles (administration.py).
    administers = "sysadmin" in entry["roles"]
    user, created = User.objects.update_or_create(
        username=username,
        defaults={
            "name": entry["name"],
            "name_en": entry.get("name_en") or _spelled(username),
            "is_superuser": administers,
            **({"is_staff": True} if administers else {}),
        },
        create_defaults={
            "name": entry["name"],
            "name_en": entry.get("name_en") or _spelled(username),
            "email": entry.get("email") or (f"{username}@{domain}" if domain else ""),
            "is_staff": administers,
            "is_superuser": administers,
            "password": password,
        },
    )
    if not created and is_password_usable(password) and not user.has_usable_password():
        user.password = password
        user.save(update_fields=["password"])
    return user


def _spelled(username: str) -> str:
    """Latin spelling of a name for English pages: "zhen.tongchou" -> "Zhen Tongchou"."""
    return " ".join(part.capitalize() for part in username.split("."))


def _load_heads(entries: Sequence[Document], departments: Mapping[str, Department], users: Mapping[str, User]) -> None:
    for entry in entries:
        Department.objects.filter(pk=departments[entry["code"]].pk).update(
            head=users.get(entry.get("head") or ""), deputy=users.get(entry.get("deputy") or "")
        )


def _load_membership(
    entry: Document,
    users: Mapping[str, User],
    departments: Mapping[str, Department],
    roles: Mapping[str, Role],
    grades: Mapping[str, WindowGrade],
) -> None:
    user, department = users[entry["id"]], departments[entry["dept"]]
    _leave_other_main_posts(user, department)
    membership, _ = Membership.objects.update_or_create(
        user=user,
        department=department,
        defaults={
            "is_primary": True,
            "grade": grades.get(entry.get("grade") or ""),
            "mentor": users.get(entry.get("mentor") or ""),
            "ends": None,
        },
        create_defaults={
            "is_primary": True,
            "post": entry.get("post") or roles[entry["roles"][0]].name,
            "grade": grades.get(entry.get("grade") or ""),
            "mentor": users.get(entry.get("mentor") or ""),
            "starts": entry.get("since") or IN_FORCE_SINCE,
        },
    )
    groups = [
        DutyGroup.objects.get_or_create(
            department=department, role=roles[code], defaults={"name": f"{department.code}:{code}"}
        )[0]
        for code in entry["roles"]
    ]
    membership.roles.set(groups)


def _leave_other_main_posts(user: User, department: Department) -> None:
    """A person the document moves to another department leaves the old post today."""
    yesterday = timezone.localdate() - timedelta(days=1)
    old = Membership.objects.filter(user=user, is_primary=True).exclude(department=department)
    old.filter(starts__lte=yesterday).update(is_primary=False, ends=yesterday)
    old.delete()
