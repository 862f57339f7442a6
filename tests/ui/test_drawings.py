"""Icons and lights: an unknown name is a mistake somebody must see."""

from __future__ import annotations

import pytest
from django.template import engines
from django.utils import translation

from portal.ui import icons, lights


def drawn(source: str, **context: object) -> str:
    with translation.override("zh-hans"):
        return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_of_ours_is_hidden_from_readers(name: str):
    assert 'aria-hidden="true"' in drawn("{% icon name %}", name=name)


def test_lucide_stands_in_for_icons_we_did_not_draw():
    assert "<path" in drawn('{% icon "hard-hat" %}')
    assert "http" not in drawn('{% icon "hard-hat" %}')


def test_an_unknown_icon_raises():
    with pytest.raises(icons.UnknownIcon, match="no-such-thing"):
        drawn('{% icon "no-such-thing" %}')


@pytest.mark.parametrize("state", lights.STATES)
def test_a_light_is_always_shape_and_words(state: str):
    seen = drawn("{% light state %}", state=state)
    assert "<svg" in seen and str(lights.WORDS[state]) in seen and f"light--{state}" in seen


@pytest.mark.parametrize(
    ("colour", "state"),
    [("green", "ok"), ("yellow", "warn"), ("red", "bad"), ("grey", "pause"), ("blue", "done"), (None, "wait")],
)
def test_the_colours_of_the_rule_have_their_lights__R32(colour: str | None, state: str):
    assert lights.state_of(colour) == state
    assert f"light--{state}" in drawn("{% light colour 'x' %}", colour=colour)


def test_an_unknown_light_raises():
    with pytest.raises(lights.UnknownLight, match="purple"):
        drawn('{% light "purple" "x" %}')


def test_words_of_a_light_are_escaped():
    assert "&lt;b&gt;" in drawn("{% light 'ok' words %}", words="<b>")
