"""Who am I."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from departments.org.duties import duties_of
from departments.org.models import Department, Membership
from portal.api.serializers.people import MeSerializer, TokenRequestSerializer, TokenSerializer
from portal.api.throttles import TokenThrottle
from portal.api.tokens import issue_token
from portal.api.views.base import ApiView, read


class TokenView(ApiView):
    """A token for machines; browsers sign in on the page and use their session."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [TokenThrottle]

    @extend_schema(tags=["me"], request=TokenRequestSerializer, responses=TokenSerializer)
    def post(self, request: Request) -> Response:
        given = read(TokenRequestSerializer, request)
        return Response(TokenSerializer({"token": issue_token(request._request, **given)}).data)


class MeView(ApiView):
    """The person behind the token or session, their posts and duties."""

    @extend_schema(tags=["me"], responses=MeSerializer)
    def get(self, request: Request) -> Response:
        person: Any = request.user
        posts = Membership.objects.active().filter(user=person).select_related("department")
        shape = {
            "username": person.username,
            "name": person.name,
            "language": person.language,
            "departments": [post.department.code for post in posts.order_by("-is_primary", "pk")],
            "duties": duties_by_code(person),
            "acting_for": principals_of(person),
        }
        return Response(MeSerializer(shape).data)


def principals_of(person: Any) -> list[dict[str, Any]]:
    """Everybody this person may act for now, each once, until the last of their delegations ends."""
    found: dict[str, dict[str, Any]] = {}
    for one in sorted(duties_of(person).delegated, key=lambda one: one.ends):
        who = one.principal
        found[who.username] = {"username": who.username, "name": who.name, "until": one.ends}
    return [found[username] for username in sorted(found)]


def duties_by_code(person: Any) -> list[dict[str, str]]:
    """[{"duty", "department"}] in a stable order."""
    pairs = duties_of(person).pairs()
    codes = dict(Department.objects.filter(pk__in={pk for _duty, pk in pairs}).values_list("pk", "code"))
    return [{"duty": duty, "department": code} for duty, code in sorted((duty, codes[pk]) for duty, pk in pairs)]
