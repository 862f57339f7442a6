"""Pages of the visual system itself: the last error page, and the component gallery for developers."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template import loader

from portal.ui import gallery

if TYPE_CHECKING:
    from django.http import HttpRequest

logger = logging.getLogger(__name__)

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is misread on the telephone


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: a page that needs neither database nor session, with a number the log knows too."""
    number = "".join(secrets.choice(_ALPHABET) for _place in range(4))
    logger.error("Error %s at %s %s", number, request.method, request.path)
    return HttpResponse(loader.get_template("500.html").render({"number": number}), status=500)


def show_gallery(request: HttpRequest, page: str = "gallery") -> HttpResponse:
    """Every component with made-up content (only while DEBUG); `progress` and `inbox` as whole pages."""
    if not settings.DEBUG or page not in gallery.PAGES:
        raise Http404
    return render(request, f"ui/{page}.html", gallery.context(page))
