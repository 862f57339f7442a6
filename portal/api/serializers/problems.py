"""The one shape of every failure."""

from __future__ import annotations

from rest_framework import serializers

from portal.api.serializers.base import Shape


class ProblemSerializer(Shape):
    """`code` for machines, `detail` one sentence a person can act on, `fields` where it is wrong."""

    code = serializers.CharField()
    detail = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
