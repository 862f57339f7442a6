"""Internal notes and carbon copies: for staff who may read the case's file, never for the applicant's side."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.serializers.applying import NothingSerializer
from portal.api.serializers.sharing import (
    CopySerializer,
    NewCopySerializer,
    NewNoteSerializer,
    NoteSerializer,
    PinSerializer,
)
from portal.api.views.base import ApiView, ListView, read
from portal.errors import Forbidden
from services.cases.models import CarbonCopy, Case, InternalNote
from workflows.operations.conversation import sharing
from workflows.queries import casefile

Json = dict[str, Any]


def shared_case(number: str, user: Any) -> Case:
    """The case, for those who may read its notes and copies."""
    case = casefile.find_case(number, user)
    if not sharing.may_share(case, user):
        raise Forbidden(_("Notes and copies are for those who work on this case."))
    return case


def note_shape(one: InternalNote) -> Json:
    return {
        "id": one.pk,
        "at": one.created_at,
        "author": one.author.username,
        "author_name": one.author.name,
        "department": one.department.code,
        "text": one.text,
        "pinned": one.pinned,
    }


def copy_shape(one: CarbonCopy) -> Json:
    return {
        "id": one.pk,
        "department": one.department.code if one.department else None,
        "user": one.person.username if one.person else None,
        "name": one.name,
        "reason": one.reason,
        "given_by": one.given_by.username,
        "given_at": one.given_at,
        "revoked_at": one.revoked_at,
    }


class NotesView(ListView):
    """Notes colleagues wrote on a case, pinned ones first."""

    @extend_schema(tags=["cases"], responses=NoteSerializer(many=True))
    def get(self, request: Request, number: str) -> Response:
        case = shared_case(number, request.user)
        rows = case.notes.select_related("author", "department")
        return self.page(request, rows, NoteSerializer, lambda found: [note_shape(one) for one in found])

    @extend_schema(tags=["cases"], request=NewNoteSerializer, responses={201: NoteSerializer})
    def post(self, request: Request, number: str) -> Response:
        case = casefile.find_case(number, request.user)
        note = sharing.write_note(case, actor=request.user, **read(NewNoteSerializer, request))
        return Response(NoteSerializer(note_shape(note)).data, status=201)


class PinView(ApiView):
    """Keep a note on top, or no longer."""

    @extend_schema(tags=["cases"], request=PinSerializer, responses=NoteSerializer)
    def post(self, request: Request, number: str, note_id: int) -> Response:
        case = casefile.find_case(number, request.user)
        note = sharing.pin_note(case, note_id, actor=request.user, **read(PinSerializer, request))
        return Response(NoteSerializer(note_shape(note)).data)


class CopiesView(ListView):
    """Who else may read a case (抄送)."""

    @extend_schema(tags=["cases"], responses=CopySerializer(many=True))
    def get(self, request: Request, number: str) -> Response:
        case = shared_case(number, request.user)
        rows = case.copies.select_related("department", "person", "given_by")
        return self.page(request, rows, CopySerializer, lambda found: [copy_shape(one) for one in found])

    @extend_schema(tags=["cases"], request=NewCopySerializer, responses={201: CopySerializer})
    def post(self, request: Request, number: str) -> Response:
        case = casefile.find_case(number, request.user)
        copy = sharing.give_copy(case, actor=request.user, **read(NewCopySerializer, request))
        return Response(CopySerializer(copy_shape(copy)).data, status=201)


class RevokeCopyView(ApiView):
    """Take a copy back: the right to read ends at once."""

    @extend_schema(tags=["cases"], request=NothingSerializer, responses=CopySerializer)
    def post(self, request: Request, number: str, copy_id: int) -> Response:
        case = casefile.find_case(number, request.user)
        read(NothingSerializer, request)
        return Response(CopySerializer(copy_shape(sharing.revoke_copy(case, copy_id, actor=request.user))).data)
