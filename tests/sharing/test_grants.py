"""Read is what a department grants, for a purpose and until a day; each read and each refusal is kept (R82)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.audit.models import Entry
from services.catalog.lint.house import house_survey
from services.catalog.loading.grants import load_grants, missing_grants
from services.catalog.models import ItemElement, ServiceItem
from services.catalog.queries import published_version
from services.dictionary.models import DataElement, SharingGrant, SharingRead
from workflows.applying.application import open_form


def grants(**only):
    return SharingGrant.objects.filter(revoked_at=None, **only)


def foreign(opened):
    """An element of the form that is read by grant alone: no item of its source uses it."""
    departments = {one.code: one.item.department for one in opened.resolution.items}
    return next(
        one.key
        for one in opened.fields
        if one.source and all(departments[code] != one.resolved.source for code in one.resolved.used_by)
    )


def revoke(town, key):
    grants(element__key=key).update(revoked_at=timezone.now(), revoked_by=town.person("ru.zhihao"))


@pytest.fixture
def reception(town):
    def opened(**more):
        from tests.town import RECEPTION_ANSWERS

        return open_form(
            town.person("yuan.gongjia"), published_version("OM-RECEPTION").typed, RECEPTION_ANSWERS, **more
        )

    return opened


def test_the_catalogue_comes_with_the_grants_its_items_need(town):
    assert missing_grants() == [] and load_grants() == 0
    one = SharingGrant.objects.select_related("item", "element").first()
    assert one.item.name in one.purpose and one.expires_on > timezone.localdate() and one.granted_by is None
    own = ItemElement.objects.filter(element__source=town_department("OF-HR"), item__department__code="OF-HR").first()
    assert not grants(element=own.element, item=own.item).exists(), "a department's own items need none"


def town_department(code):
    from departments.org.models import Department

    return Department.objects.get(code=code)


def test_what_is_read_is_logged_once_with_reader_person_matter_and_items__A17(town, reception):
    opened = reception(reader=town.person("chuang.shouxi"), reference="draft 1")
    read = SharingRead.objects.filter(refused=False)
    assert {key for one in read for key in one.elements} == {one.key for one in opened.fields if one.resolved.source}
    one = read.first()
    assert (one.reader.username, one.about.username) == ("chuang.shouxi", "yuan.gongjia")
    assert (one.matter, one.reference) == ("OM-RECEPTION", "draft 1") and one.items
    before = SharingRead.objects.count()
    reception(reader=town.person("chuang.shouxi"), reference="draft 1")
    assert SharingRead.objects.count() == before, "the same read on the same day is kept once"
    reception()
    assert SharingRead.objects.count() > before


def test_without_a_grant_the_value_is_not_read_and_the_refusal_is_kept__A17(town, reception):
    key = foreign(reception())
    assert reception().field(key).value is not None
    SharingRead.objects.all().delete()
    revoke(town, key)
    field = reception().field(key)
    assert field.value is None and field.source is None and field.asks
    refused = SharingRead.objects.get(refused=True)
    assert refused.elements == [key]
    assert key not in {name for one in SharingRead.objects.filter(refused=False) for name in one.elements}


def test_a_grant_ends_with_its_last_day(town, reception, monday):
    key = foreign(reception())
    grants(element__key=key).update(expires_on=timezone.localdate())
    assert reception().field(key).value is not None
    monday.shift(timedelta(days=1))
    assert reception().field(key).value is None


def test_loading_again_does_not_give_back_what_was_revoked(town, reception):
    key = foreign(reception())
    revoke(town, key)
    assert load_grants() == 0 and not grants(element__key=key).exists()


def test_asking_and_logging_cost_two_statements_whatever_the_form(town, reception):
    reception()
    with CaptureQueriesContext(connection) as queries:
        reception()
    assert sum("dictionary_sharinggrant" in one["sql"] for one in queries) == 1
    assert sum("dictionary_sharingread" in one["sql"] for one in queries) == 1


def test_two_grants_for_the_same_item_and_element_cannot_hold(stage):
    one = SharingGrant.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        SharingGrant.objects.create(element=one.element, item=one.item, purpose="再来一次", expires_on=one.expires_on)


def test_a_read_never_changes(town, reception):
    reception()
    with pytest.raises(TypeError):
        SharingRead.objects.first().save()


def test_a_field_without_a_grant_is_a_finding_that_names_the_item(town):
    element = DataElement.objects.filter(source__code="OF-FIN").first()
    item = ServiceItem.objects.exclude(item_elements__element=element).filter(department__code="OF-IT").first()
    ItemElement.objects.create(item=item, element=element, position=99)
    (finding,) = [one for one in house_survey() if one.kind == "no_grant"]
    assert finding.path[1] == item.code and element.name in finding.what


# ---- in the administration ------------------------------------------------------------


ADD = reverse("admin:dictionary_sharinggrant_add")
LIST = reverse("admin:dictionary_sharinggrant_changelist")


def pair(source, taken=False):
    """An element of the department and an item of another that has no grant for it."""
    element = DataElement.objects.filter(source__code=source).order_by("pk").first()
    item = ServiceItem.objects.exclude(sharing_grants__element=element).exclude(department__code=source).first()
    return {"element": element.pk, "item": item.pk, "purpose": "核对身份", "expires_on": "2030-01-01"}


def test_the_steward_of_the_source_grants_and_revokes(town):
    client = town.client("ru.zhihao")
    given = pair("OF-HR")
    assert client.post(ADD, given).status_code == 302
    grant = SharingGrant.objects.get(element=given["element"], item=given["item"])
    assert grant.granted_by.username == "ru.zhihao"
    client.post(LIST, {"action": "revoke", "_selected_action": [grant.pk]})
    grant.refresh_from_db()
    assert grant.revoked_by.username == "ru.zhihao" and not grant.holds
    events = Entry.objects.filter(event__startswith="grant.").values_list("event", "actor_name")
    assert list(events) == [("grant.given", "茹职好"), ("grant.revoked", "茹职好")]


@pytest.mark.parametrize("person", ["zhang.benzi", "guan.xitong", "gong.tongban"])
def test_nobody_else_grants_what_hr_states__R4_R82(town, person):
    given = pair("OF-HR")
    assert town.client(person).post(ADD, given).status_code == 403
    assert not SharingGrant.objects.filter(element=given["element"], item=given["item"]).exists()
    grant = grants(element__source__code="OF-HR").first()
    town.client(person).post(LIST, {"action": "revoke", "_selected_action": [grant.pk]})
    assert grants(pk=grant.pk).exists()


def test_lists_of_grants_and_reads_open(town, reception):
    reception()
    for address in (LIST, reverse("admin:dictionary_sharingread_changelist")):
        for person in ("ru.zhihao", "gong.tongban"):
            assert town.client(person).get(address).status_code == 200
