"""How the schema speaks: every operation lists the problems it may answer with."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from portal.api.serializers.problems import ProblemSerializer

# What can go wrong anywhere; the view's own answers come on top.
ALWAYS = ("400", "404", "429")
WITH_SIGN_IN = ("401", "403")
WHEN_WRITING = ("409", "413")


class ProblemSchema(AutoSchema):
    """Adds the problem answers of the contract to what the view declares."""

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for status in self.problem_statuses():
            if status not in bodies:
                bodies[status] = self._get_response_for_code(ProblemSerializer, status)
        return bodies

    def problem_statuses(self) -> tuple[str, ...]:
        signed_in = WITH_SIGN_IN if self.view.authentication_classes and self.view.permission_classes else ()
        writing = WHEN_WRITING if self.method not in ("GET", "HEAD") else ()
        return (*ALWAYS, *signed_in, *writing)


class RememberingGenerator(SchemaGenerator):
    """The schema changes with the code only: each process makes it once per language."""

    made: dict[str, Any] = {}

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        language = get_language() or ""
        if language not in self.made:
            self.made[language] = super().get_schema(request, public)
        return self.made[language]
