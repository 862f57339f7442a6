"""The organisation in the admin. Whatever is saved here goes through the operations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from departments.org.models import Absence, Department, Membership, Organisation, Role, WindowGrade
from departments.org.operations import appoint, dismiss, end_absence, establish, record_absence

User = get_user_model()


class PersonSearch:
    """Search boxes for people and departments; the one for people needs their admin."""

    def get_autocomplete_fields(self, request: HttpRequest) -> Sequence[str]:
        people = ["user", "head", "deputy", "backup", "person"] if self.admin_site.is_registered(User) else []  # type: ignore[attr-defined]
        names = {field.name for field in self.model._meta.get_fields()}  # type: ignore[attr-defined]
        return [name for name in [*people, "department", "parent"] if name in names]


class ReadOnlyInline(TabularInline):
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DepartmentInline(ReadOnlyInline):
    model = Department
    fk_name = "organisation"
    fields = ["code", "name", "kind", "head", "deputy", "app"]


class MembershipInline(ReadOnlyInline):
    model = Membership
    fields = ["user", "post", "grade", "is_primary", "starts", "ends"]


@admin.register(Organisation)
class OrganisationAdmin(ModelAdmin):
    list_display = ["code", "name", "name_en", "kind", "calendar"]
    list_select_related = ["calendar"]
    search_fields = ["code", "name", "name_en"]
    inlines = [DepartmentInline]


@admin.register(Department)
class DepartmentAdmin(PersonSearch, ModelAdmin):
    list_display = ["code", "title", "organisation", "kind", "head", "deputy", "app", "members"]
    list_filter = ["organisation", "kind"]
    list_select_related = ["organisation", "head", "deputy"]
    search_fields = ["code", "name", "name_en"]
    readonly_fields = ["app"]
    inlines = [MembershipInline]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        today = timezone.localdate()
        in_force = Q(memberships__starts__lte=today) & (
            Q(memberships__ends__isnull=True) | Q(memberships__ends__gte=today)
        )
        return super().get_queryset(request).annotate(member_count=Count("memberships", filter=in_force))

    @admin.display(description=_("Members"), ordering="member_count")
    def members(self, department: Department) -> int:
        return department.member_count  # type: ignore[attr-defined]

    @admin.display(description=_("Name"), ordering="name")
    def title(self, department: Department) -> str:
        return department.title

    def save_model(self, request: HttpRequest, obj: Department, form: forms.Form, change: bool) -> None:
        establish(obj, actor=request.user)  # type: ignore[arg-type]

    def has_delete_permission(self, request: HttpRequest, obj: Department | None = None) -> bool:
        """Cases and records name their department for ever."""
        return False


class AppointmentForm(forms.ModelForm):
    """A membership with its roles chosen by name."""

    held_roles = forms.ModelMultipleChoiceField(
        Role.objects.all(), label=_("roles"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Membership
        fields = ["user", "department", "held_roles", "post", "backup", "grade", "is_primary", "starts", "ends"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["held_roles"] = list(self.instance.roles.values_list("role_id", flat=True))


@admin.register(Membership)
class MembershipAdmin(PersonSearch, ModelAdmin):
    form = AppointmentForm
    list_display = ["user", "department", "held", "post", "grade", "is_primary", "starts", "ends"]
    list_filter = ["department__organisation", "roles__role", "grade", "is_primary"]
    list_select_related = ["user", "department", "grade"]
    search_fields = ["user__username", "user__name", "department__code", "department__name", "post"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).prefetch_related("roles__role")

    @admin.display(description=_("roles"))
    def held(self, membership: Membership) -> str:
        return "、".join(group.role.title for group in membership.roles.all())

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> Sequence[str]:
        """Who and where identify a post: for another person or department, another post is made."""
        return ["user", "department"] if obj else []

    def save_model(self, request: HttpRequest, obj: Membership, form: AppointmentForm, change: bool) -> None:
        saved = appoint(
            obj.user,
            obj.department,
            actor=request.user,  # type: ignore[arg-type]
            roles=[role.code for role in form.cleaned_data["held_roles"]],
            post=obj.post,
            grade=obj.grade,
            is_primary=obj.is_primary,
            starts=obj.starts,
            ends=obj.ends,
            backup=obj.backup,
        )
        obj.pk = saved.pk

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        dismiss(obj, actor=request.user)  # type: ignore[arg-type]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset:
            dismiss(membership, actor=request.user)  # type: ignore[arg-type]


@admin.register(Absence)
class AbsenceAdmin(PersonSearch, ModelAdmin):
    """Who is away: recorded and ended here, never rewritten."""

    list_display = ["person", "starts", "ends", "reason", "recorded_by"]
    list_select_related = ["person", "recorded_by"]
    search_fields = ["person__username", "person__name"]
    fields = ["person", "starts", "ends", "reason"]
    list_per_page = 50

    def has_change_permission(self, request: HttpRequest, obj: Absence | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Absence, form: forms.Form, change: bool) -> None:
        saved = record_absence(
            obj.person,
            starts=obj.starts,
            ends=obj.ends,
            reason=obj.reason,
            actor=request.user,  # type: ignore[arg-type]
        )
        obj.pk = saved.pk

    def delete_model(self, request: HttpRequest, obj: Absence) -> None:
        end_absence(obj, actor=request.user)  # type: ignore[arg-type]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Absence]) -> None:
        for absence in queryset:
            end_absence(absence, actor=request.user)  # type: ignore[arg-type]


@admin.register(Role)
class RoleAdmin(ModelAdmin):
    list_display = ["code", "name", "name_en"]
    search_fields = ["code", "name", "name_en"]
    readonly_fields = ["code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """What a role may do is written in the program."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Role | None = None) -> bool:
        return False


@admin.register(WindowGrade)
class WindowGradeAdmin(ModelAdmin):
    list_display = ["code", "name", "name_en", "min_months", "min_knowledge_points", "may_accept", "mentors"]
    search_fields = ["code", "name"]
