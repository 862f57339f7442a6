"""车辆年检一件事: a matter nobody programmed, built in the browser by an editor, published by a second person,
applied for, and run to its end. Four departments, two questions, one dependency (issue 4)."""

from __future__ import annotations

import re
from typing import Any

from services.catalog.models import Matter, Proposal, ServiceItem
from services.catalog.queries import published_version
from tests.journeys.people import Applicant, Clerk, Person, Staff
from tests.town import complete
from workflows.applying.application import open_form

CODE = "OM-INSPECTION"
ITEMS = [
    # name, department, step, result, fields
    ("车辆年检申报", "OF-LIFE", "核对车辆台账", "年检申报单", ["车牌号", "姓名"]),
    ("车辆安全技术检查", "OF-HSE", "查验车况", "安全检查单", ["车牌号"]),
    ("年检费用核定", "OF-FIN", "核定费用", "费用核定单", ["成本中心", "车牌号"]),
    ("车辆通行证换发", "OF-SEC", "换发通行证", "车辆通行证", ["车牌号", "通行区域"]),
]
ANSWERS = {"pass_expired": True, "private_car": False}


class Editor(Person):
    """The catalogue editor at work in the administration, by label and button."""

    def choose(self, label: str, option: str, *, within: Any = None) -> None:
        (within or self.page).get_by_label(label, exact=True).select_option(label=option)

    def pick(self, field: str, term: str) -> None:
        """Choose from a search box by typing."""
        self.page.locator(f"#id_{field} + .select2 .select2-selection").click()
        self.page.locator(".select2-search__field").last.fill(term)
        self.page.locator(".select2-results__option", has_text=term).first.click()

    def begin(self) -> None:
        """A new matter begins with a name and who leads it."""
        self.page.goto(self.home + "/admin/catalog/matter/add/")
        self.page.fill("[name=code]", CODE)
        self.page.fill("[name=name]", "车辆年检一件事")
        self.page.fill("[name=intro]", "申报、查验、核费、换证一次提出，四个部门同时办。")
        self.page.fill("[name=audience]", "employee")
        self.pick("lead_department", "生活服务中心")
        self.save()
        assert "/design/items/" in self.page.url, self.page.locator("body").inner_text()[:600]

    def save(self) -> None:
        self.page.locator("[name=_save]").click()
        self.page.wait_for_load_state("networkidle")

    def create_item(self, name: str, department: str, step: str, result: str, fields: list[str]) -> None:
        """From the designer to the form of a new item and back."""
        self.page.get_by_role("link", name="新建事项").click()
        self.page.wait_for_load_state("networkidle")
        self.page.fill("[name=name]", name)
        self.pick("department", department_name(department))
        self.page.select_option("[name=type]", "promise")
        self.page.fill("[name=audience]", "employee")
        self.page.fill("[name=basis]", "公司车辆管理办法（演示）")
        self.page.fill("[name=promised]", "1")
        self.page.fill("[name=statutory]", "3")
        self.page.fill("[name=result_name]", result)
        self.open_tab("环节")
        self.page.fill("[name=steps-0-name]", step)
        self.page.select_option("[name=steps-0-role]", "handler")
        self.page.fill("[name=steps-0-days]", "0.5")
        self.page.fill("[name=steps-1-name]", "负责人审批")
        self.page.select_option("[name=steps-1-role]", "dept_head")
        self.page.fill("[name=steps-1-days]", "0.5")
        self.page.fill("[name=steps-1-position]", "1")
        self.open_tab("事项字段")
        for place, key in enumerate(fields):
            self.pick(f"item_elements-{place}-element", key)
        self.save()
        assert "/design/items/" in self.page.url, self.page.locator("#content").inner_text()[:900]

    def open_tab(self, title: str) -> None:
        self.page.locator("a", has_text=re.compile(rf"^\s*{title}\s*(\d+\s*)?$")).first.click()

    def section(self, title: str) -> None:
        self.page.get_by_role("navigation", name="设计器的八个部分").get_by_role("link", name=title).click()
        self.page.wait_for_load_state("networkidle")

    def ask(self, text: str, code: str) -> None:
        self.page.get_by_text("新建问题").click()
        self.page.get_by_label("申请人看到的问题").fill(text)
        self.page.get_by_label("代码", exact=True).fill(code)
        self.submit("加上这个问题")

    def include_when(self, item: str, question: str) -> None:
        """“If … then”, chosen from lists; the sentence answers while one chooses."""
        self.page.get_by_text(f"修改何时需要{item}").click()
        self.choose(f"何时纳入{item}", "符合下面几行时")
        code = ServiceItem.objects.get(name=item).code
        self.page.select_option(f"[name=fact-{code}-0]", label=question)
        self.page.locator(f"#said-{code}", has_text=f"如果{question}，就纳入").wait_for()


def department_name(code: str) -> str:
    from departments.org.models import Department

    return Department.objects.get(code=code).name


def test_a_new_matter_is_built_published_applied_for_and_finished(town, watched, sign_in, live_server):
    here = (watched, live_server.url, town)
    editor = Editor(*here)

    sign_in("gong.tongban")
    editor.begin()
    for item in ITEMS:
        editor.create_item(*item)
    assert Matter.objects.get(code=CODE).matter_items.count() == 4

    editor.section("流程")
    editor.page.select_option("[name=succ-0]", label="车辆通行证换发")
    editor.page.select_option("[name=pred-0]", label="车辆安全技术检查")
    editor.submit("保存流程")
    editor.page.get_by_text("最长的一条：车辆安全技术检查 → 车辆通行证换发").first.wait_for()

    editor.section("情形规则")
    editor.ask("通行证已到期", "pass_expired")
    editor.ask("自带车辆参检", "private_car")
    editor.include_when("车辆通行证换发", "通行证已到期")
    editor.submit("保存规则")
    editor.page.locator("#try").get_by_label("通行证已到期").select_option(label="是")
    editor.page.locator("#tried", has_text="4 个事项").wait_for()
    editor.section("版本与发布")
    editor.page.get_by_label("一句话说明改了什么").fill("新建车辆年检一件事")
    editor.submit("校验并提交审核")
    assert Proposal.objects.get(matter__code=CODE).state == "waiting", editor.page.locator("#content").inner_text()[
        :900
    ]

    sign_in("fa.youju")
    reviewer = Editor(*here)
    reviewer.page.goto(live_server.url + f"/admin/catalog/matter/{Matter.objects.get(code=CODE).pk}/design/versions/")
    reviewer.page.get_by_text("新建车辆年检一件事").first.wait_for()
    reviewer.submit("发布这一版")
    snapshot = published_version(CODE).typed
    assert (len(snapshot.items), len(snapshot.questions)) == (4, 2)

    sign_in("yuan.gongjia")
    form = open_form(town.person("yuan.gongjia"), snapshot, ANSWERS)
    case = Applicant(*here).apply(CODE, ANSWERS, complete(form, {"plate_no": "新A12345"}))
    sign_in("chuang.shouxi")
    Clerk(*here).accept(case)
    assert {item.department.code for item in case.items.select_related("department")} == {one[1] for one in ITEMS}
    staff = Staff(*here)
    while tasks := town.open_tasks(case, kind="step"):
        sign_in(town.able(tasks[0]).username)
        staff.finish(tasks[0])
    case.refresh_from_db()
    assert set(case.items.values_list("decision", flat=True)) == {"approved"}
    sign_in("yuan.gongjia")
    Applicant(*here).open(f"/c/{case.number}/")
