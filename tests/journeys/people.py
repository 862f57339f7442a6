"""How each person of a journey uses the pages: by label and button, as people do."""

from __future__ import annotations

import re
from typing import Any

from services.cases.models import Case
from tests.support.pages import assert_accessible
from tests.town import PDF, RECEPTION_FIELDS, Town, complete
from workflows.applying.application import open_form
from workflows.models import Task

LETTER = {"name": "公函.pdf", "mimeType": "application/pdf", "buffer": PDF}


class Person:
    """Somebody at a browser. `page` reports its complaints, `home` is the server."""

    def __init__(self, page: Any, home: str, town: Town):
        self.page, self.home, self.town = page, home, town

    def open(self, path: str, *, axe: bool = True) -> Any:
        response = self.page.goto(self.home + path)
        assert response.status == 200, (path, response.status)
        self.look(axe=axe)
        return self.page

    def look(self, *, axe: bool = True) -> None:
        """What must hold on every page a person stands on."""
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.viewport_size["width"], f"sideways scroll on {self.page.url}: {width}"
        if axe:
            assert_accessible(self.page)

    def submit(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name).locator("visible=true").first.click()
        self.page.wait_for_load_state("networkidle")


class Applicant(Person):
    def apply(self, matter: str, answers: dict[str, Any], fields: dict[str, Any]) -> Case:
        """The five steps of the wizard; returns the case of the receipt."""
        self.open(f"/m/{matter}/")
        self.page.get_by_text("开始办理").locator("visible=true").first.click()
        self.page.wait_for_load_state("networkidle")
        if "/questions/" in self.page.url:
            self.answer(answers)
            self.next()
        if "/form/" in self.page.url:
            self.look()
            self.fill_in(fields)
            self.next()
        if "/materials/" in self.page.url:
            self.look()
            self.hand_in_papers()
            self.next()
        assert "/check/" in self.page.url, self.page.url
        self.look()
        self.submit(re.compile("核对无误，提交"))
        assert "/receipt/" in self.page.url, self.page.url
        self.look()
        return Case.objects.latest("pk")

    def next(self) -> None:
        self.page.locator("main button.btn--primary[type=submit]").first.click()
        self.page.wait_for_load_state("networkidle")

    def answer(self, answers: dict[str, Any]) -> None:
        self.look()
        for name, value in answers.items():
            if isinstance(value, bool):
                box = self.page.locator(f"[name={name}][value={str(value).lower()}]")
                box.check(force=True)
            elif self.page.locator(f"[name={name}][type=radio]").count():
                self.page.locator(f"[name={name}][value={value}]").check(force=True)
            else:
                self.page.locator(f"[name={name}]").fill(str(value))

    def fill_in(self, fields: dict[str, Any]) -> None:
        for name, value in fields.items():
            found = self.page.locator(f"main [name={name}]:not([type=hidden])")
            if not found.count():
                continue
            kind = found.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
            if kind == "select":
                found.first.select_option(str(value))
            elif kind == "radio":
                self.page.locator(f"main [name={name}][value='{value}']").check(force=True)
            elif kind != "checkbox":
                found.first.fill(str(value))

    def hand_in_papers(self) -> None:
        while self.page.locator("main input[type=file]").count():
            before = self.page.locator("main input[type=file]").count()
            self.page.locator("main input[type=file]").first.set_input_files(LETTER)
            self.page.wait_for_timeout(400)
            self.page.wait_for_load_state("networkidle")
            if self.page.locator("main input[type=file]").count() >= before:
                break


class Clerk(Person):
    def accept(self, case: Case) -> None:
        self.open("/counter/")
        task = Task.objects.get(case=case, kind="intake", finished=None)
        self.open(f"/counter/task/{task.pk}/")
        self.submit(re.compile("受理并分发"))
        case.refresh_from_db()
        assert case.state == "in_progress"

    def hand_over(self, case: Case) -> None:
        task = Task.objects.get(case=case, kind="deliver", finished=None)
        self.open(f"/counter/deliver/{task.pk}/")
        self.page.locator("main button.btn--primary[type=submit]").first.click()
        self.page.wait_for_load_state("networkidle")
        case.refresh_from_db()
        assert case.state == "delivered", case.state


class Staff(Person):
    def finish(self, task: Task, decision: str = "pass", said: str = "材料齐全，同意。", **fields: str) -> None:
        """Open the task, look at every review point, decide, commit."""
        self.open(f"/desk/task/{task.pk}/")
        for box in self.page.locator("input[type=radio][form=decision][value=yes]").all():
            box.evaluate("one => one.click()")
        self.page.locator(f"#decision [name=decision][value={decision}]").check(force=True)
        for name, value in fields.items():
            self.page.locator(f"#decision [name={name}]").fill(value)
        self.page.locator("#decision-say").fill(said)
        self.page.locator("#decision button.btn--primary").click()
        self.page.wait_for_load_state("networkidle")
        task.refresh_from_db()
        assert task.finished is not None, self.page.locator("main").inner_text()[:800]


def reception_fields(town: Town, applicant: str, answers: dict[str, Any]) -> dict[str, Any]:
    """What the applicant types: the asked fields of the reference reception."""
    from services.catalog.queries import published_version

    form = open_form(town.person(applicant), published_version("OM-RECEPTION").typed, answers)
    return complete(form, {"venue": "第二会议室", **RECEPTION_FIELDS})
