"""What applicants and clerks send: the application, and the acts on a running case."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from portal.api.serializers.base import FileId, Strict
from services.cases.models import Channel
from services.ratings.models import Reason
from workflows.applying.declarations import DECLARED


class GivenMaterialSerializer(Strict):
    material = serializers.CharField(max_length=40)
    file = FileId()


class CommitmentSerializer(Strict):
    """A paper promised for later, and the day by which it comes (R40)."""

    material = serializers.CharField(max_length=40)
    by = serializers.DateField()


class ApplicationCommitmentSerializer(Strict):
    """A paper promised for later with its day (R40), or declared instead where the catalogue allows it (R43)."""

    material = serializers.CharField(max_length=40)
    by = serializers.DateField(required=False)
    declared = serializers.BooleanField(required=False, default=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if bool(given.get("by")) == given["declared"]:
            raise serializers.ValidationError({"by": [_("Give either the day (“by”) or “declared”: true.")]})
        return {"material": given["material"], "by": DECLARED if given["declared"] else given["by"]}


class ApplicationSerializer(Strict):
    """`fields`: element key -> value, without the readonly ones. `on_behalf_of`, `consent`: for window
    and hotline only (R1)."""

    matter = serializers.CharField(max_length=40)
    answers = serializers.DictField(required=False, default=dict)
    fields = serializers.DictField(required=False, default=dict)  # type: ignore[assignment]
    materials = GivenMaterialSerializer(many=True, required=False, default=list)
    commitments = ApplicationCommitmentSerializer(many=True, required=False, default=list)
    on_behalf_of = serializers.CharField(required=False, max_length=150)
    channel = serializers.ChoiceField(choices=Channel.choices, required=False)
    consent = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)

    def validate_materials(self, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return once_each(given)

    def validate_commitments(self, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return once_each(given)


class ResupplySerializer(Strict):
    fields = serializers.DictField(required=False, default=dict)  # type: ignore[assignment]
    materials = GivenMaterialSerializer(many=True, required=False, default=list)

    def validate_materials(self, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return once_each(given)


class WithdrawalSerializer(Strict):
    """`seen`: the mark of the consequences as they were read; something else by now is refused."""

    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
    seen = serializers.CharField(required=False, allow_blank=True, default="", max_length=64)


class NothingSerializer(Strict):
    """An act that needs nothing."""


class NewMessageSerializer(Strict):
    text = serializers.CharField(allow_blank=True)
    to = serializers.CharField(required=False, allow_blank=True, default="", max_length=40, help_text="Department.")


class NewRatingSerializer(Strict):
    """`level` 5 very satisfied … 1 very dissatisfied; 1 and 2 say why (R63, R66)."""

    level = serializers.IntegerField()
    reasons = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, default=list, help_text=", ".join(Reason.values)
    )
    text = serializers.CharField(required=False, allow_blank=True, default="")
    departments = serializers.DictField(child=serializers.IntegerField(), required=False, default=dict)


class NewObjectionSerializer(Strict):
    element = serializers.CharField(max_length=60, help_text="Element key of the form.")
    claim = serializers.CharField(allow_blank=True, max_length=2000, help_text="What the value should be.")


class ObjectionAnswerSerializer(Strict):
    verdict = serializers.ChoiceField(["upheld", "rejected"])
    answer = serializers.CharField(max_length=1000, help_text="What the applicant reads.")
    value = serializers.JSONField(required=False, help_text="The right value, when upheld.")


def once_each(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Raise for a material named twice: which of the two is meant?"""
    names = [one["material"] for one in given]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise serializers.ValidationError(_("%(material)s is named twice.") % {"material": twice[0]})
    return given


def by_material(given: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """{material code: what it comes with}."""
    return {one["material"]: one[name] for one in given}
