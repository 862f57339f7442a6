"""The administration's stage: a company at work, and the clients of those who may look behind it."""

from __future__ import annotations

import pytest

from tests.workflows.absence import away, give


@pytest.fixture
def busy(town, monday):
    """One case rated, one running, a draft, a failed alarm, a sealed day. Returns the rated case."""
    from portal.audit.checkpoints import take_checkpoint
    from services.cases.models import Draft
    from services.catalog.queries import published_version
    from workflows.models import AlarmFailure, Task
    from workflows.operations.rating import rate

    rated = town.run(town.apply("OM-TRAVEL", "yuan.gongjia", {"need_advance": False, "need_vehicle": False}, {}))
    rate(rated, actor=town.person("yuan.gongjia"), level=2, reasons=["efficiency"], departments={"OF-HR": 4})
    town.accept(town.reception())
    version = published_version("OM-MEETING")
    key = "12345678-1234-5678-1234-567812345678"
    Draft.objects.create(applicant=rated.applicant, author=rated.applicant, version=version, key=key)
    AlarmFailure.objects.create(task=Task.objects.first(), stage="yellow", error="ValueError: 演示")
    give(town, "qian.youshu", "cai.zhaobiao", "OF-FIN", items=["OF-FIN-001"], cap=50000)
    away(town, "ren.zhicai")
    take_checkpoint()
    return rated


@pytest.fixture
def administrator(town):
    """关系统, the system administrator."""
    return town.client("guan.xitong")
