"""Cases in the administration: where they stand and since when, to be read only.

The form, the papers and the conversation belong to the applicant and the departments that work
on the case; whoever runs the house does not read them (R4, R84).
"""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.ui.admin_base import ReadOnlyAdmin, ReadOnlyInline, column, length, titled
from services.cases.models import (
    CannedReply,
    Case,
    CaseItem,
    Correction,
    Document,
    Draft,
    DutyListEntry,
    Pause,
    SupervisionEvent,
)


class ItemInline(ReadOnlyInline):
    model = CaseItem
    fields = ["place", "which", "what", "of_department", "stand", "began", "due", "result", "ended"]
    related = ["department"]
    show_change_link = True

    place = column("position", _("no."))
    which = column("code", _("item code"))
    what = column("title", _("item"))
    of_department = column("department.title", _("department"))
    stand = column("get_state_display", _("state"))
    began = column("started_at", _("clock starts"))
    due = column("due_at", _("due"))
    result = column("get_decision_display", _("decision"))
    ended = column("decided_at", _("decided at"))


class DocumentInline(ReadOnlyInline):
    model = Document
    fields = ["no", "paper", "issuer", "issued", "released", "revoked"]
    related = ["issued_by"]
    verbose_name_plural = _("documents")

    no = column("number", _("number"))
    paper = column("name", _("document"))
    issuer = column("issued_by.title", _("issued by"))
    issued = column("issued_at", _("issued at"))
    released = column("released_at", _("handed to the applicant"))
    revoked = column("revoked_at", _("revoked at"))


class CorrectionInline(ReadOnlyInline):
    model = Correction
    fields = ["no", "sent", "due", "answered", "lapsed"]
    verbose_name_plural = _("corrections")

    no = column("number", _("number"))
    sent = column("sent_at", _("sent at"))
    due = column("due_at", _("due"))
    answered = column("answered_at", _("answered at"))
    lapsed = column("lapsed_at", _("lapsed at"))


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    list_display = ["number", "matter_title", "person", "unit", "stand", "way", "submitted", "due", "closed"]
    list_filter = [
        ("state", titled(admin.ChoicesFieldListFilter, _("state"))),
        ("organisation", titled(admin.RelatedFieldListFilter, _("organisation"))),
        ("matter", titled(admin.RelatedFieldListFilter, _("matter"))),
        ("channel", titled(admin.ChoicesFieldListFilter, _("channel"))),
        ("submitted_at", titled(admin.DateFieldListFilter, _("submitted at"))),
    ]
    list_select_related = [
        "applicant", "applicant_department", "organisation", "lead_department", "window", "registered_by", "version",
    ]  # fmt: skip
    search_fields = ["number", "matter_name", "applicant__name", "applicant__username", "applicant_department__name"]
    search_help_text = _("Case number, matter, applicant or unit.")
    fieldsets = [
        (None, {"fields": [("number", "stand"), ("matter_title", "from_version"), "why"]}),
        (_("Who"), {"fields": [("person", "unit"), ("way", "clerk"), ("company", "leading"), "at_window"]}),
        (
            _("Moments"),
            {
                "fields": [
                    ("submitted", "received"),
                    ("intake_due", "accepted"),
                    ("due", "decided"),
                    ("delivered", "closed"),
                ]
            },
        ),
        (_("Clock"), {"fields": [("limit", "calendar")]}),
    ]
    inlines = [ItemInline, DocumentInline, CorrectionInline]

    matter_title = column("title", _("matter"), ordering="matter_name")
    from_version = column("version.number", _("published version"))
    stand = column("get_state_display", _("state"), ordering="state")
    why = column("state_reason", _("reason"))
    person = column("applicant", _("applicant"), ordering="applicant__name")
    unit = column("applicant_department.title", _("unit"), ordering="applicant_department__name")
    clerk = column("registered_by", _("filed by"))
    way = column("get_channel_display", _("channel"), ordering="channel")
    company = column("organisation.title", _("organisation"))
    leading = column("lead_department.title", _("lead department"))
    at_window = column("window.title", _("window"))
    submitted = column("submitted_at", _("submitted at"))
    received = column("received_at", _("receipt takes effect"))
    intake_due = column("intake_due_at", _("acceptance due"))
    accepted = column("accepted_at", _("accepted at"))
    due = column("due_at", _("due"))
    decided = column("decided_at", _("decided at"))
    delivered = column("delivered_at", _("delivered at"))
    closed = column("closed_at", _("closed at"))

    @admin.display(description=_("limit"))
    def limit(self, case: Case) -> str:
        return length(case.limit_amount, case.limit_unit)

    @admin.display(description=_("calendar"))
    def calendar(self, case: Case) -> str:
        return case.calendar_version or case.calendar_code


class PauseInline(ReadOnlyInline):
    model = Pause
    fields = ["name", "why", "began", "ended", "longest"]
    verbose_name_plural = _("pauses")

    name = column("procedure", _("procedure"))
    why = column("reason", _("reason"))
    began = column("started_at", _("from"))
    ended = column("ended_at", _("until"))
    longest = column("max_days", _("longest, in working days"))


@admin.register(CaseItem)
class CaseItemAdmin(ReadOnlyAdmin):
    list_display = ["of_case", "which", "what", "of_department", "stand", "began", "due", "result", "decider"]
    list_filter = [
        ("state", titled(admin.ChoicesFieldListFilter, _("state"))),
        ("decision", titled(admin.ChoicesFieldListFilter, _("decision"))),
        ("phase", titled(admin.ChoicesFieldListFilter, _("phase"))),
        ("department", titled(admin.RelatedOnlyFieldListFilter, _("department"))),
    ]
    list_select_related = ["case", "department", "decided_by"]
    search_fields = ["case__number", "code", "name", "department__name"]
    ordering = ["-case_id", "position"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("of_case", "stand"),
                    ("which", "what"),
                    ("of_department", "stage"),
                    ("waits_for", "by_itself"),
                ]
            },
        ),
        (_("Decision"), {"fields": [("result", "not_final"), ("decider", "ended"), "basis_text"]}),
        (_("Moments"), {"fields": [("began", "due"), ("yellow", "statutory")]}),
    ]
    inlines = [PauseInline]

    of_case = column("case.number", _("case"))
    which = column("code", _("item code"))
    what = column("title", _("item"), ordering="name")
    of_department = column("department.title", _("department"), ordering="department__name")
    stage = column("get_phase_display", _("phase"))
    stand = column("get_state_display", _("state"), ordering="state")
    by_itself = column("automatic", _("done by the system"), boolean=True)
    result = column("get_decision_display", _("decision"), ordering="decision")
    basis_text = column("basis", _("basis"))
    decider = column("decided_by", _("decided by"), ordering="decided_by__name")
    ended = column("decided_at", _("decided at"))
    not_final = column("provisional", _("provisional result"), boolean=True)
    began = column("started_at", _("clock starts"))
    due = column("due_at", _("due"))
    yellow = column("yellow_at", _("yellow from"))
    statutory = column("statutory_due_at", _("statutory limit ends"))

    @admin.display(description=_("waits for"))
    def waits_for(self, item: CaseItem) -> str:
        return "、".join(item.needs) or "—"


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin):
    """That somebody is writing, not what."""

    list_display = ["person", "matter_title", "way", "begun", "changed", "became"]
    list_select_related = ["applicant", "version__matter", "submitted_case"]
    search_fields = ["applicant__name", "applicant__username", "version__matter__name"]
    fieldsets = [(None, {"fields": [("person", "matter_title"), ("begun", "changed"), ("way", "became")]})]

    person = column("applicant", _("applicant"), ordering="applicant__name")
    matter_title = column("version.matter.label", _("matter"), ordering="version__matter__name")
    way = column("get_channel_display", _("channel"))
    begun = column("created_at", _("begun at"))
    changed = column("updated_at", _("changed at"))
    became = column("submitted_case.number", _("became case"))


@admin.register(DutyListEntry)
class DutyListAdmin(ReadOnlyAdmin):
    """Rulings write the list; here it is read, with what each entry replaced."""

    list_display = ["which", "what", "cases", "owner", "basis", "begins", "ends"]
    list_filter = [("department", titled(admin.RelatedOnlyFieldListFilter, _("department")))]
    list_select_related = ["department", "source__document", "superseded_by", "added_by"]
    search_fields = ["item_code", "item_name", "department__name", "basis"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("which", "what"), ("cases", "rule"), ("owner", "ruling"), "basis", ("begins", "ends"), "replaced",
                ]
            },
        )
    ]  # fmt: skip

    which = column("item_code", _("item code"))
    what = column("title", _("item"), ordering="item_name")
    cases = column("likeness", _("which cases"))
    rule = column("condition", _("condition"))
    owner = column("department.title", _("department"), ordering="department__name")
    ruling = column("source.document.number", _("ruling"), ordering="")
    begins = column("in_force_from", _("in force from"))
    ends = column("ended_at", _("in force until"))
    replaced = column("superseded_by", _("replaced by"), ordering="")


@admin.register(SupervisionEvent)
class SupervisionEventAdmin(ReadOnlyAdmin):
    list_display = ["event", "owner", "of_case", "of_item", "when"]
    list_filter = [
        ("kind", titled(admin.ChoicesFieldListFilter, _("kind"))),
        ("department", titled(admin.RelatedOnlyFieldListFilter, _("department"))),
    ]
    list_select_related = ["department", "case", "item", "person", "transfer"]
    search_fields = ["case__number", "department__name"]
    fieldsets = [(None, {"fields": [("event", "when"), ("owner", "of_case"), "of_item", "why"]})]

    event = column("get_kind_display", _("kind"), ordering="kind")
    owner = column("department.title", _("department"), ordering="department__name")
    of_case = column("case.number", _("case"))
    of_item = column("item.title", _("item"), ordering="item__name")
    when = column("happened_at", _("happened at"))
    why = column("text", _("reason"))


@admin.register(CannedReply)
class CannedReplyAdmin(ReadOnlyAdmin):
    """Heads write them on their own page (/desk/replies/); here they are read."""

    list_display = ["owner", "short", "act", "said", "who", "changed"]
    list_filter = [("department", titled(admin.RelatedOnlyFieldListFilter, _("department")))]
    list_select_related = ["department", "written_by"]
    search_fields = ["title", "text", "department__name"]
    fieldsets = [(None, {"fields": [("owner", "short"), "act", "said", ("who", "changed")]})]

    owner = column("department.title", _("department"), ordering="department__name")
    short = column("title", _("short name"))
    act = column("action", _("for which act"))
    said = column("text", _("words"))
    who = column("written_by", _("written by"), ordering="written_by__name")
    changed = column("changed_at", _("changed at"))
