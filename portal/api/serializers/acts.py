"""What each act takes. Whether it is complete and right is the operation's to say; here only its form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from portal.api.serializers.applying import CommitmentSerializer, GivenMaterialSerializer, once_each
from portal.api.serializers.base import FileId, Strict
from portal.errors import Invalid

LONGEST_TEXT = 5000


def text(**more: Any) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT, **more)


def word(**more: Any) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=40, **more)


def codes(words: str) -> serializers.ListField:
    """Department codes, of which there may be none."""
    code = serializers.CharField(max_length=40)
    return serializers.ListField(child=code, required=False, default=list, max_length=20, help_text=words)


class Payload(Strict):
    """Common to all acts."""

    action = serializers.CharField(max_length=40)


class AcceptSerializer(Payload):
    deferrals = CommitmentSerializer(many=True, required=False)


class NewDefectSerializer(Strict):
    """A `material` or a `field`, what is wrong with it and how to mend it."""

    material = word()
    field = serializers.CharField(required=False, allow_blank=True, max_length=60)
    problem = text()
    remedy = text()


class NoticePointSerializer(NewDefectSerializer):
    """`proposed`: ids of the departments' points this one takes over; all about the same thing when left out."""

    proposed = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False, max_length=50)


class NotifyCorrectionSerializer(Payload):
    defects = NoticePointSerializer(many=True, required=False, default=list)


class MendOnTheSpotSerializer(Payload):
    """`fields` {key: value}; `confirmation`: signature, read_back or recording."""

    fields = serializers.DictField(required=False)  # type: ignore[assignment]
    materials = GivenMaterialSerializer(many=True, required=False)
    reason = text()
    confirmation = word()

    def validate_materials(self, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return once_each(given)


class AddDefectSerializer(Payload):
    """Points a department wants in the window's notice."""

    defects = NewDefectSerializer(many=True, required=False, default=list)


class WithdrawDefectSerializer(Payload):
    defect = serializers.IntegerField(required=False, min_value=1, help_text="Id of a point of one's own department.")


class RefuseSerializer(Payload):
    reason_code = word()
    reason = text()
    apply_where = serializers.CharField(required=False, allow_blank=True, max_length=200)


class PointSerializer(Strict):
    id = serializers.CharField(max_length=40)
    holds = serializers.BooleanField()
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=500)


class PassSerializer(Payload):
    opinion = text()
    review_points = PointSerializer(many=True, required=False)


class DenySerializer(Payload):
    reason_code = word()
    material = word(help_text="The paper a reason about papers is about; only one that a notice named (R37).")
    reason = text()
    basis = text()


def names(**more: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=100, **more)


class ChangesSerializer(Strict):
    """What is to be changed after a return; only decisions that rested on it count no more."""

    papers = names(help_text="Codes of the item's papers.")
    fields = names(help_text="Keys of the item's fields.")  # type: ignore[assignment]
    opinion = serializers.BooleanField(required=False, help_text="The opinion given at the step returned to.")
    departments = names(help_text="Countersigners whose opinion is to be asked for again.")


class ConsequencesSerializer(Strict):
    """A return that somebody considers."""

    to = serializers.CharField(max_length=80, help_text="Name of an earlier step, or countersign.")
    changes = ChangesSerializer(required=False)


class SendBackSerializer(Payload):
    to = serializers.CharField(required=False, allow_blank=True, max_length=80, help_text="Name of an earlier step.")
    reason = text()
    changes = ChangesSerializer(required=False)
    seen = word(help_text="Digest of the consequences that were shown; others meanwhile answer 409.")


class AgreeSerializer(Payload):
    opinion = text()


class AgreeWithConditionsSerializer(Payload):
    conditions = text()
    opinion = text()


class DisagreeSerializer(Payload):
    reason = text()
    basis = text()
    cure = text()


class NotMyDutySerializer(Payload):
    reason = text()
    suggest = word(help_text="The department you think is in charge.")
    basis = text()


class RuleSerializer(Payload):
    """On an opinion: who must answer. On an item: whose duty it is; the entry of the duty list follows from it."""

    to = word(help_text="The department that must answer, or owns the item; empty excuses the one asked.")
    reason = text()
    basis = text(help_text="On an item: what the duty list says from now on.")
    like = word(help_text="On an item: which cases the entry covers, one of the choices; empty for every case.")
    finding = word(
        help_text="On an item: good_faith where nobody is to be counted, or buck_passing. "
        "On differing opinions: go_on or objection_stands."
    )
    conditions = text(help_text="On differing opinions: on what condition the item goes on.")


class TransferSerializer(Payload):
    to = word(help_text="The department the item belongs to.")
    reason_code = word(help_text="not_our_duty (default), other_area, duty_changed or other.")
    reason = text()
    basis = text(help_text="The entry of the duty list it rests on.")


class TakeOnSerializer(Payload):
    reason = text()


class RefuseTransferSerializer(Payload):
    reason = text()
    basis = text()


class CountersignersSerializer(Payload):
    departments = codes("Department codes, one or several.")
    reason = text()


class SuspendSerializer(Payload):
    procedure = word(help_text="Code of one of the item's special procedures, or force_majeure.")
    reason = text()
    expected_days = serializers.IntegerField(required=False, help_text="Working days, at most the procedure's.")
    evidence = FileId(required=False, help_text="Id of an uploaded file.")


class ResumeSerializer(Payload):
    """Letting the clock go on needs nothing."""


class ExtendSerializer(Payload):
    days = serializers.IntegerField(required=False, help_text="Working days, at most half of the promised limit.")
    reason = text()


class SecondNoticeSerializer(Payload):
    defects = NewDefectSerializer(many=True, required=False, default=list)
    ground = word(help_text="resupplied_defective or rule_changed.")


class AnswerRequestSerializer(Payload):
    """The head's answer; a refusal needs its reason."""

    reason = text()


class AskOpinionSerializer(Payload):
    department = word(help_text="The department that is asked; or name a `user`, not both.")
    user = serializers.CharField(required=False, allow_blank=True, max_length=150, help_text="User name or full name.")
    question = text()
    by = serializers.CharField(
        required=False, allow_blank=True, max_length=40, help_text="A day or a moment, within the item's limit."
    )


class WithdrawQuestionSerializer(Payload):
    which = word(help_text="Id of the question's task; may be left out where only one is open.")


class AnswerSerializer(Payload):
    text = text()


class ApproveVerballySerializer(Payload):
    who = serializers.CharField(required=False, allow_blank=True, max_length=150, help_text="User name of who said it.")
    channel = word(help_text="phone, radio or in_person.")
    said_at = serializers.CharField(
        required=False, allow_blank=True, max_length=40, help_text="The moment it was said; empty: now."
    )
    text = text()


class FileApprovalSerializer(Payload):
    text = text()


class ContestSerializer(Payload):
    reason = text(help_text="Why what was written down is not so.")


class FileOpinionSerializer(Payload):
    opinion = text(help_text="The formal opinion after silence: agree, on what conditions, or why not.")


class ReconcileSerializer(Payload):
    with_whom = text(help_text="Whom you met: departments and names.")
    held_at = serializers.CharField(
        required=False, allow_blank=True, max_length=40, help_text="The moment you met; empty: now."
    )
    minutes = text(help_text="What was agreed, in a sentence.")
    confirming = codes("Departments that are asked to confirm it; every other dissent stays and is named.")


class AskDissentersSerializer(Payload):
    departments = codes("Departments that disagree and are asked once more; none: all of them.")
    reason = text()


class EscalateSerializer(Payload):
    reason = text()


class CallMeetingSerializer(Payload):
    what = word(help_text="inspection or meeting.")
    starts_at = serializers.CharField(
        required=False, allow_blank=True, max_length=40, help_text="In office hours, at least an hour ahead."
    )
    place = serializers.CharField(required=False, allow_blank=True, max_length=120)
    departments = codes("Departments that must come; they still owe their opinion.")
    reason = text(help_text="What it is about.")


class RecordAttendanceSerializer(Payload):
    attendance = serializers.DictField(
        child=serializers.CharField(max_length=10),
        required=False,
        help_text="{department code: came, excused or absent} for everybody invited.",
    )
    reason = text(help_text="Why somebody is excused.")


class CancelMeetingSerializer(Payload):
    reason = text()


class SupplySerializer(Payload):
    values = serializers.DictField(required=False, help_text="{element key: value} for everything the register owes.")


class AskAgainSerializer(Payload):
    """Asking the register again needs nothing."""


class ConfirmTrueSerializer(Payload):
    opinion = text(help_text="How it was checked.")


class ReportFalseSerializer(Payload):
    reason = text(help_text="What is not true.")
    basis = text(help_text="What proves that.")


class DeliverSerializer(Payload):
    method = serializers.CharField(required=False, allow_blank=True, max_length=200)


class HandInSerializer(Payload):
    fields = serializers.DictField(required=False)  # type: ignore[assignment]
    materials = GivenMaterialSerializer(many=True, required=False)

    def validate_materials(self, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return once_each(given)


class ConfirmSerializer(Payload):
    """Confirming needs nothing."""


PAYLOADS: dict[str, type[Payload]] = {
    "accept": AcceptSerializer,
    "notify_correction": NotifyCorrectionSerializer,
    "refuse": RefuseSerializer,
    "mend_on_the_spot": MendOnTheSpotSerializer,
    "add_defect": AddDefectSerializer,
    "withdraw_defect": WithdrawDefectSerializer,
    "pass": PassSerializer,
    "deny": DenySerializer,
    "send_back": SendBackSerializer,
    "agree": AgreeSerializer,
    "agree_with_conditions": AgreeWithConditionsSerializer,
    "disagree": DisagreeSerializer,
    "not_my_duty": NotMyDutySerializer,
    "rule": RuleSerializer,
    "transfer": TransferSerializer,
    "take_on": TakeOnSerializer,
    "refuse_transfer": RefuseTransferSerializer,
    "add_countersigners": CountersignersSerializer,
    "remove_countersigner": CountersignersSerializer,
    "approve_voiding": AnswerRequestSerializer,
    "refuse_voiding": AnswerRequestSerializer,
    "approve_removal": AnswerRequestSerializer,
    "refuse_removal": AnswerRequestSerializer,
    "suspend": SuspendSerializer,
    "resume": ResumeSerializer,
    "extend": ExtendSerializer,
    "approve_suspension": AnswerRequestSerializer,
    "refuse_suspension": AnswerRequestSerializer,
    "second_notice": SecondNoticeSerializer,
    "approve_notice": AnswerRequestSerializer,
    "refuse_notice": AnswerRequestSerializer,
    "approve_extension": AnswerRequestSerializer,
    "refuse_extension": AnswerRequestSerializer,
    "ask_opinion": AskOpinionSerializer,
    "withdraw_question": WithdrawQuestionSerializer,
    "answer": AnswerSerializer,
    "approve_verbally": ApproveVerballySerializer,
    "file_approval": FileApprovalSerializer,
    "contest": ContestSerializer,
    "file_opinion": FileOpinionSerializer,
    "reconcile": ReconcileSerializer,
    "ask_dissenters": AskDissentersSerializer,
    "escalate": EscalateSerializer,
    "call_meeting": CallMeetingSerializer,
    "record_attendance": RecordAttendanceSerializer,
    "cancel_meeting": CancelMeetingSerializer,
    "supply": SupplySerializer,
    "ask_again": AskAgainSerializer,
    "confirm_true": ConfirmTrueSerializer,
    "report_false": ReportFalseSerializer,
    "approve_false": AnswerRequestSerializer,
    "refuse_false": AnswerRequestSerializer,
    "deliver": DeliverSerializer,
    "resupply": HandInSerializer,
    "confirm": ConfirmSerializer,
}

ACT_REQUEST = PolymorphicProxySerializer(
    component_name="ActRequest", serializers={**PAYLOADS}, resource_type_field_name="action"
)


def action_of(content: Any) -> str:
    """The name of the act asked for. Raises Invalid when it is missing or no text."""
    action = content.get("action")
    if not isinstance(action, str) or not action.strip():
        problem = _("Please name the action; the task lists what is possible.")
        raise Invalid(problem, fields={"action": [problem]})
    return action.strip()


def payload_of(action: str, content: Any) -> dict[str, Any]:
    """What comes with the act, in its form. Raises REST framework's ValidationError."""
    given = PAYLOADS.get(action, Payload)(data=content)
    given.is_valid(raise_exception=True)
    payload: dict[str, Any] = dict(given.validated_data)
    del payload["action"]
    return payload
