"""Context processor: `shell` in every template. It costs nothing until a template reads from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.ui.shell import Shell

if TYPE_CHECKING:
    from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Shell]:
    """`shell`: navigation, person, unit, unread count, hotline, language (portal.ui.shell.Shell)."""
    return {"shell": Shell(request)}
