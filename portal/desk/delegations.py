"""The form for a delegation, read into what the operation takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.org.duties import duties_of
from departments.org.models import DELEGABLE, Department, Membership
from services.catalog.models import ItemStep
from workflows.people.delegations import Wish
from workflows.people.permission import duty_label
from workflows.queries.delegations import items_to_choose

MOST_FOUND = 12
LAST = time(23, 59, 59)
DAYS = 29  # the first day and 29 more: 30 days at most (R51)


def own_duties(user: Any) -> list[tuple[Department, str]]:
    """What this person could let others do: (department, duty), their own duties only."""
    reach = duties_of(user)
    wanted = {pk for duty in DELEGABLE for pk in reach.departments(duty)}
    departments = Department.objects.filter(pk__in=wanted).select_related("organisation").order_by("code")
    if reach.departments("lead"):
        # A leader's duty reaches over the organisation; the work itself comes to the leader's own post.
        posts = Membership.objects.active().filter(user=user).values("department")
        departments = departments.filter(pk__in=posts)
    return [(one, duty) for one in departments for duty in DELEGABLE if reach.holds(duty, one.pk)]


def colleagues(user: Any, q: str) -> list[Any]:
    """Posts of people of the same organisation whose name contains `q`; of one's own department without it."""
    places = Membership.objects.active().filter(user=user).values("department__organisation")
    posts = Membership.objects.active().filter(department__organisation__in=places).select_related("department", "user")
    if q:
        posts = posts.filter(Q(user__name__icontains=q) | Q(user__username__icontains=q))
    else:
        posts = posts.filter(department__in=Membership.objects.active().filter(user=user).values("department"))
    posts = posts.exclude(user=user).exclude(user__is_superuser=True)
    found: dict[int, Any] = {}
    for post in posts.order_by("-is_primary", "user__name", "pk")[: 2 * MOST_FOUND]:
        found.setdefault(post.user_id, post)
    return list(found.values())[:MOST_FOUND]


def colleague(user: Any, username: str) -> Any:
    """The person with that user name, None where there is none."""
    return get_user_model().objects.filter(username=username, is_active=True).exclude(pk=user.pk).first()


class DelegationForm(forms.Form):
    """One person, duties, days and a reason; items, steps and an amount narrow it down."""

    duties = forms.MultipleChoiceField(
        label=gettext_lazy("What may be done for you"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please choose at least one duty.")},
    )
    starts = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(
        label=gettext_lazy("Until the end of"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("30 days at most"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=200, help_text=gettext_lazy("both of you and the record keep it")
    )
    cap = forms.DecimalField(
        label=gettext_lazy("Up to how many yuan"),
        required=False,
        max_digits=14,
        decimal_places=2,
        help_text=gettext_lazy("empty: any amount; cases without money are not limited"),
    )
    items = forms.MultipleChoiceField(
        label=gettext_lazy("Only these items"), required=False, widget=forms.CheckboxSelectMultiple
    )
    steps = forms.MultipleChoiceField(
        label=gettext_lazy("Only these steps"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, duties: Sequence[tuple[Department, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.by_key = {f"{department.code}:{duty}": (department, duty) for department, duty in duties}
        many = len({department.pk for department, _duty in duties}) > 1
        self.fields["duties"].choices = [  # type: ignore[attr-defined]
            (key, f"{department.title} · {duty_label(duty)}" if many else duty_label(duty))
            for key, (department, duty) in self.by_key.items()
        ]
        known = items_to_choose({department.pk for department, _duty in duties})
        self.item_names = {one.code: one.label for one in known}
        self.fields["items"].choices = list(self.item_names.items())  # type: ignore[attr-defined]
        rows = ItemStep.objects.filter(item__in=[one.pk for one in known]).order_by("position", "pk")
        names = dict.fromkeys(rows.values_list("name", flat=True))
        self.fields["steps"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]

    def clean_starts(self) -> date:
        starts: date = self.cleaned_data["starts"]
        if starts < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. It can begin today at the earliest."))
        return starts

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The end lies before the beginning. Choose a later day."))
        elif starts and ends and (ends - starts).days > DAYS:
            last = starts + timedelta(days=DAYS)
            self.add_error("ends", _("30 days at most: until %(day)s.") % {"day": last.isoformat()})
        return given

    def wishes(self) -> list[Wish]:
        """One wish for each department chosen."""
        given = self.cleaned_data
        by_department: dict[int, tuple[Department, list[str]]] = {}
        for key in given["duties"]:
            department, duty = self.by_key[key]
            by_department.setdefault(department.pk, (department, []))[1].append(duty)
        cap: Decimal | None = given["cap"]
        return [
            Wish(
                department=department,
                duties=duties,
                starts=None if given["starts"] == timezone.localdate() else at(given["starts"], time.min),
                ends=at(given["ends"], LAST),
                reason=given["reason"],
                items=given["items"],
                steps=given["steps"],
                cap=cap,
            )
            for department, duties in by_department.values()
        ]


class LeaveForm(forms.Form):
    """The days somebody is away."""

    starts = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(label=gettext_lazy("Until the end of"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200, required=False)

    def period(self) -> tuple[datetime, datetime]:
        """From now for today, else from the first minute of the first day, to the last of the last."""
        starts = self.cleaned_data["starts"]
        begins = timezone.now() if starts <= timezone.localdate() else at(starts, time.min)
        return begins, at(self.cleaned_data["ends"], LAST)


def at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
