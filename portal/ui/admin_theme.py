"""The look of the administration (django-unfold), in the colours of tokens.css.

settings.py: `from portal.ui.admin_theme import UNFOLD`. Shades run from the paper and teal of the
tokens; text pairs keep a contrast of at least 4.5.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

_static = lazy(static, str)

PRIMARY = {
    "50": "#e6f0f1",
    "100": "#cfe2e5",
    "200": "#a9cbd1",
    "300": "#7fb0b9",
    "400": "#4b8e9a",
    "500": "#1f7482",
    "600": "#0b5563",
    "700": "#083f4a",
    "800": "#07363f",
    "900": "#06313a",
    "950": "#042228",
}
BASE = {
    "50": "#faf9f6",
    "100": "#f6f5f1",
    "200": "#ebe8e0",
    "300": "#dedbd1",
    "400": "#7e8a8d",
    "500": "#5b6a70",
    "600": "#4a575c",
    "700": "#3f4f55",
    "800": "#22343a",
    "900": "#16262b",
    "950": "#0e1618",
}

# Groups of the navigation: (title, [(name, icon of Material Symbols, "app.model")]).
GROUPS: list[tuple[Any, list[tuple[Any, str, str]]]] = [
    (
        _("Organisation"),
        [
            (_("Organisations"), "domain", "org.organisation"),
            (_("Departments"), "account_tree", "org.department"),
            (_("Posts"), "badge", "org.membership"),
            (_("Roles"), "key", "org.role"),
            (_("Window grades"), "military_tech", "org.windowgrade"),
        ],
    ),
    (
        _("Catalogue"),
        [
            (_("Matters"), "package_2", "catalog.matter"),
            (_("Service items"), "task_alt", "catalog.serviceitem"),
            (_("Published versions"), "verified", "catalog.matterversion"),
            (_("Materials"), "description", "catalog.material"),
            (_("Facts"), "quiz", "catalog.fact"),
            (_("Life events"), "celebration", "catalog.lifeevent"),
            (_("Data elements"), "data_object", "dictionary.dataelement"),
            (_("Code sets"), "list_alt", "dictionary.codeset"),
            (_("Form topics"), "view_agenda", "dictionary.topic"),
        ],
    ),
    (
        _("Cases"),
        [
            (_("Cases"), "folder_open", "cases.case"),
            (_("Case items"), "checklist", "cases.caseitem"),
            (_("Drafts"), "edit_note", "cases.draft"),
            (_("Ratings"), "star", "ratings.rating"),
        ],
    ),
    (
        _("Operation"),
        [
            (_("Tasks"), "assignment", "workflows.task"),
            (_("Processes"), "schema", "workflows.process"),
            (_("Failed alarms"), "alarm_off", "workflows.alarmfailure"),
            (_("Messages"), "mail", "notices.notice"),
            (_("Uploaded files"), "attach_file", "files.upload"),
        ],
    ),
    (
        _("System"),
        [
            (_("People"), "person", "accounts.user"),
            (_("Calendars"), "calendar_month", "worktime.calendar"),
            (_("Days off and make-up days"), "event_busy", "worktime.calendarday"),
            (_("Audit record"), "link", "audit.entry"),
            (_("Checkpoints"), "lock_clock", "audit.checkpoint"),
        ],
    ),
]


def _may_see(model: str) -> Callable[[HttpRequest], bool]:
    app, name = model.split(".")
    rights = [f"{app}.view_{name}", f"{app}.change_{name}"]
    return lambda request: any(request.user.has_perm(right) for right in rights)


def _page(title: Any, icon: str, model: str) -> dict[str, Any]:
    address = reverse_lazy(f"admin:{model.replace('.', '_')}_changelist")
    return {"title": title, "icon": icon, "link": address, "permission": _may_see(model)}


def _navigation() -> list[dict[str, Any]]:
    return [
        {"title": title, "separator": True, "collapsible": True, "items": [_page(*entry) for entry in pages]}
        for title, pages in GROUPS
    ]


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("OneWindow administration"),
    "SITE_HEADER": _("OneWindow"),
    "SITE_SUBHEADER": _("Organisation and catalogue"),
    "SITE_URL": "/",
    "SITE_ICON": _static("ui/icon.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _static("ui/icon.svg")}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "base": BASE,
        "primary": PRIMARY,
        "font": {
            "subtle-light": "var(--color-base-500)",
            "subtle-dark": "var(--color-base-400)",
            "default-light": "var(--color-base-700)",
            "default-dark": "var(--color-base-300)",
            "important-light": "var(--color-base-900)",
            "important-dark": "var(--color-base-100)",
        },
    },
    "SIDEBAR": {"show_search": True, "show_all_applications": True, "navigation": _navigation()},
}
