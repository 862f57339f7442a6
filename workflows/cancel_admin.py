"""Cases in the administration with the one act on them: cancelling one that should not exist."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action as detail_action

from portal.errors import DomainError
from portal.ui.admin_pages import show
from services.cases.admin import CaseAdmin
from services.cases.models import Case
from services.cases.states import CASE_BEFORE_DECISION

from .operations.second_thoughts import cancelling
from .queries.withdrawal import withdrawal_of

# The list of cases knows no operations; here it gets its act.
admin.site.unregister(Case)


@admin.register(Case)
class CancellableCaseAdmin(CaseAdmin):
    """The list of cases, with the way to the page that cancels one."""

    actions_detail = ["cancel_this"]  # on the page of one case
    actions = ["cancel_chosen"]  # type: ignore[assignment]  # the one act on them

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.cancel_case)
        return [path("<int:pk>/cancel/", page, name="cases_case_cancel"), *super().get_urls()]

    def has_cancel_permission(self, request: HttpRequest, object_id: str | int | None = None) -> bool:
        """On the page of one case: only while it can be cancelled."""
        allowed = bool(request.user.is_active and request.user.is_superuser)
        if not allowed or object_id is None:
            return allowed
        open_ones = Case.objects.filter(pk=object_id, state__in=CASE_BEFORE_DECISION)
        return open_ones.exclude(applicant=request.user.pk).exists()

    @detail_action(description=_("Cancel this case"), url_path="cancel-this", permissions=["cancel"])
    def cancel_this(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """From the page of the case to the page that shows what cancelling does."""
        return HttpResponseRedirect(reverse("admin:cases_case_cancel", args=[object_id]))

    @admin.action(description=_("Cancel the chosen case"), permissions=["cancel"])
    def cancel_chosen(self, request: HttpRequest, queryset: QuerySet[Case]) -> HttpResponse | None:
        """One at a time: its effects are read before it is done."""
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            self.message_user(request, gettext("Choose one case: what it does is shown first."), messages.WARNING)
            return None
        return HttpResponseRedirect(reverse("admin:cases_case_cancel", args=[chosen[0].pk]))

    def cancel_case(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET shows what becomes of each item; POST cancels, if nothing has moved since."""
        case = self.get_object(request, str(pk))
        back = reverse("admin:cases_case_changelist")
        if case is None:
            return HttpResponseRedirect(back)
        given = {name: request.POST.get(name, "") for name in ("reason_code", "reason", "seen")}
        error: DomainError | None = None
        status = 200
        if not cancelling.may_cancel(case, request.user):
            raise PermissionDenied
        try:
            if request.method == "POST":
                cancelling.cancel(case, actor=request.user, **given)
                done = gettext("Case %(number)s is cancelled.") % {"number": case.number}
                self.message_user(request, done, messages.SUCCESS)
                return HttpResponseRedirect(back)
        except DomainError as refused:
            error, status = refused, refused.status
        return show(
            request,
            "admin/workbench/cancel.html",
            title=gettext("Cancel a case"),
            status=status,
            case=case,
            plan=withdrawal_of(case),
            reasons=list(cancelling.REASONS.items()),
            given=given,
            error=error,
            back=back,
        )
