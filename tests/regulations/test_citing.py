"""A clause is cited where it is needed, and flagged everywhere once it no longer holds (A18)."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from departments.org.duties import holders
from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid
from services.catalog.models import Matter, ServiceItem
from services.catalog.operations.citing import cite, quotation
from services.catalog.places import design_url
from services.regulations.citing import cited_by
from services.regulations.models import Citation, Clause, Edition, Regulation
from tests.workflows.invariants import chain_faults


@pytest.fixture
def meals(town):
    """公司公务接待管理办法, which several items stand on."""
    return Regulation.objects.get(title="公司公务接待管理办法")


@pytest.fixture
def approval(town):
    return ServiceItem.objects.get(code="OF-OFFICE-001")


def page(client, address):
    return client.get(address).content.decode()


def foreign(meals, item):
    """A clause of the rule the item does not stand on yet."""
    anchors = Citation.objects.filter(item=item, regulation=meals).values("anchor")
    return Clause.objects.filter(edition__regulation=meals).exclude(anchor__in=anchors).last()


def test_an_editor_lets_an_item_stand_on_a_clause_once__A18(town, meals, approval):
    clause, editor = foreign(meals, approval), town.person("gong.tongban")
    assert cite(approval, quotation(meals.code, clause.anchor), actor=editor)
    approval.refresh_from_db()
    assert approval.basis.endswith(f"；《{meals.title}》{clause.label}")
    entry = Entry.objects.filter(stream="catalogue").latest("seq")
    assert (entry.event, entry.subject, entry.actor_name) == ("draft.changed", "OF-OFFICE-001", "龚通办")
    assert not cite(approval, quotation(meals.code, clause.anchor), actor=editor)
    assert chain_faults() == []


def test_a_step_stands_on_a_clause_and_the_basis_stays(town, meals, approval):
    before, what = approval.basis, quotation(meals.code, foreign(meals, approval).anchor)
    assert cite(approval, what, actor=town.person("gong.tongban"), step=0)
    approval.refresh_from_db()
    assert approval.basis == before and Citation.objects.get(item=approval, step=0).anchor == what.anchor
    with pytest.raises(Invalid):
        cite(approval, what, actor=town.person("gong.tongban"), step=9)


def test_who_does_not_edit_the_item_cites_nothing__R5(town, meals, approval):
    what = quotation(meals.code, foreign(meals, approval).anchor)
    for name in ("fa.youju", "che.lunzhuan"):
        with pytest.raises(Forbidden):
            cite(approval, what, actor=town.person(name))
    place = reverse("catalogue-cite") + f"?regulation={meals.code}&anchor={what.anchor}"
    assert town.client("fa.youju").get(place).status_code == 403
    assert not Citation.objects.filter(item=approval, anchor=what.anchor).exists()


def test_what_no_longer_holds_is_not_cited__A18(town, meals):
    clause = Clause.objects.filter(edition__regulation=meals).last()
    Clause.objects.filter(pk=clause.pk).update(repealed=True)
    with pytest.raises(Conflict):
        quotation(meals.code, clause.anchor)
    meals.editions.update(ends_on=timezone.localdate())
    with pytest.raises(Conflict):
        quotation(meals.code)


def test_from_the_library_to_the_item_by_two_choices(town, meals, approval):
    clause, editor = foreign(meals, approval), town.client("gong.tongban")
    place = reverse("catalogue-cite") + f"?regulation={meals.code}&anchor={clause.anchor}"
    shown = page(editor, f"/rules/{meals.code}/")
    assert place.replace("&", "&amp;") in shown and f'data-copy="《{meals.title}》{clause.label}"' in shown
    assert "catalogue/cite" not in page(town.client(), f"/rules/{meals.code}/")
    assert clause.text in page(editor, place) and approval.steps.first().name in page(
        editor, place + "&item=OF-OFFICE-001"
    )
    answer = editor.post(place, {"item": "OF-OFFICE-001", "step": ""})
    assert answer.status_code == 302 and Citation.objects.filter(item=approval, anchor=clause.anchor).exists()
    assert editor.post(place, {"item": "OF-OFFICE-001", "step": "x"}).status_code == 400
    assert editor.post(place, {"item": "OF-NO-001"}).status_code == 404


def test_one_clause_twice_in_the_form_of_an_item_is_refused_with_a_sentence(town, meals, approval):
    clause, editor = foreign(meals, approval), town.client("gong.tongban")
    address = reverse("admin:catalog_serviceitem_change", args=[approval.pk])
    shown = editor.get(address).context
    sent = {key: value for key, value in shown["adminform"].form.initial.items() if value is not None}
    sent |= {"audience": ",".join(approval.audience), "aliases": ",".join(approval.aliases)}
    for one in shown["inline_admin_formsets"]:
        prefix = one.formset.prefix
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
        if one.formset.model is Citation:
            sent[f"{prefix}-TOTAL_FORMS"] = 2
            for row in range(2):
                sent |= {f"{prefix}-{row}-regulation": meals.pk, f"{prefix}-{row}-anchor": clause.label}
    answer = editor.post(address, sent)
    assert answer.status_code == 200 and "同一条款只引用一次" in str(answer.context["errors"]), answer.context["errors"]
    assert not Citation.objects.filter(item=approval, anchor=clause.anchor).exists()
    sent |= {key: 1 for key in sent if key == "citations-TOTAL_FORMS"}
    assert editor.post(address, sent).status_code == 302, "as one says it: 第三条"
    assert Citation.objects.get(item=approval, anchor=clause.anchor).step is None


def test_a_decision_cites_the_clause_beside_it(town, monday, meals):
    case = town.accept(town.reception())
    [task] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
    (first, *_more) = [one for one in cited_by(["OF-OFFICE-001"])["OF-OFFICE-001"] if one.anchor]
    client = town.client(holders("handle", task.department_id)[0].username)
    html = page(client, f"/desk/task/{task.pk}/?tab=basis")
    assert first.text in html and f'value="cite:{first.key}"' in html and f"/rules/{meals.code}/#{first.anchor}" in html
    chosen = {"say": "同意。", "decision": "pass", "from": "task"}
    sent = client.post(f"/desk/task/{task.pk}/act/", {**chosen, "phrase": f"cite:{first.key}"}).content.decode()
    assert f">同意。 {first.words}</textarea>" in sent
    other = Citation.objects.exclude(item__code="OF-OFFICE-001").first().pk
    sent = client.post(f"/desk/task/{task.pk}/act/", {**chosen, "phrase": f"cite:{other}"}).content.decode()
    assert ">同意。</textarea>" in sent


def test_a_repealed_clause_is_flagged_wherever_the_item_shows__A18(town, meals, approval):
    matter, editor = Matter.objects.get(code="OM-RECEPTION"), town.client("gong.tongban")
    [first, *_more] = [one for one in cited_by(["OF-OFFICE-001"])["OF-OFFICE-001"] if one.anchor]
    public = f"/rules/{meals.code}/#{first.anchor}"
    assert public in page(town.client(), "/m/OM-RECEPTION/") and "已失效" not in page(town.client(), "/m/OM-RECEPTION/")
    Clause.objects.filter(edition__regulation=meals, anchor=first.anchor).update(repealed=True)
    assert "已失效" in page(town.client(), "/m/OM-RECEPTION/")
    assert f"依据的{first.words}已失效" in page(editor, design_url(matter.pk, "items"))
    assert "已废止或已修订" in page(editor, reverse("admin:catalog_serviceitem_change", args=[approval.pk]))
    assert first.words.split("》")[1] in page(editor, "/admin/catalogue/check/?section=items")


def test_an_edition_says_what_changed_against_the_one_before(town, meals):
    today = timezone.localdate()
    first = meals.editions.get()
    first.ends_on = today
    first.save()
    second = Edition.objects.create(regulation=meals, number=2, effective_from=today, note="简化")
    kept, reworded, *gone = first.clauses.all()
    for one, text in ((kept, kept.text), (reworded, "来宾陪餐按新标准执行。")):
        Clause.objects.create(edition=second, anchor=one.anchor, label=one.label, text=text, position=one.position)
    html = page(town.client(), f"/rules/{meals.code}/")
    assert "与第 1 版相比" in html and f"<b>改写</b> {reworded.label}" in html and reworded.text in html
    assert (f"<b>删去</b> {gone[0].label}" in html) and f"<b>改写</b> {kept.label}" not in html
