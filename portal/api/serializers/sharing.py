"""Internal notes and carbon copies of a case."""

from __future__ import annotations

from rest_framework import serializers

from portal.api.serializers.base import Shape, Strict, maybe


class NewNoteSerializer(Strict):
    text = serializers.CharField(allow_blank=True)
    pinned = serializers.BooleanField(required=False, default=False)


class PinSerializer(Strict):
    pinned = serializers.BooleanField()


class NoteSerializer(Shape):
    """A note of staff for staff; the applicant's side never gets one."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    author = serializers.CharField()
    author_name = serializers.CharField()
    department = serializers.CharField()
    text = serializers.CharField()
    pinned = serializers.BooleanField()


class NewCopySerializer(Strict):
    """A `department` or a `user` (user name or full name), not both."""

    department = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)
    user = serializers.CharField(required=False, allow_blank=True, default="", max_length=150)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)


class CopySerializer(Shape):
    """Who may read the case besides those who work on it, since when and why."""

    id = serializers.IntegerField()
    department = maybe()
    user = maybe()
    name = serializers.CharField()
    reason = serializers.CharField()
    given_by = serializers.CharField()
    given_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
