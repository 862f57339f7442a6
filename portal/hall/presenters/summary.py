"""Step 4: everything that was said, with a way to change each; what happens next and by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.errors import Invalid
from portal.files.models import Upload
from portal.hall.presenters.form import topic_title
from portal.hall.presenters.words import chinese, limit_words, listed, value_words
from portal.ui import moments
from portal.worktime import CalendarMissing, due_moment, effective_start, table_for
from services.cases.models import Draft
from services.catalog.resolution import Resolution
from services.dictionary.validation import clean
from workflows.applying.application import ApplicationForm, FormField
from workflows.applying.declarations import statement
from workflows.queries.drafts import given_fields
from workflows.timing import clocks


@dataclass(frozen=True)
class SummaryRow:
    """One row of components/summary_list.html."""

    label: str
    value: str
    url: str = ""
    source: str = ""


@dataclass(frozen=True)
class SummaryGroup:
    title: str
    rows: tuple[SummaryRow, ...]


@dataclass(frozen=True)
class Ahead:
    """What handing it in sets going."""

    departments: str
    count: int
    limit: str
    due_at: datetime | None
    # Registered at once, counted day and night (R25).
    is_emergency: bool = False

    @property
    def promise(self) -> SafeString:
        """窗口 1 个工作日内受理，受理后 … 内办完。今天受理的话，最晚 … 办完。"""
        if self.is_emergency:
            return self.at_once
        first = _("The window accepts it within one working day; then it is done within %(limit)s.")
        text = escape(first % {"limit": self.limit})
        if self.due_at is None:
            return text
        today = _("Accepted today it is done by <b>{moment}</b>.")
        ends = format_html(today, moment=moments.moment_words(self.due_at))
        return format_html("{}{}{}", text, "" if chinese() else " ", ends)

    @property
    def at_once(self) -> SafeString:
        """提交后马上登记，昼夜不停，4 小时 36 分内办完。现在提交，最晚 … 办完。"""
        first = _("It is registered at once and done within %(limit)s, counted day and night.")
        text = escape(first % {"limit": self.limit})
        if self.due_at is None:
            return text
        now = _("Handed in now it is done by <b>{moment}</b>.")
        return format_html(
            "{}{}{}", text, "" if chinese() else " ", format_html(now, moment=moments.moment_words(self.due_at))
        )


def groups_of(draft: Draft, form: ApplicationForm, uploads: Mapping[str, Upload]) -> list[SummaryGroup]:
    groups = [answers_group(draft, form), *field_groups(draft, form), papers_group(draft, form.resolution, uploads)]
    return [group for group in groups if group.rows]


def answers_group(draft: Draft, form: ApplicationForm) -> SummaryGroup:
    url = reverse("hall:questions", args=[draft.key])
    rows = []
    for question in form.matter.questions:
        value = form.resolution.answers[question.id]
        labels = {one.value: one.label for one in question.options}
        words = (_("Yes") if value else _("No")) if isinstance(value, bool) else labels.get(str(value), str(value))
        rows.append(SummaryRow(question.label, words, f"{url}#id_{question.id}"))
    return SummaryGroup(_("Your situation"), tuple(rows))


def field_groups(draft: Draft, form: ApplicationForm) -> list[SummaryGroup]:
    url = reverse("hall:form", args=[draft.key])
    given = given_fields(draft, form)
    topics: dict[str, list[SummaryRow]] = {}
    for one in form.main_fields():
        row = field_row(one, given.get(one.key), url)
        if row is not None:
            topics.setdefault(one.resolved.topic, []).append(row)
    return [SummaryGroup(topic_title(form.matter, topic), tuple(rows)) for topic, rows in topics.items()]


def field_row(one: FormField, typed: object, url: str) -> SummaryRow | None:
    element = one.resolved.element
    if one.readonly:
        if one.source is None:
            return None  # an answered question: listed above
        source = _("from %(source)s") % {"source": one.source.system}
        value = value_words(element, one.value)
        if typed not in (None, ""):
            value = _("%(value)s (you say: %(claim)s)") % {"value": value, "claim": str(typed)}
        return SummaryRow(element.label, value, f"{url}?show=all&wrong={one.key}#claim-{one.key}", source)
    if typed in (None, ""):
        return None
    try:
        value = value_words(element, clean(element, typed))
    except Invalid:
        value = str(typed)
    return SummaryRow(element.label, value, f"{url}#id_{one.key}")


def papers_group(draft: Draft, resolution: Resolution, uploads: Mapping[str, Upload]) -> SummaryGroup:
    url = reverse("hall:materials", args=[draft.key])
    rows = []
    for one in resolution.materials:
        if one.handling == "exempt" or one.phase == "post":
            continue
        entry = draft.materials.get(one.code, {})
        upload = uploads.get(str(entry.get("upload", "")))
        if upload is not None:
            words = f"{upload.name} · {moments.filesize_words(upload.size)}"
        elif entry.get("defer_until"):
            day = moments.day_week(date.fromisoformat(entry["defer_until"]))
            words = _("promised by %(day)s") % {"day": day}
        elif entry.get("declared"):
            words = _("declared; checked after the decision")
        else:
            words = _("not handed in yet")
        rows.append(SummaryRow(one.material.label, words, f"{url}#paper-{one.code}"))
    return SummaryGroup(_("Papers"), tuple(rows))


def ahead_of(resolution: Resolution, now: datetime) -> Ahead:
    matter, promised = resolution.matter, resolution.promised
    codes = dict.fromkeys(one.item.department for one in resolution.main_items)
    names = [matter.department_label(code) for code in codes]
    return Ahead(
        listed(names, most=12),
        len(names),
        limit_words(promised),
        due_if_accepted_now(resolution, now),
        promised.unit == "ch",
    )


def due_if_accepted_now(resolution: Resolution, now: datetime) -> datetime | None:
    """The end of the promise if the window accepted at this moment; None where next year's calendar is missing."""
    table, promised = table_for(resolution.matter.calendar), resolution.promised
    try:
        start = now if promised.unit == "ch" else effective_start(now, table)
        return due_moment(start, clocks.limit_of(promised), table)
    except CalendarMissing:
        return None


def problems_by_step(
    problems: Mapping[str, Sequence[str]], draft: Draft, form: ApplicationForm
) -> list[tuple[str, str]]:
    """(address of the place to mend it, sentence), for what a department's rule or the form refused."""
    fields = reverse("hall:form", args=[draft.key])
    papers = reverse("hall:materials", args=[draft.key])
    questions = reverse("hall:questions", args=[draft.key])
    found = []
    for name, texts in problems.items():
        if form.resolution.material_by_code.get(name):
            url = f"{papers}#paper-{name}"
        elif form.field(name):
            url = f"{fields}?show=all#id_{name}"
        else:
            url = f"{questions}#id_{name}" if name in form.matter.question_ids else ""
        found += [(url, text) for text in texts]
    return found


def deferral_words(draft: Draft, resolution: Resolution) -> str:
    """The commitment in one sentence, when papers are promised (R39)."""
    asked = resolution.material_by_code
    declared = [asked[code].material.label for code, entry in draft.materials.items()
                if entry.get("declared") and code in asked]  # fmt: skip
    names = [
        asked[code].material.label
        for code, entry in draft.materials.items()
        if entry.get("defer_until") and code in asked
    ]
    statements = [statement(name) for name in declared]
    if not names:
        return "\n".join(statements)
    promise = ngettext(
        "You promise to hand in “%(papers)s” by the day named above; the result waits for it.",
        "You promise to hand in %(papers)s by the days named above; the result waits for them.",
        len(names),
    ) % {"papers": listed(names, most=6)}
    return "\n".join([promise, *statements])
