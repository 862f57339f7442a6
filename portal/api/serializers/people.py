"""Signing in by token, and who one is."""

from __future__ import annotations

from rest_framework import serializers

from portal.api.serializers.base import Shape, Strict, codes


class TokenRequestSerializer(Strict):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=200, trim_whitespace=False, style={"input_type": "password"})


class TokenSerializer(Shape):
    token = serializers.CharField()


class DutySerializer(Shape):
    """What one may do for a department: handle, review, approve, countersign, accept …"""

    duty = serializers.CharField()
    department = serializers.CharField()


class PrincipalSerializer(Shape):
    """Somebody this person may act for, and until when."""

    username = serializers.CharField()
    name = serializers.CharField()
    until = serializers.DateTimeField()


class MeSerializer(Shape):
    username = serializers.CharField()
    name = serializers.CharField()
    language = serializers.CharField()
    departments = codes()
    duties = DutySerializer(many=True)
    acting_for = PrincipalSerializer(many=True)
