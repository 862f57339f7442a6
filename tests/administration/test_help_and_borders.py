"""Every field says what it does to the applicant; an editor of one department changes nothing of another's (R5)."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from departments.org.operations import appoint
from services.catalog.drafts import read_catalogue
from services.catalog.exporting import bundle, documents_of, part_of
from services.catalog.models import Fact, Material, Matter, Proposal, ServiceItem
from services.catalog.places import SECTIONS, design_url
from services.dictionary.models import DataElement


class Asked:
    """A request of nobody's browser, for the pages that make their forms by who asks."""

    method, path, resolver_match = "GET", "/", None

    def __init__(self, user):
        self.user, self.GET, self.POST = user, {}, {}


def editable_forms(user):
    """(page, form fields) of everything somebody may type in below services.*, inlines included."""
    request = Asked(user)
    for model, page in admin.site._registry.items():
        if not model.__module__.startswith("services."):
            continue
        if not (page.has_add_permission(request) or page.has_change_permission(request)):
            continue
        yield model._meta.label, page.get_form(request).base_fields
        for inline in page.get_inline_instances(request, model()):
            yield f"{model._meta.label}/{inline.model._meta.label}", inline.get_formset(request).form.base_fields
        new = page.get_form(request, obj=None, change=False).base_fields
        yield f"{model._meta.label} (new)", new


def test_every_field_somebody_fills_in_says_in_one_line_what_it_does(town):
    silent, long = set(), set()
    for name in ("guan.xitong", "gong.tongban", "ru.zhihao"):
        for page, fields in editable_forms(town.person(name)):
            for field, one in fields.items():
                line = str(one.help_text)
                if not line:
                    silent.add(f"{page}.{field}")
                if len(line) > 100 or "\n" in line:
                    long.add(f"{page}.{field}: {line}")
    assert silent == set()
    assert long == set()


# ---- whose is what ------------------------------------------------------------------------


@pytest.fixture
def neighbour(town):
    """宋暖心 edits the catalogue of 生活服务中心 (OF-LIFE), and of nobody else."""
    person = town.person("song.nuanxin")
    department = person.memberships.get().department
    appoint(person, department, actor=town.person("guan.xitong"), roles=["catalogue_editor"])
    return town.client("song.nuanxin")


def page(model, name, *args):
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{name}", args=args)


def foreign_drafts():
    """One record of every kind of draft that is part of what other departments decide or lead."""
    from services.catalog import models

    office = {"department__code": "OF-OFFICE"}
    reception = Matter.objects.get(code="OM-RECEPTION")
    return [
        ServiceItem.objects.get(code="OF-OFFICE-001"),
        reception,
        reception.matter_items.get(item__code="OF-LIFE-001"),
        models.Countersign.objects.exclude(item__department__code="OF-LIFE").first(),
        models.Material.objects.filter(asked_by__item__in=ServiceItem.objects.filter(**office)).first(),
        Fact.objects.filter(asked_by__matter=reception).first(),
        reception.life_event,
        DataElement.objects.exclude(source=None).first(),
    ]


def test_an_editor_changes_nothing_of_another_department_through_any_page__R5(town, neighbour):
    before = read_catalogue()
    for draft in foreign_drafts():
        change = page(draft, "change", draft.pk)
        assert b'name="_save"' not in neighbour.get(change).content, draft
        assert neighbour.post(change, {"name": "改别人的", "_save": "1"}).status_code == 403, draft
        assert neighbour.post(page(draft, "delete", draft.pk), {"post": "yes"}).status_code == 403, draft
        chosen = {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"}
        neighbour.post(page(draft, "changelist"), chosen)
    assert read_catalogue() == before


def test_nor_through_the_designer_or_its_acts__R5(town, neighbour):
    before, reception = read_catalogue(), Matter.objects.get(code="OM-RECEPTION")
    for section in SECTIONS:
        answer = neighbour.post(design_url(reception.pk, section), {"name": "改别人的", "remove-OF-LIFE-001": "1"})
        assert answer.status_code in (400, 403, 404), section
    for name, form in {
        "propose": {"note": "试试"}, "restore": {"version": "1", "note": "试试"}, "approve": {}, "refuse": {},
        "withdraw": {},
    }.items():  # fmt: skip
        place = reverse("admin:catalog_matter_act", args=[reception.pk, name])
        assert neighbour.post(place, form).status_code in (403, 404), name
    assert read_catalogue() == before and not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("业务招待一件事", "改别人的"),
        ("业务招待(公务接待)审批", "改别人的"),
        ("是否有外宾", "改别人的"),
    ],
)
def test_nor_by_importing_it__R5(town, neighbour, old, new):
    before = read_catalogue()
    text = bundle(documents_of(part_of(before, matters=["OM-RECEPTION"])))
    changed = text.replace(old, new)
    if changed == text:
        changed = text.replace(Fact.objects.get(code="foreign_guests").text, new)
    place = reverse("admin:catalog_matter_exchange")
    shown = neighbour.post(place, {"files": SimpleUploadedFile("m.yaml", changed.encode())})
    assert shown.status_code == 200 and not shown.context["plan"].empty
    form = {"kept": shown.context["kept"], "seen": shown.context["plan"].mark}
    assert neighbour.post(place, form).status_code in (400, 403)
    assert read_catalogue() == before


def test_nor_by_taking_it_over_into_the_own_department__R5(town, neighbour):
    item = ServiceItem.objects.get(code="OF-OFFICE-001")
    assert neighbour.post(page(item, "change", item.pk), {"department": item.pk}).status_code == 403
    own = ServiceItem.objects.get(code="OF-LIFE-003")
    form = neighbour.get(page(own, "change", own.pk))
    assert b'name="_save"' in form.content
    given = {name: value for name, value in form.context["adminform"].form.initial.items() if value is not None}
    given |= {"audience": ",".join(own.audience), "aliases": ",".join(own.aliases), "department": item.department_id}
    for formset in form.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        given |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    assert neighbour.post(page(own, "change", own.pk), given).status_code == 403
    own.refresh_from_db()
    assert own.department.code == "OF-LIFE"


def test_nor_over_the_interface__R5(town, neighbour):
    """The interface reads the catalogue and has no address that writes it."""
    schema = town.client().get("/api/v1/schema/?format=json").json()
    writes = {
        path: set(methods) - {"get", "parameters"}
        for path, methods in schema["paths"].items()
        if path.startswith(("/api/v1/matters", "/api/v1/items", "/api/v1/catalogue"))
    }
    assert writes
    for path, methods in writes.items():
        for method in methods:
            assert path.endswith(("/resolve/", "/drafts/", "/availability/")), (path, method)


def test_a_paper_two_departments_ask_for_is_changed_by_who_edits_for_both(town, neighbour):
    own = Material.objects.create(code="M-998", name="本部门自用表", source="applicant")
    assert b'name="_save"' in neighbour.get(page(own, "change", own.pk)).content
    life = ServiceItem.objects.filter(department__code="OF-LIFE").first()
    life.item_materials.create(material=own, position=90)
    assert b'name="_save"' in neighbour.get(page(own, "change", own.pk)).content
    ServiceItem.objects.get(code="OF-OFFICE-001").item_materials.create(material=own, position=90)
    assert b'name="_save"' not in neighbour.get(page(own, "change", own.pk)).content
    assert b'name="_save"' in town.client("gong.tongban").get(page(own, "change", own.pk)).content
