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
    from workflows.operations.conversation.rating import rate

    rated = town.run(town.apply("OM-TRAVEL", "yuan.gongjia", {"need_advance": False, "need_vehicle": False}, {}))
    rate(rated, actor=town.person("yuan.gongjia"), level=2, reasons=["efficiency"], departments={"OF-HR": 4})
    town.accept(town.reception())
    version = published_version("OM-MEETING")
    key = "12345678-1234-5678-1234-567812345678"
    Draft.objects.create(applicant=rated.applicant, author=rated.applicant, version=version, key=key)
    AlarmFailure.objects.create(task=Task.objects.first(), stage="yellow", error="ValueError: 演示")
    give(town, "qian.youshu", "cai.zhaobiao", "OF-FIN", items=["OF-FIN-001"], cap=50000)
    away(town, "ren.zhicai")
    ruled(town)
    take_checkpoint()
    return rated


def ruled(town):
    """An item ruled to belong elsewhere, with what that leaves behind; and ready-made words of a department."""
    from departments.org.models import Department
    from services.cases.models import CannedReply

    case = town.reception()
    town.accept(case)
    [step] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
    town.act(step, "transfer", to="OF-HSE", reason="不属本部门职责", basis="职责清单第三条")
    [offer] = town.open_tasks(case, kind="duty")
    town.act(offer, "refuse_transfer", reason="也不属本部门", basis="职责清单第四条")
    [dispute] = town.open_tasks(case, kind="duty")
    town.act(dispute, "rule", to="OF-OFFICE", reason="接待由办公室负责", basis="职责清单第三条")
    office = Department.objects.get(code="OF-OFFICE")
    CannedReply.objects.create(department=office, action="pass", title="同意", text="材料齐全，同意。")


@pytest.fixture
def administrator(town):
    """关系统, the system administrator."""
    return town.client("guan.xitong")
