"""Cases: the application that comes in, the case file that goes out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from portal.api.serializers.base import Anything, LimitSerializer, Shape, codes, maybe
from portal.api.serializers.files import UploadSerializer
from portal.api.serializers.matters import LineSerializer, OptionSerializer, SourceSerializer
from services.cases.states import CaseState
from workflows.queries.lights import LIGHTS


class CaseFilterSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=CaseState.choices, required=False, allow_blank=True)
    light = serializers.ChoiceField(choices=LIGHTS, required=False, allow_blank=True)
    q = serializers.CharField(
        required=False, allow_blank=True, max_length=100, help_text="Part of the number, the matter, a person or unit."
    )


class StepSerializer(Shape):
    """Where an item stands. `holder` is the user name of who works on it, null while nobody does."""

    task = serializers.IntegerField()
    kind = serializers.CharField()
    name = serializers.CharField()
    department = maybe()
    department_name = serializers.CharField()
    holder = maybe()
    holder_name = maybe()
    acting_for = maybe(help_text="For whom the holder acts.")
    since = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)


class PauseSerializer(serializers.Serializer[Any]):
    """A stretch in which the clock stands still (R26). `to` is null while it does."""

    procedure = serializers.CharField()
    name = serializers.CharField(source="title")
    reason = serializers.CharField()
    expected_days = serializers.IntegerField(allow_null=True)
    resumes_at = serializers.DateTimeField(allow_null=True)
    to = serializers.DateTimeField(source="ended_at", allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # `from` is a word of Python's.
        return {**super().get_fields(), "from": serializers.DateTimeField(source="started_at")}


class CaseItemSerializer(Shape):
    """One department's part of the case."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    department = serializers.CharField()
    department_name = serializers.CharField()
    phase = serializers.CharField()
    state = serializers.CharField()
    light = serializers.CharField(help_text="green, yellow, red, grey or blue")
    needs = codes()
    soft = codes()
    waits_on = codes()
    started_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    due_provisional = serializers.BooleanField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decision = maybe(help_text="approved or denied")
    decision_text = serializers.CharField()
    reason_code = maybe()
    basis = maybe()
    provisional = serializers.BooleanField()
    step = StepSerializer(allow_null=True)
    countersigns = StepSerializer(many=True)
    pauses = PauseSerializer(many=True)


class DefectSerializer(Shape):
    """One thing to mend: a `material` or a `field`."""

    material = maybe()
    field = maybe()
    label = serializers.CharField()  # type: ignore[assignment]
    problem = serializers.CharField()
    remedy = serializers.CharField()
    mended = serializers.BooleanField()


class CorrectionSerializer(Shape):
    number = serializers.CharField()
    round = serializers.IntegerField()
    item = maybe()
    ground = maybe()
    sent_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    extended_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    lapsed_at = serializers.DateTimeField(allow_null=True)
    defects = DefectSerializer(many=True)


class ProposedDefectSerializer(Shape):
    """A point a department wants in the one notice. `state`: open, taken (went out) or left_out."""

    id = serializers.IntegerField()
    department = serializers.CharField()
    department_name = serializers.CharField()
    author = serializers.CharField()
    author_name = serializers.CharField()
    at = serializers.DateTimeField()
    material = maybe()
    field = maybe()
    label = serializers.CharField()  # type: ignore[assignment]
    problem = serializers.CharField()
    remedy = serializers.CharField()
    state = serializers.CharField()


class DocumentSerializer(Shape):
    """A paper the house issued; `code` proves it, `verify_url` shows that anybody may check."""

    code = serializers.CharField()
    number = serializers.CharField()
    kind = serializers.CharField()
    name = serializers.CharField()
    item = maybe()
    issued_by = serializers.CharField()
    issued_at = serializers.DateTimeField()
    valid_until = serializers.DateField(allow_null=True)
    provisional = serializers.BooleanField()
    released_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    verify_url = serializers.CharField()


class CaseSerializer(Shape):
    """One case for one reader. `applicant` and `registered_by` are user names; `check_code` is for the
    applicant's side only, `actions` what the applicant may do now."""

    number = serializers.CharField()
    matter = serializers.CharField()
    matter_name = serializers.CharField()
    matter_name_en = serializers.CharField()
    matter_version = serializers.IntegerField()
    state = serializers.CharField()
    state_name = serializers.CharField()
    state_reason = serializers.CharField()
    light = serializers.CharField(help_text="green, yellow, red, grey or blue")
    applicant = serializers.CharField()
    applicant_name = serializers.CharField()
    applicant_department = maybe()
    registered_by = maybe()
    lead_department = serializers.CharField()
    window = serializers.CharField()
    channel = serializers.CharField()
    check_code = maybe()
    promised = LimitSerializer()
    submitted_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    intake_due_at = serializers.DateTimeField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    due_provisional = serializers.BooleanField(help_text="Due in a year without published holidays (R24).")
    decided_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    items = CaseItemSerializer(many=True)
    corrections = CorrectionSerializer(many=True)
    documents = DocumentSerializer(many=True)
    actions = codes()
    promised_because = LineSerializer(many=True)


# ---- the file -----------------------------------------------------------------------


class FileFieldSerializer(Shape):
    """A value of the form. Sensitive personal ones are masked, except for those who work on the item (R84)."""

    key = serializers.CharField()
    element = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.CharField()
    value = Anything()
    shown = serializers.CharField(help_text="The value in words.")
    masked = serializers.BooleanField()
    options = OptionSerializer(many=True, required=False)
    source = SourceSerializer(allow_null=True)  # type: ignore[assignment]


class FileMaterialSerializer(Shape):
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    handling = serializers.CharField()
    status = serializers.CharField(help_text="handed_in, exempt, deferred, declared, later or missing")
    essential = serializers.BooleanField()
    used_by = codes()
    deferred_until = serializers.DateTimeField(allow_null=True)
    check_due_at = serializers.DateTimeField(allow_null=True)
    checked_at = serializers.DateTimeField(allow_null=True)
    false_at = serializers.DateTimeField(allow_null=True)
    supplied_at = serializers.DateTimeField(allow_null=True)
    file = UploadSerializer(allow_null=True)
    content_url = maybe()


class PointAnswerSerializer(Shape):
    id = serializers.CharField()
    text = serializers.CharField()
    holds = serializers.BooleanField()
    note = serializers.CharField()


class OpinionSerializer(Shape):
    """What somebody decided or said on the way; for colleagues, not for the applicant."""

    at = serializers.DateTimeField()
    item = maybe()
    step = serializers.CharField()
    kind = serializers.CharField()
    action = serializers.CharField()
    department = maybe()
    author = maybe()
    author_name = maybe()
    acting_for = maybe(help_text="For whom the author decided or spoke.")
    text = serializers.CharField()
    reason_code = serializers.CharField()
    basis = serializers.CharField()
    cure = serializers.CharField()
    conditions = serializers.CharField()
    suggest = serializers.CharField()
    tacit = serializers.BooleanField()
    review_points = PointAnswerSerializer(many=True)


class ObjectionSerializer(Shape):
    """The applicant says that a value from a register is wrong (R83)."""

    element = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    claim = serializers.CharField()
    source = maybe()  # type: ignore[assignment]
    at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True, help_text="By when the source answers.")
    verdict = serializers.ChoiceField(["upheld", "rejected"], allow_null=True)
    answer = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class WaitingObjectionSerializer(ObjectionSerializer):
    """An objection to what my department states."""

    id = serializers.IntegerField()
    case = serializers.CharField()


class OwedValueSerializer(Shape):
    """A value whose register was silent at submission; its department supplies it (R44)."""

    element = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    department = serializers.CharField()
    system = serializers.CharField()
    since = serializers.DateTimeField()
    supplied_at = serializers.DateTimeField(allow_null=True)


class CaseFileSerializer(CaseSerializer):
    """The case with its file. `readable` false: this reader follows the progress, but not the papers (R8)."""

    readable = serializers.BooleanField()
    answers = serializers.DictField()
    fields = FileFieldSerializer(many=True)  # type: ignore[assignment]
    materials = FileMaterialSerializer(many=True)
    opinions = OpinionSerializer(many=True)
    objections = ObjectionSerializer(many=True)
    owed = OwedValueSerializer(many=True)


class EventSerializer(Shape):
    """One entry of the record. `actor` is a user name, null for the system."""

    at = serializers.DateTimeField()
    event = serializers.CharField()
    sentence = serializers.CharField(help_text="The event in words.")
    actor = maybe()
    actor_name = maybe()
    acting_for = maybe()
    department = maybe()
    item = maybe()
    step = maybe()
    text = serializers.CharField()


class MessageSerializer(Shape):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    author = serializers.CharField()
    author_name = serializers.CharField()
    department = maybe()
    to = maybe()
    text = serializers.CharField()


class RatingSerializer(Shape):
    number = serializers.CharField()
    level = serializers.IntegerField()
    reasons = codes()
    text = serializers.CharField()
    departments = serializers.DictField(child=serializers.IntegerField())
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField(allow_null=True)
