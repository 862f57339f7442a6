"""Who acts for whom (R51)."""

from __future__ import annotations

from rest_framework import serializers

from portal.api.serializers.base import Number, Shape, Strict, codes, maybe
from workflows.operations.absence.delegating import DELEGABLE


class NewDelegationSerializer(Strict):
    """`to` is a user name, `department` a code; without `starts` it begins at once; empty lists mean all."""

    to = serializers.CharField(max_length=150)
    department = serializers.CharField(max_length=24)
    duties = serializers.ListField(child=serializers.ChoiceField(choices=DELEGABLE), min_length=1, max_length=10)
    items = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=200)
    steps = serializers.ListField(child=serializers.CharField(max_length=80), required=False, max_length=200)
    cap = serializers.DecimalField(max_digits=14, decimal_places=2, required=False)
    starts = serializers.DateTimeField(required=False)
    ends = serializers.DateTimeField()
    reason = serializers.CharField(max_length=200)


class DelegationFilterSerializer(serializers.Serializer[object]):
    side = serializers.ChoiceField(
        choices=["given", "received"], required=False, help_text="Without one: all that concern me."
    )


class DelegationSerializer(Shape):
    """One delegation. `state` is coming, active, ended or revoked; `cap` in yuan; empty lists mean all."""

    id = serializers.IntegerField()
    giver = serializers.CharField()
    giver_name = serializers.CharField()
    delegate = serializers.CharField()
    delegate_name = serializers.CharField()
    department = serializers.CharField()
    department_name = serializers.CharField()
    duties = codes()
    items = codes()
    steps = codes()
    cap = Number(allow_null=True)
    starts = serializers.DateTimeField()
    ends = serializers.DateTimeField()
    reason = serializers.CharField()
    state = serializers.CharField()
    created_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    revoked_by = maybe()
    revocable = serializers.BooleanField(help_text="Whether this reader may revoke it now.")
