"""Made-up content for the component gallery: what developers look at while DEBUG, and what the tests render.

The words are specimens of the tone of voice (in Chinese, as most readers see them), not strings of the
product, and are therefore not translated.
"""

from __future__ import annotations

from typing import Any

from portal.ui.gallery import components, inbox, progress

PAGES = {"gallery": components.context, "progress": progress.context, "inbox": inbox.context}


def context(page: str) -> dict[str, Any]:
    """Template context of one gallery page. Raises KeyError for an unknown page."""
    return PAGES[page]()
