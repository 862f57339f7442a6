"""The description of the interface is complete, and what it describes never breaks."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rest_framework.authtoken.models import Token
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from portal.api.serializers.acts import PAYLOADS
from portal.api.urls import urlpatterns
from portal.celery import heartbeat
from workflows.operations.acts import ACTS
from workflows.operations.conversation.applicant import object_to_value

EXAMPLES = 8
CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance]
PROBES = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_the_schema_is_valid_and_nothing_is_left_undescribed(tmp_path, capsys):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))
    text = (tmp_path / "schema.yml").read_text()
    described = {pattern.name for pattern in urlpatterns} - {"schema", "docs", "nowhere"}
    assert len(described) == 44
    for pattern in urlpatterns:
        if pattern.name in described:
            path = str(pattern.pattern)
            for kind in ("str:", "int:", "uuid:"):
                path = path.replace(f"<{kind}", "{")
            assert f"  /api/v1/{path.replace('>', '}')}:" in text, path


@pytest.mark.django_db
def test_schema_and_docs_are_open_and_keep_the_page_policy(client):
    schema = client.get("/api/v1/schema/")
    assert schema.status_code == 200 and schema["Content-Type"].startswith("application/vnd.oai.openapi")
    page = client.get("/api/v1/docs/")
    text = page.content.decode()
    assert page.status_code == 200 and "unsafe" not in page["Content-Security-Policy"]
    # Everything the page needs lies in files of its own: nothing inline, nothing from elsewhere.
    assert "<style" not in text and "<script>" not in text and "http" not in text.replace("http-equiv", "")
    script = client.get("/api/v1/docs/?script=")
    assert script["Content-Type"] == "application/javascript" and "/api/v1/schema/" in script.content.decode()


def test_every_act_has_its_form():
    # A ruling on an opinion and one on an item have one name and one form.
    needs: dict[str, set[str]] = {}
    for one in chain.from_iterable(ACTS.values()):
        needs.setdefault(one.action, set()).update(one.needs)
    for action, names in needs.items():
        assert names == set(PAYLOADS[action]().fields) - {"action"}, action


class Stage:
    """Real values for the places of a path, so that half of the probes reach the inside."""

    def __init__(self, town: Any):
        case = town.reception()
        town.accept(case)
        self.case = case
        self.task = town.open_tasks(case, case_item__code="OF-OFFICE-001")[0]
        self.file = case.materials.filter(upload__isnull=False).first().upload_id
        key = next(key for key, entry in case.form.items() if entry.get("source"))
        self.objection = object_to_value(case, actor=case.applicant, element=key, claim="写错了")
        self.document = case.documents.filter(released_at__isnull=False).first()
        people = [town.person(one) for one in ("yuan.gongjia", "bi.jieban")]
        self.tokens = [Token.objects.get_or_create(user=person)[0].key for person in people]

    def place(self, probe: Any) -> None:
        real = {
            "number": self.case.number, "task_id": self.task.pk, "key": str(self.file),
            "objection_id": self.objection.pk,
            "code": self.document.code if "verify" in probe.path else "OM-RECEPTION", "defect": 1,
            "note_id": 1, "copy_id": 1, "delegation_id": 1,
        }  # fmt: skip
        probe.path_parameters = {name: real[name] for name in probe.path_parameters or {}}


# The probe's own transport never closes what it streams.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_no_request_the_schema_allows_breaks_the_house(town, monday):
    stage = Stage(town)
    heartbeat()
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
    probed = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        probe_operation(operation, stage)
        probed += 1
    assert probed == 54


def probe_operation(operation: Any, stage: Stage) -> None:
    @PROBES
    @given(probe=operation.as_strategy(), real=st.booleans(), who=st.integers(0, 2))
    def probe_it(probe: Any, real: bool, who: int) -> None:
        if real:
            stage.place(probe)
        headers = {"Authorization": f"Token {stage.tokens[who]}"} if who < len(stage.tokens) else {}
        response = probe.call(headers=headers)
        probe.validate_response(response, checks=CHECKS, headers=headers)

    probe_it()
