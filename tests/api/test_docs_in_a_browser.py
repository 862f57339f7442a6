"""The description of the interface under the portal's strict page policy."""

from __future__ import annotations

import pytest


@pytest.mark.django_db(transaction=True)
def test_the_docs_open_without_a_complaint(watched, live_server):
    watched.goto(f"{live_server.url}/api/v1/docs/")
    watched.get_by_text("OneWindow API").first.wait_for()
    watched.get_by_text("/api/v1/cases/{number}/withdraw/").first.wait_for()
