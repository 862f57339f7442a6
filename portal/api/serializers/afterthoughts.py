"""Second thoughts on a case: what they do, before they are done."""

from __future__ import annotations

from rest_framework import serializers

from portal.api.serializers.base import Shape


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
