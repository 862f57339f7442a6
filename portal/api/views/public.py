"""Without signing in: is this paper genuine (R87), and how does a case stand (R86)."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import reading
from portal.api.presenters.cases import Json
from portal.api.reading import PublicReading
from portal.api.serializers.public import ProgressQuerySerializer, ProgressSerializer, VerificationSerializer
from portal.api.throttles import CaseNumberThrottle, ProgressThrottle, VerifyThrottle
from portal.api.views.base import ApiView, read_query
from portal.errors import NotFound
from services.cases.models import Document
from services.cases.states import CaseState
from workflows.operations.conversation.viewing import note_reading


class OpenView(ApiView):
    """Answers anybody, and never looks at who asks."""

    authentication_classes = []
    permission_classes = [AllowAny]


class VerifyView(OpenView):
    """Whether the paper with this verification code was issued here and still holds."""

    throttle_classes = [VerifyThrottle]

    @extend_schema(tags=["public"], responses=VerificationSerializer)
    def get(self, request: Request, code: str) -> Response:
        asked = code.replace(" ", "").replace("-", "").upper()
        rows = Document.objects.select_related("issued_by").filter(released_at__isnull=False)
        document = rows.filter(code=asked).first()
        if document is None:
            raise NotFound(
                _("No paper with this code was issued here. Please compare the code character by character.")
            )
        note_reading(document)
        return Response(VerificationSerializer(verification_shape(document)).data)


def verification_shape(document: Document) -> Json:
    return {
        "valid": document.valid_at(timezone.now()) and not document.provisional,
        "document": document.name,
        "number": document.number,
        "kind": document.kind,
        "issued_by": document.issued_by.title,
        "issued_at": document.issued_at,
        "valid_until": document.valid_until,
        "provisional": document.provisional,
        "revoked_at": document.revoked_at,
    }


class ProgressView(OpenView):
    """How a case stands, for whoever has its number and check code: state, desks, due date, no names."""

    throttle_classes = [ProgressThrottle, CaseNumberThrottle]

    @extend_schema(tags=["public"], parameters=[ProgressQuerySerializer], responses=ProgressSerializer)
    def get(self, request: Request) -> Response:
        asked = read_query(ProgressQuerySerializer, request)
        found = reading.read_in_public(asked["number"].upper(), asked["check"].upper(), timezone.now())
        if found is None:
            raise NotFound(
                _("Number and check code do not belong together. Both stand on the receipt; please compare.")
            )
        return Response(ProgressSerializer(progress_shape(found)).data)


def progress_shape(found: PublicReading) -> Json:
    case = found.case
    return {
        "number": case.number,
        "matter": case.matter_code,
        "matter_name": case.title,
        "state": case.state,
        "state_name": case.get_state_display(),
        "light": found.light,
        "desks": [
            {"department": task.department.title, "step": task.step_title, "due_at": task.due_at}
            for task in found.tasks
            if task.department is not None
        ],
        "submitted_at": case.submitted_at,
        "accepted_at": case.accepted_at,
        "due_at": case.intake_due_at if case.state == CaseState.SUBMITTED else case.due_at,
        "closed_at": case.closed_at,
    }
