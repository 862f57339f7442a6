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
from django.utils.translation import pgettext_lazy

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

# Groups of the navigation: (title, [(name, icon of Material Symbols, "app.model")]). The names have a context of
# their own: other pages say some of the same words in another sense. A page that is no list of a table stands as
# "app.right_model:name of its address".
GROUPS: list[tuple[Any, list[tuple[Any, str, str]]]] = [
    (
        pgettext_lazy("administration", "Organisation"),
        [
            (pgettext_lazy("administration", "Organisations"), "domain", "org.organisation"),
            (pgettext_lazy("administration", "Departments"), "account_tree", "org.department"),
            (pgettext_lazy("administration", "Posts"), "badge", "org.membership"),
            (pgettext_lazy("administration", "Roles"), "key", "org.role"),
            (pgettext_lazy("administration", "Window grades"), "military_tech", "org.windowgrade"),
        ],
    ),
    (
        pgettext_lazy("administration", "Catalogue"),
        [
            (pgettext_lazy("administration", "Matters"), "package_2", "catalog.matter"),
            (pgettext_lazy("administration", "Service items"), "task_alt", "catalog.serviceitem"),
            (pgettext_lazy("administration", "Published versions"), "verified", "catalog.matterversion"),
            (pgettext_lazy("administration", "Materials"), "description", "catalog.material"),
            (pgettext_lazy("administration", "Facts"), "quiz", "catalog.fact"),
            (pgettext_lazy("administration", "Life events"), "celebration", "catalog.lifeevent"),
            (pgettext_lazy("administration", "Data elements"), "data_object", "dictionary.dataelement"),
            (pgettext_lazy("administration", "Code sets"), "list_alt", "dictionary.codeset"),
            (pgettext_lazy("administration", "Form topics"), "view_agenda", "dictionary.topic"),
            (pgettext_lazy("administration", "Sharing grants"), "handshake", "dictionary.sharinggrant"),
            (pgettext_lazy("administration", "Reads of shared data"), "history", "dictionary.sharingread"),
            (
                pgettext_lazy("administration", "Conflicting copies"),
                "difference",
                "dictionary.view_sharingread:data-conflicts",
            ),
            (pgettext_lazy("administration", "Rule library"), "gavel", "regulations.regulation"),
            (pgettext_lazy("administration", "Editions"), "history_edu", "regulations.edition"),
            (
                pgettext_lazy("administration", "Check of the catalogue"),
                "fact_check",
                "catalog.view_matter:catalogue-check",
            ),
            (pgettext_lazy("administration", "Simulation"), "timeline", "catalog.view_matter:catalogue-simulations"),
            (pgettext_lazy("administration", "Duty matrix"), "grid_on", "catalog.view_matter:catalogue-duties"),
            (
                pgettext_lazy("administration", "What to improve first"),
                "priority_high",
                "catalog.view_matter:catalogue-priorities",
            ),
        ],
    ),
    (
        pgettext_lazy("administration", "Cases"),
        [
            (pgettext_lazy("administration", "Cases"), "folder_open", "cases.case"),
            (pgettext_lazy("administration", "Case items"), "checklist", "cases.caseitem"),
            (pgettext_lazy("administration", "Drafts"), "edit_note", "cases.draft"),
            (pgettext_lazy("administration", "Duty list"), "assignment_ind", "cases.dutylistentry"),
            (pgettext_lazy("administration", "Supervision events"), "visibility", "cases.supervisionevent"),
            (pgettext_lazy("administration", "Canned replies"), "short_text", "cases.cannedreply"),
            (pgettext_lazy("administration", "Ratings"), "star", "ratings.rating"),
        ],
    ),
    (
        pgettext_lazy("administration", "Operation"),
        [
            (pgettext_lazy("administration", "Tasks"), "assignment", "workflows.task"),
            (pgettext_lazy("administration", "Processes"), "schema", "workflows.process"),
            (pgettext_lazy("administration", "Failed alarms"), "alarm_off", "workflows.alarmfailure"),
            (pgettext_lazy("administration", "Messages"), "mail", "notices.notice"),
            (pgettext_lazy("administration", "Uploaded files"), "attach_file", "files.upload"),
        ],
    ),
    (
        pgettext_lazy("administration", "System"),
        [
            (pgettext_lazy("administration", "People"), "person", "accounts.user"),
            (pgettext_lazy("administration", "Calendars"), "calendar_month", "worktime.calendar"),
            (pgettext_lazy("administration", "Days off and make-up days"), "event_busy", "worktime.calendarday"),
            (pgettext_lazy("administration", "Audit record"), "link", "audit.entry"),
            (pgettext_lazy("administration", "Checkpoints"), "lock_clock", "audit.checkpoint"),
        ],
    ),
]


def _may_see(model: str) -> Callable[[HttpRequest], bool]:
    app, name = model.split(".")
    rights = [f"{app}.view_{name}", f"{app}.change_{name}"]
    return lambda request: any(request.user.has_perm(right) for right in rights)


def _page(title: Any, icon: str, model: str) -> dict[str, Any]:
    right, _colon, name = model.partition(":")
    if name:
        may_see = lambda request: request.user.has_perm(right)  # noqa: E731
        return {"title": title, "icon": icon, "link": reverse_lazy(name), "permission": may_see}
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
    "STYLES": [lambda request: static("ui/css/admin.css")],
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
