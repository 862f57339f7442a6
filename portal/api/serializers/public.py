"""Answers for strangers: no names of people in any of them (R86)."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from portal.api.serializers.base import Shape, maybe


class VerificationSerializer(Shape):
    """Whether a paper was issued here and still holds (R87)."""

    valid = serializers.BooleanField()
    document = serializers.CharField()
    number = serializers.CharField()
    kind = serializers.CharField()
    issued_by = serializers.CharField()
    issued_at = serializers.DateTimeField()
    valid_until = serializers.DateField(allow_null=True)
    provisional = serializers.BooleanField()
    revoked_at = serializers.DateTimeField(allow_null=True)


class ProgressQuerySerializer(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=40, help_text="The case number.")
    check = serializers.CharField(max_length=6, help_text="The six characters on the receipt.")


class DeskSerializer(Shape):
    """A department the case lies with now."""

    department = serializers.CharField()
    step = serializers.CharField()
    due_at = serializers.DateTimeField(allow_null=True)


class ProgressSerializer(Shape):
    number = serializers.CharField()
    matter = serializers.CharField()
    matter_name = serializers.CharField()
    state = serializers.CharField()
    state_name = serializers.CharField()
    light = serializers.CharField()
    desks = DeskSerializer(many=True)
    submitted_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class CheckSerializer(Shape):
    """One part of the portal. `since` is the moment the finding is about."""

    ok = serializers.BooleanField()
    finding = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)


class AuditHeadSerializer(CheckSerializer):
    hash = maybe()


class ChecksSerializer(Shape):
    database = CheckSerializer()
    broker = CheckSerializer()
    beat = CheckSerializer()
    alarms = CheckSerializer()
    audit = AuditHeadSerializer()


class HealthSerializer(Shape):
    status = serializers.CharField(help_text="ok or failing")
    checks = ChecksSerializer()
