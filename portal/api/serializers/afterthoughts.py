"""Second thoughts on a case: what they do, before they are done."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from portal.api.serializers.applying import GivenMaterialSerializer
from portal.api.serializers.base import Shape, Strict, codes


class EffectSerializer(Shape):
    """What becomes of one item. `effect` for machines, `text` for people."""

    code = serializers.CharField()
    name = serializers.CharField()
    department = serializers.CharField()
    department_name = serializers.CharField()
    state = serializers.CharField()
    effect = serializers.CharField()
    text = serializers.CharField()


class WithdrawalEffectsSerializer(Shape):
    """`seen` is sent along with the withdrawal, so that nothing else happens than what was read."""

    possible = serializers.BooleanField()
    seen = serializers.CharField()
    items = EffectSerializer(many=True)


class NewCancellationSerializer(Strict):
    """Why the case should not exist: broken, test or duplicate; the applicant reads it. `seen`: as for withdrawing."""

    reason_code = serializers.CharField(max_length=40)
    reason = serializers.CharField(max_length=2000)
    seen = serializers.CharField(required=False, allow_blank=True, default="", max_length=64)


class CancelledSerializer(Shape):
    """What became of the case; nothing of its file, which the administrator does not read."""

    number = serializers.CharField()
    state = serializers.CharField()
    reason = serializers.CharField()


class VoidEffectsSerializer(Shape):
    """What falls with the result, the item itself included."""

    items = EffectSerializer(many=True)


class NewVoidingSerializer(Strict):
    """Why the result cannot stand; the applicant reads it (R7)."""

    reason_code = serializers.CharField(max_length=40)
    reason = serializers.CharField(max_length=2000)


class AskedSerializer(Shape):
    """The task of whoever has to confirm."""

    task = serializers.IntegerField()
    department = serializers.CharField()
    due_at = serializers.DateTimeField()


class ResubmissionSerializer(Shape):
    """`possible` with `attempt` 2, 3 …; `problem` says why not. `fields`, `materials`: what may change;
    `revived`: items that begin again once it is approved."""

    possible = serializers.BooleanField()
    problem = serializers.CharField()
    attempt = serializers.IntegerField()
    until = serializers.DateTimeField()
    materials = codes()
    revived = codes()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # `fields` is a word of the framework's.
        return {**super().get_fields(), "fields": codes()}


class NewResubmissionSerializer(Strict):
    fields = serializers.DictField(required=False, default=dict)  # type: ignore[assignment]
    materials = GivenMaterialSerializer(many=True, required=False, default=list)
    explanation = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
