"""Publishing: two people, no faults, a new version each time, and none ever changes."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import ProtectedError

from portal.accounts.models import User
from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, NotFound
from services.catalog.models import Countersign, ItemStep, Matter, MatterVersion, ServiceItem
from services.catalog.publishing import Unpublishable, publish
from services.catalog.queries import published, published_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_catalogue")]


@pytest.fixture
def editor():
    return User.objects.get(username="gong.tongban")


@pytest.fixture
def reviewer():
    return User.objects.get(username="fa.youju")


@pytest.fixture
def duty():
    return Matter.objects.get(code="OM-DUTY")


@pytest.fixture
def changed(duty):
    """The draft of OM-DUTY differs from what is published."""
    duty.intro = "值班报批同时会签，调班当场办。"
    duty.save()
    return duty


def test_a_change_is_published_as_the_next_version(changed, editor, reviewer):
    old = changed.published
    version = publish(changed, author=editor, reviewer=reviewer, note="简介更短")
    assert (version.number, version.typed.intro) == (old.number + 1, changed.intro)
    assert published_version("OM-DUTY") == version
    entry = Entry.objects.filter(stream="catalogue").latest("seq")
    assert (entry.event, entry.subject, entry.actor_name) == ("matter.published", "OM-DUTY", "法有据")
    assert entry.data["author"] == "gong.tongban"


def test_one_person_alone_cannot_publish__R5(changed, editor):
    with pytest.raises(Forbidden) as refused:
        publish(changed, author=editor, reviewer=editor)
    assert refused.value.error_code == "four_eyes"


@pytest.mark.parametrize(
    ("author", "second"), [("yuan.gongjia", "fa.youju"), ("gong.tongban", "yuan.gongjia"), ("fa.youju", "gong.tongban")]
)
def test_both_need_their_duty__R5(changed, author, second):
    people = {user.username: user for user in User.objects.filter(username__in=[author, second])}
    with pytest.raises(Forbidden) as refused:
        publish(changed, author=people[author], reviewer=people[second])
    assert refused.value.error_code == "no_duty"


def test_the_database_refuses_one_person_too__R5(duty, editor):
    version = duty.published
    with pytest.raises(IntegrityError, match="catalog_version_four_eyes"), transaction.atomic():
        MatterVersion.objects.create(
            matter=duty, number=9, snapshot=version.snapshot, checksum="x", published_by=editor, reviewed_by=editor
        )


def test_an_unchanged_matter_is_not_published_again(duty, editor, reviewer):
    with pytest.raises(Conflict) as refused:
        publish(duty, author=editor, reviewer=reviewer)
    assert refused.value.error_code == "nothing_changed"


def test_tacit_consent_where_it_is_forbidden_cannot_be_published__R49(editor, reviewer):
    Countersign.objects.filter(item__code="OF-LIFE-005").update(on_timeout="tacit")
    housing = Matter.objects.get(code="OM-HOUSING")
    with pytest.raises(Unpublishable) as refused:
        publish(housing, author=editor, reviewer=reviewer)
    (finding,) = refused.value.findings
    assert finding.path == ("items", "OF-LIFE-005", "countersign", 0, "on_timeout")
    assert "OF-HR" in finding.what
    assert Matter.objects.get(pk=housing.pk).published.number == 1


def test_every_fault_of_a_draft_is_told(editor, reviewer):
    ItemStep.objects.filter(item__code="OF-LIFE-005").delete()
    ServiceItem.objects.filter(code="OF-LIFE-006").update(promised=10)
    with pytest.raises(Unpublishable) as refused:
        publish(Matter.objects.get(code="OM-HOUSING"), author=editor, reviewer=reviewer)
    assert {finding.path[:2] for finding in refused.value.findings} == {
        ("items", "OF-LIFE-005"),
        ("items", "OF-LIFE-006"),
    }
    assert len(refused.value.fields) == len(refused.value.findings)


@pytest.mark.parametrize(
    "change",
    [
        {"snapshot": {}},
        {"number": 7},
        {"checksum": "0"},
        {"note": "anders"},
        {"matter_id": 0},
    ],
)
def test_a_version_never_changes__R5(duty, change):
    if "matter_id" in change:
        change = {"matter_id": Matter.objects.exclude(pk=duty.pk).first().pk}
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        MatterVersion.objects.filter(pk=duty.published_id).update(**change)


def test_a_version_is_never_deleted(duty):
    version = duty.published
    with pytest.raises(ProtectedError):
        version.delete()
    Matter.objects.filter(pk=duty.pk).update(published=None)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        MatterVersion.objects.filter(pk=version.pk).delete()


def test_a_retired_version_takes_no_new_cases(duty):
    MatterVersion.objects.filter(pk=duty.published_id).update(retired_at="2026-11-24T00:00Z", retired_reason="改版")
    with pytest.raises(NotFound):
        published_version("OM-DUTY")
    assert "OM-DUTY" not in {matter.code for matter in published()}


def test_an_unknown_matter_says_where_to_look():
    with pytest.raises(NotFound, match="OM-NOTHING"):
        published_version("OM-NOTHING")


def test_published_matters_are_read_in_one_statement(django_assert_num_queries):
    published()
    with django_assert_num_queries(1):
        found = published()
        assert [matter.published.typed.code for matter in found] == [matter.code for matter in found]
        assert found[0].lead_department.organisation.code == "OF"
    assert len(found) == 12


def test_published_matters_for_an_audience_and_an_organisation():
    customers = published("customer")
    assert {matter.code for matter in customers} == {"OM-POWER", "OM-REPAIR"}
    grid = customers[0].lead_department.organisation
    assert {matter.code for matter in published(organisation=grid)} == {"OM-POWER", "OM-REPAIR"}


def test_the_typed_snapshot_is_the_same_object_for_everybody():
    assert published_version("OM-DUTY").typed is published_version("OM-DUTY").typed


@pytest.mark.parametrize(
    "change",
    [{"promised": 99}, {"type": "instant"}, {"yellow_threshold": 1}, {"resupply_days": 3}, {"promised": 0}],
)
def test_the_database_refuses_limits_that_cannot_be(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceItem.objects.filter(code="OF-LIFE-005").update(**change)
