"""Finds everything wrong with the organisation and roles documents. Pure: no database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from departments.org.duties import ROLE_DUTIES
from departments.org.models import DepartmentKind

Document = Mapping[str, Any]
ORGANISATION_FILE = "organisation.yaml"
ROLES_FILE = "roles.yaml"

REQUIRED = {
    (ORGANISATION_FILE, "orgs"): ("code", "name", "kind", "calendar"),
    (ORGANISATION_FILE, "departments"): ("code", "org", "name", "kind"),
    (ROLES_FILE, "roles"): ("code", "name"),
    (ROLES_FILE, "window_grades"): ("code", "name", "min_months", "min_knowledge_points", "may_accept"),
    (ROLES_FILE, "users"): ("id", "name", "dept", "roles"),
}
USER_ID = re.compile(r"u\.[a-z0-9]+(\.[a-z0-9]+)*")


Path = tuple[str | int, ...]


class Finding(NamedTuple):
    """One thing wrong. `path` leads to it: file name, then keys and positions in the document."""

    path: Path
    what: str
    how_to_mend: str


def check_organisation(organisation_doc: Document, roles_doc: Document) -> list[Finding]:
    """Everything wrong with the two documents, in their order; empty when they can be loaded."""
    documents = {ORGANISATION_FILE: organisation_doc, ROLES_FILE: roles_doc}
    shape = [finding for name, document in documents.items() for finding in _check_shape(name, document)]
    if shape:
        return shape
    return [*_check_departments(organisation_doc, roles_doc), *_check_users(organisation_doc, roles_doc)]


def _check_shape(name: str, document: Any) -> Iterator[Finding]:
    if not isinstance(document, Mapping):
        yield Finding((name,), "The document is not a mapping.", "Start from the demo catalogue's file.")
        return
    for (file, section), required in REQUIRED.items():
        if file != name:
            continue
        entries = document.get(section)
        if not isinstance(entries, list):
            yield Finding((name, section), f"“{section}” is not a list.", f"Write “{section}:” followed by entries.")
            continue
        yield from _check_entries((name, section), entries, required)


def _check_entries(path: Path, entries: list[Any], required: tuple[str, ...]) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for position, entry in enumerate(entries):
        here: Path = (*path, position)
        if not isinstance(entry, Mapping):
            yield Finding(here, "The entry is not a mapping.", f"Write {{{', '.join(required)}}}.")
            continue
        missing = [key for key in required if entry.get(key) in (None, "")]
        if missing:
            yield Finding(here, f"The entry lacks {', '.join(missing)}.", "Add what is missing.")
        code = str(entry.get(required[0]))
        if code in seen:
            first = seen[code] + 1
            yield Finding(
                (*here, required[0]), f"{code} is already entry {first}.", "Give every entry a code of its own."
            )
        seen.setdefault(code, position)


def _check_departments(organisation_doc: Document, roles_doc: Document) -> Iterator[Finding]:
    organisations = {entry["code"] for entry in organisation_doc["orgs"]}
    departments = {entry["code"] for entry in organisation_doc["departments"]}
    users = {entry["id"]: entry for entry in roles_doc["users"]}
    for position, entry in enumerate(organisation_doc["departments"]):
        here: Path = (ORGANISATION_FILE, "departments", position)
        if entry["org"] not in organisations:
            yield Finding((*here, "org"), f"Organisation {entry['org']} does not exist.", _one_of(organisations))
        if entry["kind"] not in DepartmentKind.values:
            yield Finding((*here, "kind"), f"Kind {entry['kind']} does not exist.", _one_of(DepartmentKind.values))
        if entry.get("parent") and entry["parent"] not in departments - {entry["code"]}:
            yield Finding((*here, "parent"), f"Parent {entry['parent']} is no other department.", _one_of(departments))
        yield from _check_heads(here, entry, users)


def _check_heads(here: Path, entry: Document, users: Mapping[str, Document]) -> Iterator[Finding]:
    expected = {"head": "dept_head", "deputy": "dept_deputy"}
    for post, role in expected.items():
        person = entry.get(post)
        if person is None:
            continue
        if person not in users:
            yield Finding((*here, post), f"{person} is not a user.", f"Name a user of {ROLES_FILE}, or null.")
        elif entry["kind"] != DepartmentKind.EXTERNAL and role not in users[person]["roles"]:
            yield Finding(
                (*here, post),
                f"{person} is {post} of {entry['code']} without the role {role}.",
                f"Add {role} to the user's roles in {ROLES_FILE}.",
            )
    if entry.get("head") and entry.get("head") == entry.get("deputy"):
        yield Finding((*here, "deputy"), "Head and deputy are the same person.", "Name another deputy, or null.")


def _check_users(organisation_doc: Document, roles_doc: Document) -> Iterator[Finding]:
    departments = {entry["code"] for entry in organisation_doc["departments"]}
    roles = {entry["code"] for entry in roles_doc["roles"]}
    grades = {entry["code"] for entry in roles_doc["window_grades"]}
    users = {entry["id"] for entry in roles_doc["users"]}
    for position, entry in enumerate(roles_doc["roles"]):
        if entry["code"] not in ROLE_DUTIES:
            place = (ROLES_FILE, "roles", position, "code")
            yield Finding(place, f"Role {entry['code']} has no duties in this version.", _one_of(ROLE_DUTIES))
    for position, entry in enumerate(roles_doc["users"]):
        here: Path = (ROLES_FILE, "users", position)
        if not USER_ID.fullmatch(str(entry["id"])):
            yield Finding(
                (*here, "id"), f"User id {entry['id']} is malformed.", "Write u.family.given in small letters."
            )
        if entry["dept"] not in departments:
            yield Finding((*here, "dept"), f"Department {entry['dept']} does not exist.", _one_of(departments))
        if not isinstance(entry["roles"], list):
            yield Finding((*here, "roles"), "“roles” is not a list.", "Write [applicant] or other role codes.")
        else:
            for role in sorted(set(entry["roles"]) - roles):
                yield Finding((*here, "roles"), f"Role {role} does not exist.", _one_of(roles))
        if entry.get("grade") is not None and entry["grade"] not in grades:
            yield Finding((*here, "grade"), f"Window grade {entry['grade']} does not exist.", _one_of(grades))
        if entry.get("mentor") is not None and entry["mentor"] not in users:
            yield Finding((*here, "mentor"), f"Mentor {entry['mentor']} is not a user.", "Name a user's id, or null.")


def _one_of(codes: Any) -> str:
    return f"Use one of {', '.join(sorted(codes))}."
