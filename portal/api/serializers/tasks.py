"""Tasks: the inbox of everybody."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from portal.api.serializers.base import Shape, codes, maybe
from portal.api.serializers.cases import CaseFileSerializer, CaseSerializer
from workflows.queries.inbox import BUCKETS
from workflows.queries.lights import LIGHTS


class BucketsSerializer(Shape):
    """How many tasks lie in each bucket."""

    mine = serializers.IntegerField()
    claimable = serializers.IntegerField()
    approve = serializers.IntegerField()
    countersign = serializers.IntegerField()
    opinion = serializers.IntegerField()
    overdue = serializers.IntegerField()
    due_today = serializers.IntegerField()
    ahead = serializers.IntegerField()
    waiting_applicant = serializers.IntegerField()
    waiting_others = serializers.IntegerField()
    done = serializers.IntegerField()


class TaskFilterSerializer(serializers.Serializer[Any]):
    bucket = serializers.ChoiceField(
        choices=BUCKETS, required=False, allow_blank=True, help_text="Without one: everything that waits for me."
    )
    department = serializers.CharField(required=False, allow_blank=True, max_length=40)
    matter = serializers.CharField(required=False, allow_blank=True, max_length=40)
    light = serializers.ChoiceField(choices=LIGHTS, required=False, allow_blank=True)
    q = serializers.CharField(required=False, allow_blank=True, max_length=100)


class TaskSerializer(Shape):
    """One task. `holder` and `applicant` are user names; `actions` what this reader may do with it now."""

    id = serializers.IntegerField()
    kind = serializers.CharField(
        help_text="intake, step, countersign, opinion, deliver, resupply, confirm, duty, check, owed, formal, "
        "reconcile or meeting"
    )
    step = serializers.CharField()
    role = serializers.CharField()
    decides = serializers.BooleanField(help_text="The step that approves or denies the item.")
    case = serializers.CharField()
    item = maybe()
    item_name = maybe()
    matter = serializers.CharField()
    title = serializers.CharField()
    department = maybe()
    department_name = maybe()
    applicant = serializers.CharField()
    applicant_name = serializers.CharField()
    applicant_department = maybe()
    holder = maybe()
    holder_name = maybe()
    acting_for = maybe(help_text="For whom its holder acts; while nobody holds it, for whom this reader would act.")
    acting_for_name = maybe()
    request = maybe(help_text="What a handler asks of the head, in words.")
    created_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    light = serializers.CharField(help_text="green, yellow, red, grey or blue")
    claimable = serializers.BooleanField()
    actions = codes()
    outcome = maybe()
    finished_at = serializers.DateTimeField(allow_null=True)
    closed_by = maybe()


class ReviewPointSerializer(Shape):
    """What is to be looked at. `holds` null while nobody has; `checked_by_system`: answered from the form."""

    id = serializers.CharField()
    text = serializers.CharField()
    checked_by_system = serializers.BooleanField()
    holds = serializers.BooleanField(allow_null=True)
    note = serializers.CharField()
    looked_at_by = maybe()


class ActSerializer(Shape):
    """An act and what it needs: {name: required or optional}; `choices` where there are only some."""

    action = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    needs = serializers.DictField(child=serializers.CharField())
    choices = serializers.DictField(child=codes(), required=False)


class RecallSerializer(Shape):
    """One's own act that may still be taken back, and until when."""

    outcome = serializers.CharField()
    until = serializers.DateTimeField()


class TaskDetailSerializer(TaskSerializer):
    case_file = CaseFileSerializer()
    review_points = ReviewPointSerializer(many=True)
    acts = ActSerializer(many=True)
    recall = RecallSerializer(allow_null=True)


class ActedSerializer(Shape):
    """The task and its case after the act."""

    task = TaskSerializer()
    case = CaseSerializer()


class DecisionLineSerializer(Shape):
    """A decision and what becomes of it."""

    task = serializers.IntegerField()
    step = serializers.CharField()
    department = serializers.CharField()
    who = serializers.CharField()
    words = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)
    because = serializers.CharField()


class ConsequencesOfReturnSerializer(Shape):
    """What sending back would do. `begins` is where the item really begins again; `digest` goes into `seen`."""

    to = serializers.CharField()
    begins = serializers.CharField()
    stands = DecisionLineSerializer(many=True)
    falls = DecisionLineSerializer(many=True)
    asked_again = codes()
    taken_back = codes()
    digest = serializers.CharField()
