"""What the frame of a page shows, collected from the parts that know it.

This layer may import neither the organisation nor the notices. Each part therefore tells the shell
once, in its AppConfig.ready(), how to find out:

    from portal.ui import shell

    def desk_nav(request):                       # called at most once a page, only if the frame is drawn
        if not duties_of(request.user):          # cached on the user: no further query
            return []
        return [
            shell.NavItem("desk", _("Inbox"), "/desk/inbox/", "inbox", bar=_("To do")),
            shell.NavItem("desk", _("All cases"), "/desk/cases/", "doc", bar=_("Find")),
        ]

    shell.register_nav(desk_nav)
    shell.register_unread(unread_count)          # portal.notices: user -> number of unread messages
    shell.register_unit(primary_department)      # departments.org: user -> text or None

`register_…` is idempotent: registering the same callable again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

Text = str | Promise
Space = Literal["hall", "desk"]


@dataclass(frozen=True)
class NavItem:
    """One entry of the top bar (space hall) or of the left rail (space desk).

    `also`: further path prefixes that belong to it (a case page belongs to "My cases").
    `bar`: its short name in the bottom bar of a phone; empty: not in the bar (at most three are shown,
    the fourth place is "me"). `count`: how many things wait there for the reader, None for no badge.
    """

    space: Space
    label: Text
    url: str
    icon: str
    order: int = 50
    also: tuple[str, ...] = ()
    bar: Text = ""
    count: int | None = None
    current: bool = field(default=False, compare=False)

    def matches(self, path: str, full_path: str) -> int:
        """How well this entry fits the address: 0 not at all, more for a longer match."""
        if "?" in self.url:
            return len(self.url) if full_path.startswith(self.url) else 0
        prefixes = [self.url, *self.also] if self.url != "/" else list(self.also)
        fits = [len(prefix) for prefix in prefixes if path.startswith(prefix)]
        if path == self.url:
            fits.append(len(self.url))
        return max(fits, default=0)


NavProvider = Callable[["HttpRequest"], Iterable[NavItem]]
_nav_providers: list[NavProvider] = []
_unread: list[Callable[[Any], int]] = []
_unit: list[Callable[[Any], object]] = []


def register_nav(provider: NavProvider) -> None:
    """Add a source of navigation entries. It gets the request and answers nothing for a stranger."""
    if provider not in _nav_providers:
        _nav_providers.append(provider)


def register_unread(provider: Callable[[Any], int]) -> None:
    """Name the function that counts the unread messages of a signed-in user (one query at most)."""
    _unread[:] = [provider]


def register_unit(provider: Callable[[Any], object]) -> None:
    """Name the function that gives the unit shown beside the person's name (text or an object with one)."""
    _unit[:] = [provider]


def _mark_current(items: Sequence[NavItem], request: HttpRequest) -> list[NavItem]:
    """The same entries with the best fitting one of each space marked as current."""
    path, full_path = request.path, request.get_full_path()
    best: dict[str, int] = {}
    for item in items:
        best[item.space] = max(best.get(item.space, 0), item.matches(path, full_path))
    marked: list[NavItem] = []
    for item in items:
        fit = item.matches(path, full_path)
        marked.append(replace(item, current=bool(fit) and fit == best[item.space]))
        if fit and fit == best[item.space]:
            best[item.space] = -1  # only one place at a time is "here"
    return marked


class Shell:
    """What templates read as `shell`. Every answer is found when first asked for, then kept for the page."""

    def __init__(self, request: HttpRequest):
        self._request = request

    @cached_property
    def user(self) -> Any:
        """The signed-in person, or None."""
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def _items(self) -> list[NavItem]:
        items = [item for provider in _nav_providers for item in provider(self._request)]
        return _mark_current(sorted(items, key=lambda item: item.order), self._request)

    @property
    def hall_nav(self) -> list[NavItem]:
        return [item for item in self._items if item.space == "hall"]

    @property
    def desk_nav(self) -> list[NavItem]:
        return [item for item in self._items if item.space == "desk"]

    @property
    def bottom_nav(self) -> list[NavItem]:
        """At most three entries of the phone's bottom bar."""
        return [item for item in self.desk_nav if item.bar][:3]

    @property
    def more_nav(self) -> list[NavItem]:
        """What the bottom bar of a phone has no place for: it stands in the menu behind "me"."""
        shown = self.bottom_nav
        return [item for item in self.desk_nav if item not in shown]

    @property
    def desk_url(self) -> str:
        """Where「工作台」leads: the first entry of the rail; empty for people who are not staff."""
        return self.desk_nav[0].url if self.desk_nav else ""

    @cached_property
    def unread(self) -> int:
        if self.user is None or not _unread:
            return 0
        return _unread[0](self.user)

    @cached_property
    def unit(self) -> str:
        if self.user is None or not _unit:
            return ""
        return str(_unit[0](self.user) or "")

    @cached_property
    def person(self) -> str:
        return str(self.user) if self.user is not None else ""

    @property
    def initial(self) -> str:
        return self.person[:1].upper()

    @property
    def organisation(self) -> str:
        """The house this portal belongs to (settings.ORGANISATION_NAME, ORGANISATION_NAME_EN)."""
        name = str(getattr(settings, "ORGANISATION_NAME", ""))
        if self.language.startswith("zh"):
            return name
        return str(getattr(settings, "ORGANISATION_NAME_EN", "")) or name

    @property
    def hotline(self) -> str:
        """The telephone number shown on every page (settings.HOTLINE); empty: none."""
        return str(getattr(settings, "HOTLINE", ""))

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def html_lang(self) -> str:
        return "zh-Hans" if self.language.startswith("zh") else self.language

    @property
    def other_language(self) -> tuple[str, str]:
        """(code, its own name) of the language the switch offers."""
        return ("en", "English") if self.language.startswith("zh") else ("zh-hans", "中文")

    @property
    def path(self) -> str:
        return self._request.get_full_path()

    @property
    def at_sign_in(self) -> bool:
        return self._request.path == str(settings.LOGIN_URL)

    @property
    def template(self) -> str:
        """The frame that fits this address: the desk's for staff spaces, else the hall's."""
        staff_space = self._request.path.startswith(("/desk/", "/counter/"))
        return "shell_desk.html" if staff_space and self.desk_nav else "shell_hall.html"

    @property
    def site_name(self) -> Text:
        return _("OneWindow")
