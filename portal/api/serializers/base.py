"""Parts of every shape."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class Strict(serializers.Serializer[Any]):
    """Refuses what it does not know, together with everything else that is wrong.

    `null` means the same as leaving a key out.
    """

    def to_internal_value(self, data: Any) -> Any:
        problems: dict[str, Any] = {}
        value: dict[str, Any] = {}
        if isinstance(data, Mapping):
            problems = {
                str(key): [_("This is not known here. Leave it out.")] for key in data if key not in self.fields
            }
            data = {key: one for key, one in data.items() if one is not None and key in self.fields}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            problems.update(error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail})
        if problems:
            raise serializers.ValidationError(problems)
        return value


class Shape(serializers.Serializer[Any]):
    """Something that only goes out; a missing key is our own mistake and shows in the tests."""


@extend_schema_field(OpenApiTypes.NUMBER)
class Number(serializers.Field[Any, Any, Any, Any]):
    """A decimal as a JSON number, whole ones without a point."""

    def to_representation(self, value: Decimal | int | float) -> int | float:
        return int(value) if value == int(value) else float(value)


@extend_schema_field(OpenApiTypes.ANY)
class Anything(serializers.Field[Any, Any, Any, Any]):
    """Any JSON value, passed on as it is."""

    def to_representation(self, value: Any) -> Any:
        return value

    def to_internal_value(self, data: Any) -> Any:
        return data


class LimitSerializer(Shape):
    """`unit` is wd (working days) or ch (calendar hours)."""

    limit = Number(source="amount")
    unit = serializers.CharField()


class FileId(serializers.UUIDField):
    """The id of an upload, as a text."""

    def to_internal_value(self, data: Any) -> str:  # type: ignore[override]
        return str(super().to_internal_value(data))


def codes(**more: Any) -> serializers.ListField:
    """A list of codes."""
    return serializers.ListField(child=serializers.CharField(), **more)


def maybe(**more: Any) -> serializers.CharField:
    """A text, or null."""
    return serializers.CharField(allow_null=True, **more)
