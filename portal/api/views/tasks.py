"""Tasks: one inbox for everybody, and every act a task allows."""

from __future__ import annotations

from functools import partial

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import reading
from portal.api.parsing import idempotency_key
from portal.api.presenters.casefile import file_shape
from portal.api.presenters.cases import Json
from portal.api.presenters.tasks import act_shapes, recall_shape, review_points, task_shape
from portal.api.serializers.acts import ACT_REQUEST, ConsequencesSerializer, action_of, payload_of
from portal.api.serializers.applying import NothingSerializer
from portal.api.serializers.tasks import (
    ActedSerializer,
    BucketsSerializer,
    ConsequencesOfReturnSerializer,
    TaskDetailSerializer,
    TaskFilterSerializer,
    TaskSerializer,
)
from portal.api.views.base import ApiView, ListView, read, read_query
from portal.api.views.cases import KEY_PARAMETER, content_address, shape_of
from services.cases.models import Case
from workflows.models import Task
from workflows.operations.acts import ACTS, act
from workflows.operations.handling import holding
from workflows.operations.second_thoughts.recalling import recall_act
from workflows.operations.second_thoughts.returning import preview
from workflows.queries import inbox


class BucketsView(ApiView):
    """How many tasks wait where."""

    @extend_schema(tags=["tasks"], responses=BucketsSerializer)
    def get(self, request: Request) -> Response:
        return Response(BucketsSerializer(inbox.buckets(request.user)).data)


class TasksView(ListView):
    """The tasks of a bucket, most urgent first; without a bucket everything that waits for me."""

    @extend_schema(tags=["tasks"], parameters=[TaskFilterSerializer], responses=TaskSerializer(many=True))
    def get(self, request: Request) -> Response:
        asked = read_query(TaskFilterSerializer, request)
        now = timezone.now()
        rows = inbox.tasks(request.user, asked.pop("bucket", ""), now=now)
        rows = inbox.with_item_types(inbox.narrow(rows, **asked, now=now)).select_related("closed_by")

        def shapes(found: list[Task]) -> list[Json]:
            return [task_shape(one, request.user, now) for one in found]

        return self.page(request, rows, TaskSerializer, shapes)


class TaskView(ApiView):
    """One task with the case file this reader may see, what to look at, and what can be done."""

    @extend_schema(tags=["tasks"], responses=TaskDetailSerializer)
    def get(self, request: Request, task_id: int) -> Response:
        task = reading.find_task(task_id, request.user)
        works = reading.works_on(task, request.user)
        case = reading.case_again(task.case, request.user)
        file = reading.read_file(case, request.user, works_on_it=works)
        content = file_shape(case, file, partial(content_address, request), plain=plain_keys(task, case, works))
        shape = {
            **task_shape(task, request.user, timezone.now()),
            "case_file": {**shape_of(case, request), **content},
            "review_points": review_points(task, file.opinions) if file.readable else [],
            "acts": act_shapes(task, request.user),
            "recall": recall_shape(task, request.user),
        }
        return Response(TaskDetailSerializer(shape).data)


def plain_keys(task: Task, case: Case, works: bool) -> set[str]:
    """Elements shown unmasked to who works on the task: those its item uses, all of them at the window (R84)."""
    if not works:
        return set()
    return set(task.case_item.snapshot.elements) if task.case_item else set(case.form)


class ClaimView(ApiView):
    """Hold a task; of two at once one wins and the other reads who did."""

    @extend_schema(tags=["tasks"], request=NothingSerializer, responses=TaskSerializer)
    def post(self, request: Request, task_id: int) -> Response:
        read(NothingSerializer, request)
        task = reading.find_task(task_id, request.user)
        holding.claim(task, actor=request.user)
        return held(task, request)


class ReleaseView(ApiView):
    """Put a task back into the queue."""

    @extend_schema(tags=["tasks"], request=NothingSerializer, responses=TaskSerializer)
    def post(self, request: Request, task_id: int) -> Response:
        read(NothingSerializer, request)
        task = reading.find_task(task_id, request.user)
        holding.release(task, actor=request.user)
        return held(task, request)


def held(task: Task, request: Request) -> Response:
    """The task after it was claimed or released."""
    shape = task_shape(reading.task_again(task), request.user, timezone.now())
    return Response(TaskSerializer(shape).data)


class ConsequencesView(ApiView):
    """What sending this task back would do: which decisions stand, which fall. Changes nothing."""

    @extend_schema(tags=["tasks"], request=ConsequencesSerializer, responses=ConsequencesOfReturnSerializer)
    def post(self, request: Request, task_id: int) -> Response:
        asked = read(ConsequencesSerializer, request)
        task = reading.find_task(task_id, request.user)
        found = preview(task, request.user, to=asked["to"], changes=asked.get("changes"))
        return Response(ConsequencesOfReturnSerializer(found).data)


class ActView(ApiView):
    """Do one of the acts the task lists; `action` says which, the rest is what it needs."""

    @extend_schema(tags=["tasks"], parameters=[KEY_PARAMETER], request=ACT_REQUEST, responses=ActedSerializer)
    def post(self, request: Request, task_id: int) -> Response:
        task = reading.find_task(task_id, request.user)
        action, key = action_of(request.data), idempotency_key(request)
        known = any(one.action == action for one in ACTS.get(task.kind, ()))
        # An unknown action is refused by the operation, which lists the possible ones.
        payload = payload_of(action, request.data) if known else {}
        case = act(task, actor=request.user, action=action, payload=payload, key=key)
        fresh = reading.case_again(case, request.user)
        task = reading.task_again(task)
        shape = {"task": task_shape(task, request.user, timezone.now()), "case": shape_of(fresh, request)}
        return Response(ActedSerializer(shape).data)


class RecallView(ApiView):
    """Take back one's own act while nobody has acted on it; the task is as it was before."""

    @extend_schema(tags=["tasks"], parameters=[KEY_PARAMETER], request=NothingSerializer, responses=ActedSerializer)
    def post(self, request: Request, task_id: int) -> Response:
        read(NothingSerializer, request)
        task = reading.find_task(task_id, request.user)
        case = recall_act(task, actor=request.user, key=idempotency_key(request))
        fresh = reading.case_again(case, request.user)
        task = reading.task_again(task)
        shape = {"task": task_shape(task, request.user, timezone.now()), "case": shape_of(fresh, request)}
        return Response(ActedSerializer(shape).data)
