"""The look of the administration (django-unfold), in the colours of tokens.css.

settings.py: `from portal.ui.admin_theme import UNFOLD`. Shades run from the paper and teal of the
tokens; text pairs keep a contrast of at least 4.5.
"""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

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
    "SIDEBAR": {"show_search": True, "show_all_applications": True, "navigation": []},
}
