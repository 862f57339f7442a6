"""Every running process names its flow in the database by module and class: these words must never change."""

from __future__ import annotations

import pytest
from viewflow.workflow.fields import get_flow_ref, import_flow_by_ref
from viewflow.workflow.flow import Flow

from workflows import checks, flows, formal_flow, models, spoken_flow, void_flow

STORED = {
    "workflows/flows.CaseFlow": flows.CaseFlow,
    "workflows/flows.ItemFlow": flows.ItemFlow,
    "workflows/checks.DeclarationFlow": checks.DeclarationFlow,
    "workflows/formal_flow.FormalFlow": formal_flow.FormalFlow,
    "workflows/spoken_flow.SpokenFlow": spoken_flow.SpokenFlow,
    "workflows/void_flow.VoidFlow": void_flow.VoidFlow,
}


@pytest.mark.parametrize(("reference", "flow_class"), STORED.items())
def test_a_stored_reference_finds_its_flow_and_is_written_alike(reference: str, flow_class: type[Flow]) -> None:
    assert get_flow_ref(flow_class) == reference
    assert import_flow_by_ref(reference) is flow_class


def test_the_constraint_of_the_formal_opinions_names_their_flow__R48() -> None:
    assert get_flow_ref(formal_flow.FormalFlow) == models.FORMAL_FLOW
