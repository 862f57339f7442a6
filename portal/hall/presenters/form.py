"""Step 2: ONE merged form, grouped by topic; what is known is shown with its source, only the rest is asked (R16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.casefile.controls import control
from portal.errors import Invalid
from portal.hall.presenters.words import full_stop, listed, sentences, value_words
from portal.ui.fields import Field
from services.cases.models import Draft
from services.catalog.snapshot import MatterSnapshot
from services.dictionary.snapshot import ElementSnapshot
from services.dictionary.validation import clean
from workflows.applying.application import ApplicationForm, FormField


@dataclass(frozen=True)
class Known:
    """A value nobody has to type; the fields of components/prefilled.html. `claim`: the applicant's own version."""

    key: str
    label: str
    value: str
    source: str
    as_of: datetime | None
    state: str = "fresh"
    other: str = ""
    wrong_url: str = ""
    claim: Field | None = None
    error: str = ""

    @property
    def anchor(self) -> str:
        """Where the error summary leads: the own version, or the value itself."""
        return self.claim.html_id if self.claim else f"known-{self.key}"


@dataclass(frozen=True)
class FormGroup:
    """One topic. `seen_by`: the departments that read it."""

    code: str
    title: str
    known: tuple[Known, ...]
    asked: tuple[Field, ...]
    seen_by: str


@dataclass(frozen=True)
class MergedForm:
    groups: tuple[FormGroup, ...]
    asked: int
    known: int

    @property
    def all(self) -> int:
        return self.asked + self.known

    @property
    def lead(self) -> str:
        asked = ngettext(
            "All departments together ask %(n)s thing of you.",
            "All departments together ask %(n)s things of you.",
            self.asked,
        ) % {"n": self.asked}
        known = ngettext("%(n)s is known already.", "%(n)s are known already.", self.known) % {"n": self.known}
        return sentences(asked, known)


def merged_form(
    form: ApplicationForm,
    draft: Draft,
    *,
    errors: Mapping[str, Sequence[str]],
    save_url: str,
    wrong: str = "",
    questions_url: str = "",
) -> MergedForm:
    """`wrong` is the key of the known value whose own version is being written; `errors` by element key."""
    writer = _Writer(form, draft, errors, save_url, wrong, questions_url)
    topics: dict[str, list[FormField]] = {}
    for one in form.main_fields():
        topics.setdefault(one.resolved.topic, []).append(one)
    groups = tuple(writer.group(topic, fields) for topic, fields in topics.items())
    return MergedForm(groups, sum(len(one.asked) for one in groups), sum(len(one.known) for one in groups))


@dataclass(frozen=True)
class _Writer:
    form: ApplicationForm
    draft: Draft
    errors: Mapping[str, Sequence[str]]
    save_url: str
    wrong: str
    questions_url: str

    def group(self, topic: str, fields: Sequence[FormField]) -> FormGroup:
        return FormGroup(
            code=topic or "other",
            title=topic_title(self.form.matter, topic),
            known=tuple(self.known(one) for one in fields if not is_asked(one)),
            asked=tuple(self.asked(one) for one in fields if is_asked(one)),
            seen_by=readers(self.form.matter, fields),
        )

    def asked(self, one: FormField) -> Field:
        element = one.resolved.element
        typed = self.draft.fields.get(one.key)
        # A clerk does not read somebody else's sensitive values; left empty, the register's stays (R84).
        hidden = self.draft.is_for_other and element.sensitivity == "X" and one.source is not None and not typed
        field = control(
            element,
            "" if hidden else one.value if typed is None else typed,
            required=one.required and not hidden,
            error=self.error(one.key),
            save_url=self.save_url,
        )
        if one.source is None:
            return field
        if hidden:
            known = _("known as %(value)s from %(source)s; leave it empty to keep it")
            words = known % {"value": value_words(element, one.value), "source": one.source.system}
            return field.but(hint=sentences(*(full_stop(part) for part in (field.hint, words) if part)))
        hint = _("from %(source)s; change it if it is no longer right") % {"source": one.source.system}
        return field.but(hint=sentences(*(full_stop(part) for part in (field.hint, hint) if part)))

    def known(self, one: FormField) -> Known:
        element = one.resolved.element
        label, value, error = element.label, value_words(element, one.value), self.error(one.key)
        if one.value is None:
            keeper = self.form.matter.department_label(one.resolved.source or "")
            return Known(one.key, label, _("looked up by the department itself"), keeper, None, error=error)
        if one.source is None:
            answered = _("your answer before")
            return Known(one.key, label, value, answered, None, wrong_url=self.questions_url, error=error)
        claimed = claim_words(element, self.draft.fields.get(one.key))
        own = self.claim(one) if self.wrong == one.key or self.errors.get(one.key) or claimed else None
        return Known(
            key=one.key,
            label=label,
            value=value,
            source=one.source.system,
            as_of=one.source.as_of,
            state="conflict" if claimed else "fresh",
            other=claimed,
            wrong_url="" if own else f"?show=all&wrong={one.key}#claim-{one.key}",
            claim=own,
        )

    def claim(self, one: FormField) -> Field:
        label = _("What should “%(field)s” be?") % {"field": one.resolved.element.label}
        typed = self.draft.fields.get(one.key, "")
        field = control(
            one.resolved.element,
            typed,
            required=False,
            error=self.error(one.key),
            save_url=self.save_url,
            id=f"claim-{one.key}",
        )
        return field.but(
            label=label, wide=True, hint=_("The department in charge checks it within three working days; you go on.")
        )

    def error(self, key: str) -> str:
        return next(iter(self.errors.get(key, ())), "")


def is_asked(one: FormField) -> bool:
    """What only the applicant knows, may change, or is known to be missing in the register for many people.

    Anything else a register does not know is the department's to look up (R44).
    """
    if one.readonly:
        return False
    return one.value is not None or one.required or (one.resolved.expected and not one.owed)


def claim_words(element: ElementSnapshot, typed: Any) -> str:
    if typed in (None, ""):
        return ""
    try:
        return value_words(element, clean(element, typed))
    except Invalid:
        return str(typed)


def topic_title(matter: MatterSnapshot, code: str) -> str:
    topic = next((one for one in matter.topics if one.code == code), None)
    return topic.label if topic else _("Further details")


def readers(matter: MatterSnapshot, fields: Sequence[FormField]) -> str:
    """谁会看到: the departments whose items use a field of this group."""
    codes = dict.fromkeys(matter.by_code[item].item.department for one in fields for item in one.resolved.used_by)
    return listed([matter.department_label(code) for code in codes], most=12)
