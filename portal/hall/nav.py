"""The hall's entries of the top bar."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.ui.shell import NavItem


def hall_nav(request: HttpRequest) -> list[NavItem]:
    """Apply, my cases and papers (or the public look-up for strangers), help."""
    find = NavItem("hall", _("Apply"), reverse("hall:home"), "home", 10, also=("/m/", "/apply/", "/search/", "/guide/"))
    help_page = NavItem("hall", _("Help"), reverse("hall:help"), "help", 90)
    rules = NavItem("hall", _("Rule library"), reverse("hall:rules"), "book", 40)
    if not request.user.is_authenticated:
        public = NavItem("hall", _("Check progress"), reverse("hall:public_progress"), "clock", 20)
        return [find, public, rules, help_page]
    mine = NavItem("hall", _("My cases"), reverse("hall:my"), "doc", 20, also=("/c/",))
    papers = NavItem("hall", _("My papers"), reverse("hall:locker"), "clip", 30)
    return [find, mine, papers, rules, help_page]
