"""Where somebody is in the inbox: bucket, filters, page, open task, tab. One address says it all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from workflows.queries import inbox

LIGHTS = ("red", "yellow", "green", "grey")
TABS = ("review", "form", "papers", "progress", "basis", "talk", "notes", "record")
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Place:
    """The parameters of /desk/inbox/; empty ones are left out of addresses. `view`: chart or text."""

    bucket: str = ""
    department: str = ""
    matter: str = ""
    light: str = ""
    q: str = ""
    page: str = ""
    task: str = ""
    tab: str = ""
    view: str = ""

    @classmethod
    def read(cls, given: QueryDict | Mapping[str, str]) -> Place:
        """From a query string; what nobody knows counts as not given."""
        raw = {one.name: str(given.get(one.name) or "").strip()[:LONGEST_SEARCH] for one in fields(cls)}
        return cls(
            **raw
            | {
                "bucket": raw["bucket"] if raw["bucket"] in inbox.BUCKETS else "",
                "light": raw["light"] if raw["light"] in LIGHTS else "",
                "tab": raw["tab"] if raw["tab"] in TABS[1:] else "",
                "task": raw["task"] if raw["task"].isdecimal() else "",
                "page": raw["page"] if raw["page"].isdecimal() else "",
                "view": "text" if raw["view"] == "text" else "",
            }
        )

    @property
    def task_id(self) -> int | None:
        return int(self.task) if self.task else None

    @property
    def current_tab(self) -> str:
        return self.tab or "review"

    @property
    def is_filtered(self) -> bool:
        return bool(self.department or self.matter or self.light or self.q)

    def query(self, **changes: object) -> str:
        """The query string of this place with some parameters changed; "" drops one."""
        there = replace(self, **{name: str(value or "") for name, value in changes.items()})
        given = {one.name: getattr(there, one.name) for one in fields(there)}
        return urlencode({name: value for name, value in given.items() if value})

    def suffix(self) -> str:
        """What addresses of one task carry, so that one comes back to this list: "?bucket=mine" or nothing."""
        query = self.query(task="", tab="", view="")
        return f"?{query}" if query else ""

    def at(self, task_id: int) -> Place:
        """The same place with this task open at its review part."""
        return replace(self, task=str(task_id), tab="", view="")

    def first_page(self) -> Place:
        return replace(self, page="")

    def url(self, **changes: object) -> str:
        """Address of the inbox here, with some parameters changed."""
        query = self.query(**changes)
        return reverse("desk:inbox") + (f"?{query}" if query else "")

    def list_url(self, **changes: object) -> str:
        """As `url`, from the top of the list, nothing opened."""
        return self.url(**{"page": "", "task": "", "tab": "", "view": ""} | changes)

    @property
    def unfiltered_url(self) -> str:
        return self.list_url(department="", matter="", light="", q="")

    def task_url(self, task_id: int, **changes: object) -> str:
        return self.url(**{"task": task_id, "tab": "", "view": ""} | changes)
