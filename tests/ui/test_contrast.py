"""The colours of tokens.css keep the contrasts people need (WCAG 1.4.3, 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

TOKENS = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", Path(finders.find("ui/css/tokens.css")).read_text()))

TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "surface", "raised", "sunken")),
    *((state, f"{state}-bg") for state in ("ok", "warn", "bad", "info", "mute")),
    *((state, "surface") for state in ("ok", "warn", "bad", "info", "brand")),
    ("brand", "paper"), ("brand", "brand-50"), ("brand-deep", "brand-100"), ("on-brand", "brand"),
    ("on-brand-2", "brand"), ("brand-100", "brand"), ("brand-100", "brand-night"), ("on-brand", "brand-deep"),
    ("ok-bar-ink", "ok-bar"), ("ink-2", "brand-50"), ("ink-2", "sunken-deep"),
]  # fmt: skip
MARKS = [
    ("ctl", "surface"), ("ctl", "paper"), ("focus", "surface"), ("focus", "paper"), ("ok-dot", "surface"),
    ("warn-dot", "surface"), ("bad-dot", "surface"), ("info-dot", "surface"), ("brand-fill", "surface"),
]  # fmt: skip


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink: str, ground: str):
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_controls_and_lights_can_be_seen(mark: str, ground: str):
    assert contrast(mark, ground) >= 3
