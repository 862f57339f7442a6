"""A draft that breaks a sample: seen in a rehearsal by the real engine, refused without a reason, published with one
by a second person who has read it (issue 4, R5)."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from portal.audit.models import Entry
from services.catalog.models import Matter, Proposal, ServiceItem
from services.catalog.queries import published_version
from tests.journeys.people import Person
from tests.support.pages import assert_accessible
from workflows.rehearsal.models import Run
from workflows.rehearsal.running import play_run
from workflows.rehearsal.tasks import play_samples

FRAME = ("landmark-one-main", "region")
REASON = "公寓今年改由基地统一安排，档案随调的才需要"


@pytest.fixture
def queued(monkeypatch) -> list[int]:
    """Runs asked for in the browser; the test plays them as the worker would."""
    waiting: list[int] = []
    monkeypatch.setattr(play_samples, "delay", waiting.append)
    return waiting


class Designer(Person):
    def look(self, *, axe: bool = True) -> None:
        """The administration's own frame has no main landmark; what stands in it is ours."""
        super().look(axe=False)
        if axe:
            assert_accessible(self.page, ignored=FRAME)

    def section(self, matter: Matter, name: str) -> None:
        self.page.goto(f"{self.home}/admin/catalog/matter/{matter.pk}/design/{name}/")

    def include_dormitory_with(self, question: str) -> None:
        """The dormitory hangs on another question from now on."""
        item = ServiceItem.objects.get(code="OF-LIFE-007")
        self.page.get_by_text(f"修改何时需要{item.name}").click()
        self.page.select_option(f"[name=fact-{item.code}-0]", label=question)
        self.page.locator(f"#said-{item.code}", has_text=question).wait_for()
        self.submit("保存规则")

    def propose(self, reason: str = "") -> None:
        self.page.get_by_label("一句话说明改了什么").fill("公寓改为档案随调时办理")
        if reason:
            self.page.get_by_label("为什么仍然这样改").fill(reason)
        self.submit("校验并提交审核")


def test_a_draft_that_breaks_a_sample_is_published_with_a_reason_only(town, watched, sign_in, live_server, queued):
    call_command("seedsamples", verbosity=0)
    matter = Matter.objects.get(code="OM-ONBOARD")
    editor = Designer(watched, live_server.url, town)
    sign_in("gong.tongban")
    editor.section(matter, "rules")
    editor.include_dormitory_with("人事档案需从外单位转入")

    editor.section(matter, "versions")
    editor.page.get_by_role("link", name="用样例预演").click()
    editor.page.get_by_text("3 个样例中有 3 个在最近一次修改后还没有预演").wait_for()
    editor.look()
    editor.submit("在草稿上预演全部样例")
    editor.page.get_by_text("0 / 3 个样例").wait_for()
    play_run(queued[0])
    # The page looks again by itself.
    editor.page.get_by_text("草稿使 3 个样例中的 1 个不再成立").wait_for(timeout=20_000)
    editor.look()
    broken = editor.page.locator("section", has_text="毕业生入职，需要公寓")
    broken.get_by_text("按草稿没有启动：员工公寓入住").wait_for()
    broken.get_by_role("link", name="去修改").click()
    assert f"/matter/{matter.pk}/design/items/" in editor.page.url

    editor.section(matter, "versions")
    editor.propose()
    editor.page.locator("#problem").wait_for()
    assert not Proposal.objects.exists()
    editor.propose(REASON)
    assert Proposal.objects.get().despite == REASON

    sign_in("fa.youju")
    reviewer = Designer(watched, live_server.url, town)
    reviewer.section(matter, "versions")
    reviewer.page.get_by_text(REASON).first.wait_for()
    reviewer.page.get_by_text("样例“毕业生入职，需要公寓”不再成立").first.wait_for()
    reviewer.submit("发布这一版")
    assert published_version("OM-ONBOARD").number == 2
    assert Entry.objects.get(event="matter.proposed", subject="OM-ONBOARD").data["despite"] == REASON
    assert Run.objects.get().state == "done"
