"""One shape for every control, whatever it comes from."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils import translation

from portal.ui.fields import Field, Option, from_bound


class Everything(forms.Form):
    text = forms.CharField(label="联系电话", help_text="方便经办人找到您", max_length=20)
    password = forms.CharField(widget=forms.PasswordInput)
    number = forms.IntegerField(min_value=1, max_value=9)
    day = forms.DateField(widget=forms.DateInput)
    moment = forms.DateTimeField()
    choice = forms.ChoiceField(choices=[("a", "甲"), ("组", [("b", "乙")])])
    radio = forms.ChoiceField(choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(choices=[("a", "甲"), ("b", "乙")], widget=forms.CheckboxSelectMultiple)
    agree = forms.BooleanField(required=False)
    story = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), required=False)
    letter = forms.FileField(widget=forms.FileInput(attrs={"accept": ".pdf"}))
    secret = forms.CharField(widget=forms.HiddenInput)
    fixed = forms.CharField(disabled=True, initial="采油一厂")


def drawn(field: Any, **extra: Any) -> str:
    with translation.override("zh-hans"):
        return engines["django"].from_string("{% field f %}").render({"f": field.but(**extra)})


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("text", "text"), ("password", "password"), ("number", "number"), ("day", "date"), ("moment", "datetime"),
        ("choice", "select"), ("radio", "radio"), ("many", "checkboxes"), ("agree", "checkbox"), ("story", "textarea"),
        ("letter", "file"), ("secret", "hidden"), ("fixed", "text"),
    ],
)  # fmt: skip
def test_a_field_of_a_form_becomes_its_control(name: str, kind: str):
    assert from_bound(Everything()[name]).kind == kind


def test_values_are_written_as_the_control_writes_them():
    moment = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
    form = Everything(initial={"day": date(2026, 11, 26), "moment": moment, "number": 0})
    assert from_bound(form["day"]).value == "2026-11-26"
    assert from_bound(form["moment"]).value == "2026-11-26T10:00"
    assert from_bound(form["number"]).value == "0"


def test_a_password_is_never_written_back():
    assert from_bound(Everything({"password": "geheim"})["password"]).value == ""


def test_what_was_chosen_stays_chosen_within_groups_too():
    form = Everything({"choice": "b", "radio": "a", "many": ["a", "b"], "agree": "on"})
    assert [(one.value, one.selected) for one in from_bound(form["choice"]).options] == [("a", False), ("b", True)]
    assert [one.selected for one in from_bound(form["radio"]).options] == [True, False]
    assert [one.selected for one in from_bound(form["many"]).options] == [True, True]
    assert from_bound(form["agree"]).checked


def test_label_hint_and_error_belong_to_the_control():
    markup = drawn(from_bound(Everything({"text": ""})["text"]))
    assert '<label class="field__label" for="id_text">联系电话' in markup
    assert 'aria-describedby="id_text-hint id_text-error"' in markup
    assert 'aria-invalid="true"' in markup
    assert 'id="id_text-hint"' in markup and 'id="id_text-error"' in markup


@pytest.mark.parametrize("name", list(Everything.base_fields))
def test_every_kind_of_control_can_be_drawn(name: str):
    assert f'name="{name}"' in drawn(from_bound(Everything()[name]))


def test_several_answers_to_one_question_are_a_group_with_a_legend():
    markup = drawn(from_bound(Everything()["radio"]), error="请选一个")
    assert markup.count("<fieldset") == 1 and "<legend" in markup and markup.count('type="radio"') == 2
    assert "请选一个" in markup


def test_optional_says_so_and_required_is_told_to_the_browser():
    assert "（可不填）" in drawn(Field("a", "备注", required=False))
    assert " required" in drawn(Field("a", "备注"))
    assert " required" not in drawn(Field("a", "备注", required=False))


def test_a_value_is_escaped():
    assert "<b>" not in drawn(Field("a", "b", value='"><b>', hint="<b>", options=[Option("<b>", "<b>")], kind="select"))


def test_autosave_belongs_to_the_control_it_saves():
    assert 'hx-post="/apply/1/save/"' in drawn(Field("a", "b", save_url="/apply/1/save/"))
    assert "hx-post" not in drawn(Field("a", "b"))


def test_a_tag_can_change_one_thing_of_a_field():
    source = engines["django"].from_string('{% field f autocomplete="username" autofocus=True %}')
    markup = source.render({"f": Everything()["text"]})
    assert 'autocomplete="username"' in markup and " autofocus" in markup
