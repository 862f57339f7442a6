"""People in the administration: accounts are opened, changed and deactivated, never deleted.

What somebody may do follows from posts and roles (departments.org), not from this page. The
groups behind the roles and people's tokens are not shown at all: they would be ways around it (R4).
Lockouts end by themselves after some minutes, and the record tells of every sign-in.
"""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.authtoken.models import TokenProxy
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminTextInputWidget

from portal.accounts.models import User
from portal.accounts.operations import deactivate, note_administration
from portal.errors import Forbidden


def sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """The portal has one sign-in page. Who is signed in already has no business in here: Forbidden."""
    if request.user.is_authenticated:
        raise Forbidden(_("The administration is for people who run the portal. Your own work is on the home page."))
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"), settings.LOGIN_URL)


admin.site.login = sign_in  # type: ignore[method-assign]
for model in (Group, TokenProxy, AccessAttempt, AccessFailureLog, AccessLog):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class PersonForm(UserChangeForm):
    """An account with the reason of its end."""

    reason = forms.CharField(
        label=gettext_lazy("reason of the deactivation"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"maxlength": 200}),
        help_text=gettext_lazy("Needed when an account is deactivated; it stays in the record."),
    )
    # Who fills in the form; set by the page.
    actor: User | None = None

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "is_superuser" in self.fields:
            self.fields["is_superuser"].label = _("runs the portal (accounts and settings)")
            self.fields["is_superuser"].help_text = ""
        if "is_active" in self.fields:
            self.fields["is_active"].help_text = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        ends = "is_active" in self.changed_data and not cleaned.get("is_active")
        if ends and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Please give the reason; it stays in the record."))
        resigns = "is_superuser" in self.changed_data and not cleaned.get("is_superuser")
        if (ends or resigns) and self.actor is not None and self.actor.pk == self.instance.pk:
            self.add_error(None, _("You cannot take the administration from yourself. Ask another administrator."))
        return cleaned


class NewPersonForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = ["username", "name", "email"]


@admin.register(User)
class PersonAdmin(UserAdmin, ModelAdmin):
    form = PersonForm
    add_form = NewPersonForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "name", "mobile", "email", "is_active", "entry", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser", "language", "memberships__department"]
    search_fields = ["username", "name", "name_en", "mobile", "email"]
    search_help_text = gettext_lazy("User name, name, mobile number or e-mail.")
    ordering = ["username"]
    list_per_page = 50
    actions = None
    filter_horizontal = ()
    readonly_fields = ["entry", "last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (gettext_lazy("Person"), {"fields": [("name", "name_en"), ("mobile", "email"), "language"]}),
        (
            gettext_lazy("Account"),
            {"fields": ["is_active", "reason", "is_superuser", "entry", ("last_login", "date_joined")]},
        ),
    ]
    add_fieldsets = [(None, {"fields": ["username", "name", "email", "usable_password", "password1", "password2"]})]

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.actor = request.user  # type: ignore[attr-defined]
        return form

    @admin.display(description=gettext_lazy("enters the administration"), ordering="is_staff")
    def entry(self, person: User) -> str:
        if person.is_superuser:
            return _("runs the portal")
        return _("by role") if person.is_staff else "—"

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """The record names the people who acted."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        ends = change and "is_active" in form.changed_data and not obj.is_active
        if obj.is_superuser:
            obj.is_staff = True
        super().save_model(request, obj, form, change)
        if ends:
            deactivate(obj, actor=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """The new password and its entry in the record are one change."""
        with transaction.atomic():
            return super().user_change_password(request, id, form_url)

    def log_addition(self, request: HttpRequest, obj: User, message: Any) -> LogEntry:
        note_administration("account.opened", obj, actor=request.user)  # type: ignore[arg-type]
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> LogEntry:
        fields = [str(name) for one in message for name in one.get("changed", {}).get("fields", [])]
        note_administration("account.changed", obj, actor=request.user, fields=fields)  # type: ignore[arg-type]
        return super().log_change(request, obj, message)
