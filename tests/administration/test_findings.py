"""The page and the command that say what is wrong with the catalogue."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from services.catalog.models import ServiceItem
from services.catalog.publishing import Unpublishable, publish

PAGE = "/admin/catalogue/check/"
MOST_QUERIES = 45


def test_each_finding_leads_to_the_page_that_mends_it(town):
    item = ServiceItem.objects.get(code="OF-OFFICE-005")
    html = town.client("gong.tongban").get(PAGE).content.decode()
    assert "这一个事项有两个人决定" in html
    assert reverse("admin:catalog_serviceitem_change", args=[item.pk]) in html
    assert (
        town.client("gong.tongban").get(reverse("admin:catalog_serviceitem_change", args=[item.pk])).status_code == 200
    )


def test_the_list_narrows_to_one_severity_and_place(town):
    client = town.client("gong.tongban")
    html = client.get(PAGE + "?severity=hint&section=departments").content.decode()
    assert "没有任何事项" in html and "有两个人决定" not in html
    assert "目录是健全的" in client.get(PAGE + "?severity=error").content.decode()


@pytest.mark.parametrize(
    ("person", "status"), [("fa.youju", 200), ("guan.xitong", 200), ("ru.zhihao", 403), ("yuan.gongjia", 302)]
)
def test_only_those_who_see_the_catalogue_see_its_findings__R4(town, person, status):
    assert town.client(person).get(PAGE).status_code == status


def test_the_page_costs_the_same_however_much_is_wrong(town):
    client = town.client("gong.tongban")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    ServiceItem.objects.update(basis="")
    with CaptureQueriesContext(connection) as many:
        html = client.get(PAGE).content.decode()
    assert html.count("没有写办理依据") == ServiceItem.objects.count()
    assert len(many) <= len(few) + 1 <= MOST_QUERIES


def told(*arguments: str) -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command("lintcatalog", *arguments, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), int(ended.code)
    return out.getvalue(), 0


def test_the_command_ends_with_one_when_there_is_an_error(town):
    text, status = told()
    assert status == 0 and "OF-OFFICE-005" in text
    assert told("--strict")[1] == 1
    assert "OF-HR-005" not in told("--least", "warning")[0]
    item = ServiceItem.objects.get(code="OF-OFFICE-003")
    item.countersigns.get().asked.create(department=ServiceItem.objects.get(code="OF-FIN-001").department, position=9)
    text, status = told()
    assert status == 1 and text.startswith("error") and "OF-FIN" in text.splitlines()[0]


def test_a_folder_is_checked_before_it_is_loaded(town, settings, tmp_path):
    assert told(str(settings.CATALOGUE_DIR))[1] == 0
    text, status = told(str(tmp_path))
    assert status == 1 and "organisation.yaml" in text


def test_an_item_nobody_can_reach_stops_publishing(town):
    from services.catalog.models import MatterItem

    row = MatterItem.objects.select_related("matter").get(matter__code="OM-RECEPTION", item__code="OF-LIFE-001")
    row.include_when = "guest_count > 300"
    row.save()
    with pytest.raises(Unpublishable):
        publish(row.matter, author=town.person("gong.tongban"), reviewer=town.person("fa.youju"))
