"""Forms of items: words instead of codes, sentences instead of constraint names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelect2MultipleWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from departments.org.models import Department
from portal.ui.admin_base import KnownChoices
from services.catalog.admin.help import HELP
from services.catalog.models import Countersign, CountersignDepartment, ItemStep, Matter, ServiceItem
from services.catalog.words import ROLES
from services.regulations.models import Citation, Clause, Edition


class ItemForm(forms.ModelForm):
    """An item; without a code it takes the next free one of its department (R85)."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "code" in self.fields and self.instance.pk is None:
            self.fields["code"].required = False

    class Meta:
        model = ServiceItem
        # Chosen by the page.
        exclude = ()  # noqa: DJ006

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        promised, statutory = cleaned.get("promised"), cleaned.get("statutory")
        if promised is not None and statutory is not None and promised > statutory:
            self.add_error("promised", _("The promise is longer than the statutory limit. Promise less."))
        if cleaned.get("type") == "instant" and cleaned.get("unit") == "wd" and promised:
            self.add_error("promised", _("What is decided on the spot promises 0 days."))
        if cleaned.get("type") == "promise" and not promised:
            self.add_error("promised", _("Please give the promised limit, 0.5 or more."))
        department = cleaned.get("department")
        if department is not None and not cleaned.get("code") and self.instance.pk is None:
            cleaned["code"] = next_code(department)
        return cleaned


class NewMatterForm(forms.ModelForm):
    """A new matter: its name, who leads it, and which matter it begins like."""

    template = forms.ModelChoiceField(
        label=gettext_lazy("begin like"),
        queryset=Matter.objects.filter(matter_items__isnull=False).distinct(),
        required=False,
        empty_label=gettext_lazy("with nothing"),
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("Its items, order, questions and rules are a beginning; names stay yours."),
    )

    class Meta:
        model = Matter
        fields = ("code", "name", "name_en", "lead_department", "audience", "intro")


def next_code(department: Department) -> str:
    """The department's next free item code."""
    taken = ServiceItem.objects.filter(code__startswith=f"{department.code}-").values_list("code", flat=True)
    numbers = [int(tail) for code in taken if (tail := code.rpartition("-")[2]).isdecimal()]
    return f"{department.code}-{max(numbers, default=0) + 1:03d}"


class StepForm(forms.ModelForm):
    """A step with its role by name."""

    role = forms.ChoiceField(
        label=gettext_lazy("role"),
        choices=list(ROLES.items()),
        widget=UnfoldAdminSelectWidget,
        initial="handler",
        help_text=HELP["catalog.itemstep"]["role"],  # type: ignore[arg-type]
    )

    class Meta:
        model = ItemStep
        fields = ("position", "name", "name_en", "role", "of_applicant", "days")


class CitationForm(forms.ModelForm):
    """A clause that holds today, by its anchor or as one says it: c3 or 第三条."""

    # Not the model's own field, which takes anchors only.
    anchor = forms.CharField(
        label=gettext_lazy("anchor of the clause"),
        max_length=20,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("c3 for clause three; empty for the rule as a whole."),
    )

    class Meta:
        model = Citation
        fields = ("regulation", "anchor")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        regulation, anchor = cleaned.get("regulation"), cleaned.get("anchor") or ""
        if regulation is None:
            return cleaned
        clauses = Clause.objects.filter(edition__in=Edition.objects.in_force(), edition__regulation=regulation)
        found = clauses.filter(Q(anchor=anchor) | Q(label=anchor), repealed=False).first() if anchor else None
        if anchor and found is None:
            self.add_error("anchor", _("This clause does not hold today. Look the right one up in the rule library."))
        elif found is not None:
            cleaned["anchor"] = found.anchor
        return cleaned


class CitationFormSet(KnownChoices):
    """An item stands on a clause once, and once more for each of its steps."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms and form.is_valid()]
        rows = [(form.instance.step, form.cleaned_data) for form in kept if form.cleaned_data.get("regulation")]
        cited = [(step, row["regulation"].pk, row["anchor"]) for step, row in rows]
        if len(set(cited)) < len(cited):
            raise ValidationError(_("A clause is cited once. Take one of the two rows out."))


class CountersignForm(forms.ModelForm):
    """Who is asked stands beside how: one row is one countersign."""

    departments = forms.ModelMultipleChoiceField(
        label=gettext_lazy("departments asked"),
        queryset=Department.objects.none(),
        widget=UnfoldAdminSelect2MultipleWidget,
        help_text=HELP["catalog.countersign"]["departments"],
    )

    class Meta:
        model = Countersign
        fields = ("position", "policy", "quorum", "days", "on_timeout")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # Asked once for all rows of a page: a queryset that is evaluated keeps its rows.
        self.fields["departments"].queryset = Department.objects.order_by("code")  # type: ignore[attr-defined]
        if self.instance.pk:
            self.fields["departments"].initial = [one.department_id for one in self.instance.asked.all()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        quorum, policy = cleaned.get("quorum"), cleaned.get("policy")
        if policy == "quorum" and not quorum:
            raise ValidationError({"quorum": _("Please say how many of them must agree.")})
        if policy != "quorum" and quorum:
            raise ValidationError({"quorum": _("Leave this empty, or choose “so many of them agree”.")})
        return cleaned

    def save_departments(self) -> None:
        """Make the departments asked exactly the chosen ones, in their order."""
        chosen = list(self.cleaned_data["departments"])
        held = [one.department_id for one in self.instance.asked.all()]
        if held == [one.pk for one in chosen]:
            return
        weights = {one.department_id: one.weight for one in self.instance.asked.all()}
        self.instance.asked.all().delete()
        CountersignDepartment.objects.bulk_create(
            CountersignDepartment(
                countersign=self.instance, department=one, position=place, weight=weights.get(one.pk, 1)
            )
            for place, one in enumerate(chosen)
        )
