"""Template tags and filters of the visual system; a builtin library, so no template loads it.

{% icon "bell" %}                              inline drawing; unknown names raise
{% light "warn" %}                             mark + its own word (临期)
{% light item.light item.remaining|remaining_words %}
{% light_mark "ok" %}                          the shape alone, beside words of your own
{% field form.username %}                      a Django bound field or a portal.ui.fields.Field
{{ moment|day }} {{ moment|day_week }} {{ moment|moment }} {{ moment|clock }} {{ moment|since }}
{{ moment|due_words }} {{ remaining|remaining_words }} {{ size|filesize_words }}
{{ id_number|mask_id }} {{ mobile|mask_phone }}
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.ui import fields, icons, lights, masking, moments

register = template.Library()

register.simple_tag(icons.icon, name="icon")
register.filter("mask_id", masking.mask_id)
register.filter("mask_phone", masking.mask_phone)


@register.simple_tag
def light_mark(state: str) -> SafeString:
    """The shape alone; the words must stand beside it."""
    return icons.light_mark(lights.state_of(state))


@register.simple_tag
def light(state: str, words: object = "") -> SafeString:
    """Shape, colour and words; without words the state's own word stands in."""
    known = lights.state_of(state)
    return format_html(
        '<span class="light light--{}">{}{}</span>',
        known,
        icons.light_mark(known),
        words or lights.WORDS[known],
    )


@register.filter
def light_word(state: str) -> str:
    """The word of a light state: 正常, 临期, 超期, 暂停, 未开始, 办结."""
    return str(lights.WORDS[lights.state_of(state)])


@register.filter
def light_state(state: str) -> str:
    """ok, warn, bad, pause, wait or done for a state or a colour of R32."""
    return lights.state_of(state)


@register.simple_tag
def field(source: BoundField | fields.Field, **extra: Any) -> SafeString:
    """One labelled control with hint and error (components/field.html); `extra` replaces attributes of it."""
    shape = fields.from_bound(source) if isinstance(source, BoundField) else source
    return render_to_string("components/field.html", {"field": shape.but(**extra)})


@register.filter
def day(moment: datetime | date | None) -> str:
    return moments.day(moment) if moment else ""


@register.filter
def day_week(moment: datetime | date | None) -> str:
    return moments.day_week(moment) if moment else ""


@register.filter
def weekday(moment: datetime | date | None) -> str:
    return moments.weekday(moment) if moment else ""


@register.filter("moment")
def moment_filter(moment: datetime | None) -> str:
    return moments.moment_words(moment) if moment else ""


@register.filter
def clock(moment: datetime | None) -> str:
    return moments.clock(moment) if moment else ""


@register.filter
def since(moment: datetime | None) -> str:
    return moments.since(moment) if moment else ""


@register.filter
def due_words(moment: datetime | None) -> str:
    return moments.due_words(moment) if moment else ""


@register.filter
def remaining_words(remaining: moments.Remaining | None) -> str:
    return moments.remaining_words(remaining) if remaining else ""


@register.filter
def filesize_words(size: int | None) -> str:
    return moments.filesize_words(size) if size is not None else ""


@register.filter
def initial(name: object) -> str:
    """The first character of a name, for the round mark beside a message."""
    return str(name or "")[:1].upper()


@register.filter
def split(text: str) -> list[str]:
    """Words of a text, to loop over a short fixed list in a template."""
    return str(text).split()


@register.filter
def plain_number(amount: Decimal) -> str:
    """A length without needless zeros: 0.5, 2, 10."""
    return f"{amount.normalize():f}"
