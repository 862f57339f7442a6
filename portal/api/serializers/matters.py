"""Matters as they were published, and what one set of answers makes of them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from portal.api.serializers.base import Anything, LimitSerializer, Number, Shape, Strict, codes, maybe


class MatterFilterSerializer(serializers.Serializer[Any]):
    audience = serializers.CharField(
        required=False, allow_blank=True, max_length=30, help_text="Only matters meant for this audience."
    )


class MatterRowSerializer(Shape):
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    lead_department = serializers.CharField()
    departments = codes(help_text="Departments whose items the matter may contain.")
    promised = LimitSerializer()
    audience = codes()
    version = serializers.IntegerField()


class OptionSerializer(Shape):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class QuestionSerializer(Shape):
    """A question that decides which items, fields and materials apply. `options` belong to single,
    `min` and `max` to int."""

    id = serializers.CharField()
    type = serializers.CharField(help_text="bool, int or single")
    text = serializers.CharField()
    options = OptionSerializer(many=True, required=False)
    min = serializers.IntegerField(required=False)
    max = serializers.IntegerField(required=False)
    default = Anything()


class MatterItemSerializer(Shape):
    """`condition` is the catalogue's expression over the answers, null for always."""

    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    department = serializers.CharField()
    needs = codes(help_text="Items that must be approved first.")
    soft = codes(help_text="Items without which the result stays provisional.")
    phase = serializers.CharField(help_text="main or post")
    condition = maybe()
    promised = LimitSerializer()
    statutory = LimitSerializer()


class MaterialSerializer(Shape):
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    handling = serializers.CharField(help_text="upload, reuse, exempt or deferrable")
    essential = serializers.BooleanField()
    used_by = codes()
    defer_days = serializers.IntegerField(required=False)


class MatterSerializer(MatterRowSerializer):
    intro = serializers.CharField()
    statutory = LimitSerializer()
    questions = QuestionSerializer(many=True)
    items = MatterItemSerializer(many=True)
    materials = MaterialSerializer(many=True)
    before_after = serializers.DictField(help_text="Papers, fields, visits, steps and days before and after.")


# ---- resolving ----------------------------------------------------------------------


class ResolveRequestSerializer(Strict):
    answers = serializers.DictField(required=False, default=dict, help_text="Question id -> answer.")


class SourceSerializer(Shape):
    """The register a value came from, and when it was last confirmed there."""

    department = serializers.CharField()
    system = serializers.CharField()
    as_of = serializers.DateTimeField()


class ResolvedItemSerializer(Shape):
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    department = serializers.CharField()
    needs = codes()
    soft = codes()
    phase = serializers.CharField(help_text="main or post")
    promised = LimitSerializer()
    because = serializers.CharField()


class ResolvedFieldSerializer(Shape):
    """One question of the merged form. `readonly` fields are filled by the portal: leave them out.
    `owed`: the register did not answer, its department supplies the value."""

    key = serializers.CharField()
    element = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.CharField(help_text="string, text, int, decimal, date, datetime, bool or code")
    options = OptionSerializer(many=True, required=False)
    hint = serializers.CharField()
    min = Number(allow_null=True)
    max = Number(allow_null=True)
    required = serializers.BooleanField()  # type: ignore[assignment]
    value = Anything()
    source = SourceSerializer(allow_null=True)  # type: ignore[assignment]
    readonly = serializers.BooleanField()
    owed = serializers.BooleanField()
    phase = serializers.CharField()
    topic = serializers.CharField()
    used_by = codes()


class ResolvedMaterialSerializer(MaterialSerializer):
    """`reuse`: the caller's locker has it; name `file` in the application."""

    phase = serializers.CharField()
    file = serializers.CharField(required=False)
    valid_until = serializers.DateField(required=False, allow_null=True)


class ExcludedSerializer(Shape):
    code = serializers.CharField()
    because = serializers.CharField()


class LineSerializer(Shape):
    line = serializers.CharField()


class ResolutionSerializer(Shape):
    matter = serializers.CharField()
    version = serializers.IntegerField()
    answers = serializers.DictField()
    items = ResolvedItemSerializer(many=True)
    fields = ResolvedFieldSerializer(many=True)  # type: ignore[assignment]
    materials = ResolvedMaterialSerializer(many=True)
    promised = LimitSerializer()
    statutory = LimitSerializer()
    promised_because = LineSerializer(many=True)
    excluded = ExcludedSerializer(many=True)


# ---- guidance -----------------------------------------------------------------------


class GuideQuerySerializer(serializers.Serializer[Any]):
    q = serializers.CharField(required=False, allow_blank=True, default="", help_text="A sentence in everyday words.")
    audience = serializers.CharField(required=False, allow_blank=True, max_length=30)


class HitSerializer(Shape):
    matter = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    score = serializers.FloatField()
    because = serializers.CharField()


class ChoiceSerializer(Shape):
    matter = serializers.CharField()
    name = serializers.CharField()


class AskSerializer(Shape):
    """A question back, when two matters fit about equally well."""

    question = serializers.CharField()
    options = ChoiceSerializer(many=True)


class GuideSerializer(Shape):
    results = HitSerializer(many=True)
    ask = AskSerializer(allow_null=True)
