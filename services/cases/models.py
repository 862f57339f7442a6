"""The case file: what was asked, what was handed in, what was said, what came of it.

Models hold fields, constraints and small derived properties; every write is an
operation of `workflows.operations`.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from services.catalog.snapshot import ItemSnapshot

from .managers import CaseItemQuerySet, CaseQuerySet
from .states import CaseState, Decision, ItemState

CHECK_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_check_code() -> str:
    """Six characters without look-alikes: what a public progress query needs besides the number (R86)."""
    return "".join(secrets.choice(CHECK_ALPHABET) for _ in range(6))


def new_verification_code() -> str:
    return "".join(secrets.choice(CHECK_ALPHABET) for _ in range(16))


class Channel(models.TextChoices):
    WEB = "web", _("Online")
    COUNTER = "counter", _("At the counter")
    HOTLINE = "hotline", _("By phone")
    API = "api", _("By another system")


class Phase(models.TextChoices):
    MAIN = "main", _("Main")
    POST = "post", _("After the event")


class NumberSequence(models.Model):
    """Last case number per organisation and day (R85)."""

    organisation = models.ForeignKey("org.Organisation", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "day"], name="one_sequence_per_day")]


class Case(models.Model):
    """One application: the whole matter as its applicant sees it."""

    number = models.CharField(_("case number"), max_length=40, unique=True)
    check_code = models.CharField(max_length=6, default=new_check_code)
    matter = models.ForeignKey("catalog.Matter", on_delete=models.PROTECT, related_name="cases")
    version = models.ForeignKey("catalog.MatterVersion", on_delete=models.PROTECT, related_name="cases")
    matter_code = models.CharField(max_length=40)
    matter_name = models.CharField(max_length=120)
    matter_name_en = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey("org.Organisation", on_delete=models.PROTECT, related_name="cases")
    lead_department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="led_cases")
    window = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="window_cases")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    applicant_department = models.ForeignKey(
        "org.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="applicant_cases"
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="registered_cases"
    )
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    consent = models.CharField(_("how the applicant consented"), max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=CaseState.choices, default=CaseState.SUBMITTED)
    state_reason = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    # {key: {"value", "element", "source": {"department", "system", "as_of"} | null}}
    form = models.JSONField(default=dict)
    fingerprint = models.CharField(_("hash of matter, answers and form"), max_length=64, db_index=True)
    calendar_code = models.CharField(max_length=20)
    calendar_version = models.CharField(max_length=40, blank=True)
    limit_amount = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    limit_unit = models.CharField(max_length=2, default="wd")
    promised_because = models.JSONField(default=list)
    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(_("receipt takes effect (R21)"))
    intake_due_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    yellow_at = models.DateTimeField(null=True, blank=True)
    due_provisional = models.BooleanField(_("due in a year without published holidays (R24)"), default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    last_urged_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["applicant", "-submitted_at"], name="case_mine"),
            models.Index(fields=["organisation", "state", "due_at"], name="case_by_state"),
            models.Index(fields=["applicant_department", "-submitted_at"], name="case_by_unit"),
        ]
        constraints = [
            # Double submission: the same person cannot have two identical open cases (R13).
            models.UniqueConstraint(
                fields=["applicant", "fingerprint"],
                condition=models.Q(state__in=["submitted", "correcting", "in_progress", "decided", "partly_approved"]),
                name="no_identical_open_case",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.matter_name_en if english and self.matter_name_en else self.matter_name

    @property
    def stream(self) -> str:
        return f"case:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in CaseState.values and self.closed_at is None

    def values(self) -> dict[str, Any]:
        """Form values by data element key, without their sources."""
        return {key: entry["value"] for key, entry in self.form.items()}


class CaseItem(models.Model):
    """One department's part of a case; `definition` is the item as published when the case was submitted."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200, blank=True)
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="case_items")
    position = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=4, choices=Phase.choices, default=Phase.MAIN)
    definition = models.JSONField()
    needs = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    soft = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    state = models.CharField(max_length=20, choices=ItemState.choices, default=ItemState.SUBMITTED)
    automatic = models.BooleanField(default=False)
    started_at = models.DateTimeField(_("clock starts"), null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    yellow_at = models.DateTimeField(null=True, blank=True)
    statutory_due_at = models.DateTimeField(null=True, blank=True)
    due_provisional = models.BooleanField(_("due in a year without published holidays (R24)"), default=False)
    # R19: what the matter's limit left this item when its clock started; pauses and an extension move it along.
    bound_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    extended_days = models.PositiveSmallIntegerField(_("extended by working days (R29)"), default=0)
    extension_reason = models.TextField(blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decision_text = models.TextField(blank=True)
    reason_code = models.CharField(max_length=40, blank=True)
    basis = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="decided_items"
    )
    provisional = models.BooleanField(default=False)
    round = models.PositiveSmallIntegerField(_("countersign round"), default=0)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        ordering = ["case_id", "position"]
        verbose_name = _("case item")
        verbose_name_plural = _("case items")
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="one_row_per_item"),
            models.CheckConstraint(
                condition=models.Q(decision="") | models.Q(decided_at__isnull=False), name="decision_has_a_moment"
            ),
        ]
        indexes = [models.Index(fields=["department", "state", "due_at"], name="item_by_department")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def title(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name

    @property
    def stream(self) -> str:
        return f"item:{self.pk}"

    @property
    def number(self) -> str:
        """Child number `/01`.. in catalogue order (R85)."""
        return f"{self.case.number}/{self.position:02d}"

    @cached_property
    def snapshot(self) -> ItemSnapshot:
        return ItemSnapshot.from_json(self.definition)


class Pause(models.Model):
    """A stretch in which an item's clock stands still, for a named procedure (R26).

    `name` and `name_en` are the procedure's, kept as they were; `expected_days` what the
    applicant was told; `max_days` working days, at whose end (`resumes_at`) the clock goes on
    by itself. `material` names the paper a `deferral_default` waits for.
    """

    item = models.ForeignKey(CaseItem, on_delete=models.CASCADE, related_name="pauses")
    procedure = models.CharField(max_length=40)
    name = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    material = models.CharField(max_length=40, blank=True)
    reason = models.TextField()
    evidence = models.ForeignKey("files.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    expected_days = models.PositiveSmallIntegerField(null=True, blank=True)
    max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    resumes_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(fields=["item", "procedure", "material"], name="once_per_procedure"),
            models.UniqueConstraint(fields=["item"], condition=models.Q(ended_at=None), name="one_pause_at_a_time"),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("started_at")),
                name="pause_ends_after_it_begins",
            ),
        ]

    @property
    def title(self) -> str:
        english = (get_language() or "").startswith("en")
        return (self.name_en if english and self.name_en else self.name) or self.procedure


class CaseMaterial(models.Model):
    """One paper of the merged list: handed in, never asked for, or promised for later."""

    class Status(models.TextChoices):
        HANDED_IN = "handed_in", _("Handed in")
        EXEMPT = "exempt", _("Not needed from you")
        DEFERRED = "deferred", _("Promised for later")
        LATER = "later", _("After the event")
        MISSING = "missing", _("Missing")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="materials")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200, blank=True)
    handling = models.CharField(max_length=12)
    essential = models.BooleanField(default=False)
    used_by = ArrayField(models.CharField(max_length=40), default=list)
    status = models.CharField(max_length=10, choices=Status.choices)
    upload = models.ForeignKey("files.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deferred_until = models.DateTimeField(null=True, blank=True)
    defer_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # A promise (R39–R42): when the applicant was reminded, when it was broken, until when it may be mended.
    reminded_at = models.DateTimeField(null=True, blank=True)
    defaulted_at = models.DateTimeField(null=True, blank=True)
    grace_until = models.DateTimeField(null=True, blank=True)
    supplied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="one_row_per_material")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def title(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name


class Barring(models.Model):
    """A broken promise: until `ends_at`, or until the paper is in, its author promises nothing more (R42)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="barrings")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="barrings")
    material = models.CharField(max_length=40)
    material_name = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    lifted_at = models.DateTimeField(_("the paper came in after all"), null=True, blank=True)

    class Meta:
        ordering = ["-starts_at"]
        constraints = [models.UniqueConstraint(fields=["case", "material"], name="barred_once_per_paper")]


class Draft(models.Model):
    """An application being written; kept 30 days, lost never."""

    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey("catalog.MatterVersion", on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    answers = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    # {material code: {"upload": id} | {"defer_until": ISO date}}
    materials = models.JSONField(default=dict)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    consent = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["applicant", "-updated_at"], name="drafts_mine")]


class Correction(models.Model):
    """The one notice that lists everything missing (R36), and its answer."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="corrections")
    # A second notice stops one item only and needs a ground (R37); the first is for the whole case.
    item = models.ForeignKey(CaseItem, on_delete=models.CASCADE, null=True, blank=True, related_name="corrections")
    ground = models.CharField(max_length=24, blank=True)
    number = models.CharField(max_length=60)
    round = models.PositiveSmallIntegerField(default=1)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="one_notice_per_round"),
            models.UniqueConstraint(fields=["item"], name="one_second_notice_per_item"),
            models.CheckConstraint(
                condition=models.Q(item=None, ground="") | (models.Q(item__isnull=False) & ~models.Q(ground="")),
                name="second_notice_has_a_ground",
            ),
        ]


class Defect(models.Model):
    """One thing to mend: what, what is wrong with it, how to mend it."""

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="defects")
    material = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=120)
    problem = models.TextField()
    remedy = models.TextField()
    mended = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(material="") ^ models.Q(field=""), name="defect_of_a_material_or_a_field"
            )
        ]


class Opinion(models.Model):
    """What somebody decided or said on a task, in the words the file keeps."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="opinions")
    item = models.ForeignKey(CaseItem, on_delete=models.CASCADE, null=True, blank=True, related_name="opinions")
    task_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=12)
    action = models.CharField(max_length=24)
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=60, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(blank=True)
    reason_code = models.CharField(max_length=40, blank=True)
    basis = models.TextField(blank=True)
    cure = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    suggest = models.CharField(max_length=40, blank=True)
    review_points = models.JSONField(default=list, blank=True)
    tacit = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            # R46: a disagreement without basis and cure cannot be saved.
            models.CheckConstraint(
                condition=~models.Q(action="disagree")
                | (~models.Q(text="") & ~models.Q(basis="") & ~models.Q(cure="")),
                name="disagreement_is_complete",
            )
        ]


class Message(models.Model):
    """Conversation between the applicant and the departments of a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_department = models.ForeignKey(
        "org.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]


class Document(models.Model):
    """A numbered paper the house issues: receipt, notice, refusal, result (R85, R87)."""

    class Kind(models.TextChoices):
        ACCEPTANCE = "SL", _("Acceptance")
        CORRECTION = "BZ", _("Correction notice")
        REFUSAL = "BS", _("Refusal")
        DEFERRAL = "RQ", _("Deferral commitment")
        PROCEDURE = "TB", _("Notice of a special procedure")
        EXTENSION = "YQ", _("Notice of an extension")
        RESULT = "BJ", _("Result")
        RATING = "CP", _("Rating")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    item = models.ForeignKey(CaseItem, on_delete=models.CASCADE, null=True, blank=True, related_name="documents")
    kind = models.CharField(max_length=2, choices=Kind.choices)
    number = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    code = models.CharField(_("verification code"), max_length=20, unique=True, default=new_verification_code)
    issued_by = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    valid_until = models.DateField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    released_at = models.DateTimeField(_("handed to the applicant"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["issued_at", "pk"]

    def valid_at(self, moment: datetime) -> bool:
        return self.revoked_at is None and (self.valid_until is None or moment.date() <= self.valid_until)


class Objection(models.Model):
    """The applicant says a shared value is wrong (R16, R83)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="objections")
    element = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    source = models.ForeignKey("org.Department", on_delete=models.PROTECT, null=True, related_name="+")
    held_value = models.JSONField(null=True)
    claim = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["case", "element"], name="one_objection_per_element")]


class Submission(models.Model):
    """Remembers an Idempotency-Key: the same key again returns the same answer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    scope = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "scope", "key"], name="one_answer_per_key")]
