"""The organisation from its documents: complete, repeatable, and refused with every problem."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from departments.org import registry
from departments.org.demo_people import people
from departments.org.documents import check_organisation
from departments.org.loading import load_organisation, load_registers, with_registered
from departments.org.models import Department, DepartmentGroupPermission, DutyGroup, Membership
from portal.accounts.models import User
from portal.errors import Invalid


@pytest.mark.django_db
def test_everybody_of_the_catalogue_is_there(organisation: None, organisation_doc: Any, roles_doc: Any) -> None:
    assert {d.code for d in Department.objects.all()} == {d["code"] for d in organisation_doc["departments"]}
    assert {f"u.{user.username}" for user in User.objects.all()} == {entry["id"] for entry in roles_doc["users"]}
    assert Department.objects.get(code="OF-HR").head.username == "ren.zhicai"  # type: ignore[union-attr]
    assert Department.objects.get(code="OF-HR").app == "departments.hr"
    assert Department.objects.get(code="OF-CY1").app == ""
    assert DutyGroup.objects.filter(name="OF-HR:dept_head").exists()


@pytest.mark.django_db
def test_people_sign_in_with_the_demo_password_only_when_asked(
    calendars: None, organisation_doc: Any, roles_doc: Any
) -> None:
    load_organisation(organisation_doc, roles_doc)
    assert not User.objects.get(username="yuan.gongjia").has_usable_password()
    load_organisation(organisation_doc, roles_doc, set_demo_passwords=True)
    assert User.objects.get(username="yuan.gongjia").check_password("demo")


@pytest.mark.django_db
def test_only_invented_people_get_invented_addresses(calendars: None, organisation_doc: Any, roles_doc: Any) -> None:
    organisation_doc["orgs"][0]["fictional"] = False
    roles_doc["users"][0]["email"] = "zhen@shahai.example"
    load_organisation(organisation_doc, roles_doc)
    assert User.objects.get(username="zhen.tongchou").email == "zhen@shahai.example"
    assert User.objects.get(username="yuan.gongjia").email == ""


@pytest.mark.django_db
def test_messages_reach_the_demos_people(organisation: None) -> None:
    assert User.objects.get(username="yuan.gongjia").email == "yuan.gongjia@onewindow.example"


@pytest.mark.django_db
def test_loading_again_changes_nothing(organisation: None, organisation_doc: Any, roles_doc: Any) -> None:
    gongjia = User.objects.get(username="yuan.gongjia")
    gongjia.set_password("my own")
    gongjia.save()
    before = _rows()
    load_organisation(organisation_doc, roles_doc, set_demo_passwords=True)
    assert _rows() == before
    assert User.objects.get(username="yuan.gongjia").check_password("my own")


def _rows() -> list[Any]:
    return [
        sorted(Membership.objects.values_list("pk", "user_id", "department_id", "grade_id", "starts")),
        sorted(Membership.roles.through.objects.values_list("membership_id", "dutygroup_id")),
        sorted(DepartmentGroupPermission.objects.values_list("pk", "group_id", "permission_id", "content_object_id")),
        sorted(User.groups.through.objects.values_list("user_id", "group_id")),
        sorted(Department.objects.values_list("pk", "code", "head_id", "deputy_id")),
    ]


@pytest.mark.django_db
def test_somebody_moved_by_the_document_leaves_the_old_post(
    organisation: None, organisation_doc: Any, roles_doc: Any, person: Any
) -> None:
    moved = copy.deepcopy(roles_doc)
    next(entry for entry in moved["users"] if entry["id"] == "u.yuan.gongjia")["dept"] = "OF-PROD"
    load_organisation(organisation_doc, moved)
    posts = Membership.objects.active().filter(user=person("yuan.gongjia"))
    assert [post.department.code for post in posts] == ["OF-PROD"]


@pytest.mark.django_db
def test_a_missing_calendar_is_named(organisation_doc: Any, roles_doc: Any) -> None:
    with pytest.raises(Invalid, match="CN-XJ"):
        load_organisation(organisation_doc, roles_doc)


@pytest.mark.django_db
def test_registers_are_filled_once_and_kept(registers: None) -> None:
    from departments.hr.models import EmployeeRecord

    staff = [one for one in people() if one.is_staff_member]
    assert EmployeeRecord.objects.count() == len(staff)
    EmployeeRecord.objects.filter(username="yuan.gongjia").update(mobile="13900000000")
    load_registers()
    assert EmployeeRecord.objects.get(username="yuan.gongjia").mobile == "13900000000"


def test_the_demo_documents_have_no_findings(organisation_doc: Any, roles_doc: Any) -> None:
    assert check_organisation(organisation_doc, roles_doc) == []


def test_every_problem_is_listed_with_its_place_and_remedy(organisation_doc: Any, roles_doc: Any) -> None:
    organisation_doc["departments"][0]["org"] = "XX"
    organisation_doc["departments"][1]["head"] = "u.no.body"
    organisation_doc["departments"][2]["kind"] = "secret"
    organisation_doc["departments"][3]["deputy"] = organisation_doc["departments"][3]["head"]
    roles_doc["users"][0]["roles"] = ["dept_head", "wizard"]
    roles_doc["users"][1]["dept"] = "OF-NOWHERE"
    roles_doc["users"][2]["grade"] = "G9"
    roles_doc["users"][3]["mentor"] = "u.no.body"
    roles_doc["users"][4]["id"] = "Herr Schmidt"
    findings = check_organisation(organisation_doc, roles_doc)
    places = {finding.path for finding in findings}
    assert places >= {
        ("organisation.yaml", "departments", 0, "org"),
        ("organisation.yaml", "departments", 1, "head"),
        ("organisation.yaml", "departments", 2, "kind"),
        ("organisation.yaml", "departments", 3, "deputy"),
        ("roles.yaml", "users", 0, "roles"),
        ("roles.yaml", "users", 1, "dept"),
        ("roles.yaml", "users", 2, "grade"),
        ("roles.yaml", "users", 3, "mentor"),
        ("roles.yaml", "users", 4, "id"),
    }
    assert all(finding.what and finding.how_to_mend for finding in findings)


@pytest.mark.parametrize(
    ("organisation", "roles", "place"),
    [
        (None, {}, ("organisation.yaml",)),
        ({"orgs": "none", "departments": []}, {}, ("organisation.yaml", "orgs")),
        ({"orgs": [], "departments": ["x"]}, {}, ("organisation.yaml", "departments", 0)),
        ({"orgs": [{"code": "OF"}], "departments": []}, {}, ("organisation.yaml", "orgs", 0)),
    ],
)
def test_documents_of_the_wrong_shape_are_no_traceback(organisation: Any, roles: Any, place: Any) -> None:
    assert place in [finding.path for finding in check_organisation(organisation, roles)]


def test_a_head_needs_the_role_of_a_head(organisation_doc: Any, roles_doc: Any) -> None:
    organisation_doc["departments"][1]["head"] = "u.ru.zhihao"
    findings = check_organisation(organisation_doc, roles_doc)
    assert [finding.path[-1] for finding in findings] == ["head"]


def test_a_code_used_twice_is_found(organisation_doc: Any, roles_doc: Any) -> None:
    organisation_doc["departments"].append(dict(organisation_doc["departments"][0]))
    assert ("organisation.yaml", "departments", 24, "code") in [
        finding.path for finding in check_organisation(organisation_doc, roles_doc)
    ]


def test_a_registered_department_needs_no_entry_in_the_document(organisation_doc: Any) -> None:
    without = {**organisation_doc, "departments": organisation_doc["departments"][1:]}
    added = with_registered(without)["departments"][-1]
    assert (added["code"], added["org"]) == ("OF-OFFICE", "OF")
    assert with_registered(organisation_doc)["departments"] == organisation_doc["departments"]
    assert registry.app_for("OF-OFFICE") is not None
