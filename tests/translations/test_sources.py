"""Every way of saying a sentence is found; what cannot be translated is refused."""

import re
from pathlib import Path

import polib
import pytest

from portal.translations.sources import Untranslatable, in_python, in_template, sentences

CODE = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, npgettext, pgettext_lazy as p
from django.utils import translation

a = _("Case accepted")
b = gettext_lazy(
    "Two halves "
    "of one sentence"
)
c = ngettext("%(n)s day", "%(n)s days", n)
d = p("a light", "red")
e = npgettext("work", "a day", "days", n)
f = translation.gettext("By the module")
g = _(a)
h = other("Not ours")
"""


def said(found):
    return {(sentence.context, sentence.text, sentence.plural) for sentence in found}


def test_python_sentences_are_found_whatever_the_function_is_called() -> None:
    assert said(in_python(CODE, "x.py")) == {
        (None, "Case accepted", None),
        (None, "Two halves of one sentence", None),
        (None, "%(n)s day", "%(n)s days"),
        ("a light", "red", None),
        ("work", "a day", "days"),
        (None, "By the module", None),
    }


def test_the_place_is_named() -> None:
    assert next(iter(in_python(CODE, "x.py"))).place == "x.py:5"


@pytest.mark.parametrize("call", ['_(f"Case {n}")', '_("Case " + n)', '_("Case %s" % n)'])
def test_a_sentence_put_together_at_run_time_is_refused(call) -> None:
    with pytest.raises(Untranslatable, match=r"x\.py:2"):
        list(in_python(f"from django.utils.translation import gettext as _\n{call}", "x.py"))


def test_template_sentences_are_found_in_tags_filters_and_blocks() -> None:
    template = """{% load i18n %}
{% translate "My cases" %} {% translate 'It"s here' as x %} {% translate "red" context "a light" %}
{% blocktranslate with name=user.name %}Hello {{ name }}, 100% done{% endblocktranslate %}
{% blocktranslate count n=cases|length trimmed %}
  One case
{% plural %}
  {{ n }} cases
{% endblocktranslate %}
<p title="{{ title|default:_("No (real) title") }}">{% include "x.html" with label=_("Send") %}</p>
{# translators: {% translate "Never" %} #}
"""
    assert said(in_template(template, "t.html")) == {
        (None, "My cases", None),
        (None, 'It"s here', None),
        ("a light", "red", None),
        (None, "Hello %(name)s, 100%% done", None),
        (None, "One case", "%(n)s cases"),
        (None, "No (real) title", None),
        (None, "Send", None),
    }


def test_no_sentence_for_people_carries_the_number_of_a_rule() -> None:
    """Numbers of rules are for those who build the portal; in code they stand in docstrings."""
    root = Path(__file__).parents[2]
    said = {one.text for one in sentences(root)}
    for part in (root / "portal/locale/parts").glob("*.po"):
        said |= {text for one in polib.pofile(str(part)) for text in (one.msgid, one.msgstr)}
    assert [text for text in said if re.search(r"\bR\d{1,3}\b", text)] == []
