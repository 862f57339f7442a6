"""The window's entries in the rail and in the phone's bottom bar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from departments.org.duties import duties_of
from portal.ui.shell import NavItem


def counter_nav(request: HttpRequest) -> Iterable[NavItem]:
    """Today's queue and applying for somebody; nothing for people who accept nothing."""
    user: Any = request.user
    if not duties_of(user).departments("accept"):
        return []
    return [
        NavItem("desk", _("Window"), "/counter/", "window", order=5, bar=_("Window")),
        NavItem("desk", _("Apply for"), "/counter/new/", "plus", order=6),
    ]
