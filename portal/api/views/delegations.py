"""Who acts for whom: give, list, take back. One operation each (R51)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from departments.org.models import Delegation, Department
from portal.api.serializers.applying import NothingSerializer
from portal.api.serializers.delegations import (
    DelegationFilterSerializer,
    DelegationSerializer,
    NewDelegationSerializer,
)
from portal.api.views.base import ApiView, ListView, read, read_query
from portal.errors import Invalid
from workflows.operations.absence import delegating
from workflows.people.delegations import Wish
from workflows.queries import delegations

Json = dict[str, Any]


class DelegationsView(ListView):
    """Delegations I gave or received, and those of departments I answer for; newest first."""

    @extend_schema(
        tags=["delegations"], parameters=[DelegationFilterSerializer], responses=DelegationSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        rows = delegations.concerning(request.user)
        side = read_query(DelegationFilterSerializer, request).get("side")
        if side:
            rows = rows.filter(**{"giver" if side == "given" else "delegate": request.user})
        return self.page(request, rows, DelegationSerializer, lambda found: shapes(found, request.user))

    @extend_schema(tags=["delegations"], request=NewDelegationSerializer, responses={201: DelegationSerializer})
    def post(self, request: Request) -> Response:
        given = read(NewDelegationSerializer, request)
        to = one_of(get_user_model().objects.filter(is_active=True), "to", username=given.pop("to"))
        department = one_of(Department.objects.all(), "department", code=given.pop("department"))
        wish = Wish(department=department, **given)
        [made] = delegating.delegate(actor=request.user, to=to, wishes=[wish])
        return Response(DelegationSerializer(shape(made, request.user)).data, status=201)


class RevokeView(ApiView):
    """End it at once; what was done under it stands."""

    @extend_schema(tags=["delegations"], request=NothingSerializer, responses=DelegationSerializer)
    def post(self, request: Request, delegation_id: int) -> Response:
        read(NothingSerializer, request)
        found = delegations.find(delegation_id, request.user)
        return Response(DelegationSerializer(shape(delegating.revoke(found, actor=request.user), request.user)).data)


def one_of(rows: Any, name: str, **key: str) -> Any:
    found = rows.filter(**key).first()
    if found is None:
        problem = _("There is no “%(value)s”. Please check it.") % {"value": next(iter(key.values()))}
        raise Invalid(problem, fields={name: [problem]})
    return found


def shapes(found: Sequence[Delegation], user: Any) -> list[Json]:
    return [shape(one, user) for one in found]


def shape(one: Delegation, user: Any) -> Json:
    state = one.standing(timezone.now())
    return {
        "id": one.pk,
        "giver": one.giver.username,
        "giver_name": one.giver.name,
        "delegate": one.delegate.username,
        "delegate_name": one.delegate.name,
        "department": one.department.code,
        "department_name": one.department.title,
        "duties": one.duties,
        "items": one.items,
        "steps": one.steps,
        "cap": one.cap,
        "starts": one.starts,
        "ends": one.ends,
        "reason": one.reason,
        "state": state,
        "created_at": one.created_at,
        "revoked_at": one.revoked_at,
        "revoked_by": one.revoked_by.username if one.revoked_by else None,
        "revocable": state in ("coming", "active") and delegating.may_revoke(one, user),
    }
