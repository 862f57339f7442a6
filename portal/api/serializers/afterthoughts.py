"""Second thoughts on a case: what they do, before they are done."""

from __future__ import annotations

from rest_framework import serializers

from portal.api.serializers.base import Shape, Strict


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
