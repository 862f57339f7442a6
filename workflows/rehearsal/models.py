"""Sample cases of a matter, and what came of them on a draft. Rows of a finished run never change."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflows.rehearsal.comparison import Miss, misses
from workflows.rehearsal.shapes import ActLine, Ending, Outcome, Script

NO_HOURS = Decimal(0)


class Sample(models.Model):
    """A made-up case: answers, what is filled in, who does what after how long, and what is to come of it.

    `begins` is when it is handed in; the dates of `fields` belong to its week. Whoever no act speaks of
    does the ordinary thing after `pace_hours` of working time. An expectation that is empty expects
    nothing; `expected_items` are codes in the order in which their clocks begin.
    """

    matter = models.ForeignKey(
        "catalog.Matter", on_delete=models.PROTECT, related_name="samples", verbose_name=_("matter")
    )
    name = models.CharField(_("name of the sample"), max_length=120)
    purpose = models.CharField(_("what it is to show"), max_length=300, blank=True)
    department = models.ForeignKey(
        "org.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("department of the applicant")
    )
    begins = models.DateTimeField(_("handed in on"))
    answers = models.JSONField(_("answers"), default=dict)
    fields = models.JSONField(_("filled in"), default=dict, blank=True)
    pace_hours = models.DecimalField(_("working hours for an ordinary act"), max_digits=5, decimal_places=1, default=2)
    expected_ending = models.CharField(
        _("how it is to end"), max_length=16, choices=Ending.choices, default=Ending.APPROVED
    )
    expected_days = models.DecimalField(
        _("decided within working days"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    expected_items = ArrayField(
        models.CharField(max_length=40), verbose_name=_("items that start, in this order"), default=list, blank=True
    )
    expected_papers = ArrayField(
        models.CharField(max_length=20), verbose_name=_("papers the applicant brings"), null=True, blank=True
    )
    recorded = models.BooleanField(_("recorded from a case"), default=False)
    # Changes whenever anything does that is played or expected; what was played under another counts no more.
    mark = models.CharField(max_length=32)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written on"), default=timezone.now)
    retired_at = models.DateTimeField(_("no longer played since"), null=True, blank=True)

    class Meta:
        verbose_name = _("sample case")
        verbose_name_plural = _("sample cases")
        ordering = ["matter", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "name"], condition=Q(retired_at=None), name="rehearsal_sample_named_once"
            ),
            models.CheckConstraint(condition=Q(pace_hours__gte=NO_HOURS), name="rehearsal_pace_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def script(self) -> Script:
        """The sample as it travels. Reads its acts."""
        return Script(
            sample=self.pk,
            begins=self.begins.isoformat(),
            department=self.department.code,
            answers=dict(self.answers),
            fields=dict(self.fields),
            pace=self.pace_hours,
            acts=tuple(one.line for one in self.acts.all()),
        )

    @property
    def expectation(self) -> dict[str, Any]:
        return {
            "ending": self.expected_ending,
            "days": None if self.expected_days is None else str(self.expected_days),
            "items": list(self.expected_items),
            "papers": None if self.expected_papers is None else sorted(self.expected_papers),
        }

    def marked(self) -> str:
        """The mark of the sample as it is now; its name and its place in the table do not count."""
        script = {key: value for key, value in self.script.to_json().items() if key != "sample"}
        text = json.dumps([script, self.expectation], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


class SampleAct(models.Model):
    """One act of a sample; the fields are as in `shapes.ActLine`."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="acts")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("at"), max_length=12)
    act = models.CharField(_("what happens"), max_length=24)
    item = models.CharField(_("item"), max_length=40, blank=True)
    step = models.PositiveSmallIntegerField(_("step"), default=0)
    department = models.CharField(_("department"), max_length=20, blank=True)
    hours = models.DecimalField(_("after working hours"), max_digits=6, decimal_places=1, null=True, blank=True)
    text = models.CharField(_("words"), max_length=200, blank=True)
    about = models.CharField(_("paper, field or step it is about"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("act of a sample")
        verbose_name_plural = _("acts of a sample")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(hours__gte=NO_HOURS), name="rehearsal_hours_not_negative"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.act}"

    @property
    def line(self) -> ActLine:
        return ActLine(self.kind, self.act, self.item, self.step, self.department, self.hours, self.text, self.about)


class Run(models.Model):
    """All samples of a matter played on one snapshot, beside the version published then.

    `checksum` is the snapshot's without a version number: a draft that was edited since has another.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting for its turn")
        RUNNING = "running", _("being played")
        DONE = "done", _("played")
        FAILED = "failed", _("broken off")

    matter = models.ForeignKey(
        "catalog.Matter", on_delete=models.PROTECT, related_name="rehearsals", verbose_name=_("matter")
    )
    base = models.ForeignKey(
        "catalog.MatterVersion", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("compared with")
    )
    snapshot = models.JSONField(_("snapshot"))
    checksum = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    asked_at = models.DateTimeField(_("asked for on"), default=timezone.now)
    total = models.PositiveSmallIntegerField(_("samples"), default=0)
    played = models.PositiveSmallIntegerField(_("samples played"), default=0)
    ended_at = models.DateTimeField(_("ended on"), null=True)
    problem = models.CharField(_("why it was broken off"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("rehearsal")
        verbose_name_plural = _("rehearsals")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(state__in=("queued", "running")), name="rehearsal_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(played__lte=F("total")), name="rehearsal_played_of_total"),
            models.CheckConstraint(
                condition=Q(state__in=("queued", "running"), ended_at=None)
                | Q(state__in=("done", "failed"), ended_at__isnull=False),
                name="rehearsal_ended_with_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Result(models.Model):
    """What came of one sample; `mark` and `expectation` are the sample's as they were then."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="results")
    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="results")
    mark = models.CharField(max_length=32)
    expectation = models.JSONField(_("expected"))
    before = models.JSONField(_("published version"), null=True)
    after = models.JSONField(_("draft"))
    broken = models.BooleanField(_("broken"))

    class Meta:
        verbose_name = _("result of a rehearsal")
        verbose_name_plural = _("results of rehearsals")
        ordering = ["-broken", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "sample"], name="rehearsal_one_result_per_sample")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.sample_id}"

    @property
    def outcome_before(self) -> Outcome | None:
        return None if self.before is None else Outcome.from_json(self.before)

    @property
    def outcome_after(self) -> Outcome:
        return Outcome.from_json(self.after)

    @property
    def misses(self) -> list[Miss]:
        """What breaks the sample, in the reader's language."""
        return misses(self.expectation, self.outcome_after, self.outcome_before)
