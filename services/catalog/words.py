"""The catalogue's fixed words for people: roles of steps, policies, types; conditions as phrases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from services.catalog.snapshot import ElementSnapshot
from services.conditions import ConditionError, Vocabulary, compile, explain

ROLES = {
    "handler": pgettext_lazy("step role", "handler"),
    "reviewer": pgettext_lazy("step role", "reviewer"),
    "dept_head": pgettext_lazy("step role", "head of department"),
    "leader": pgettext_lazy("step role", "leader in charge"),
    "window_clerk": pgettext_lazy("step role", "window clerk"),
    "hotline_agent": pgettext_lazy("step role", "hotline agent"),
    "coord_office": pgettext_lazy("step role", "coordination office"),
}
TYPES = {
    "instant": _("decided on the spot"),
    "promise": _("decided within a promised limit"),
}
POLICIES = {
    "all": _("every department agrees"),
    "any": _("one department agrees"),
    "quorum": _("so many of them agree"),
    "advisory": _("opinions are heard"),
}
TIMEOUTS = {"tacit": _("silence is consent"), "escalate": _("escalate")}
FACT_TYPES = {
    "bool": _("yes or no"),
    "int": _("whole number"),
    "single": _("one of several"),
}


def condition_in_words(expression: str, types: Mapping[str, str], vocabulary: Vocabulary) -> str:
    """The condition as a phrase; the expression itself where it cannot be read."""
    try:
        return explain(compile(expression, types), vocabulary)
    except ConditionError:
        return expression


def of_elements(elements: Iterable[ElementSnapshot]) -> Vocabulary:
    """How data elements read inside a condition of an item."""
    known = list(elements)
    return Vocabulary(
        labels={one.key: one.label for one in known},
        values={one.key: {option.value: option.label for option in one.options} for one in known if one.options},
    )
