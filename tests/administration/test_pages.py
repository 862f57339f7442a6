"""Every page of the administration opens, can be searched, and costs the same however much there is."""

from __future__ import annotations

import re

from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

OWN_APPS = {
    "org", "catalog", "dictionary", "cases", "workflows", "ratings", "audit", "notices", "files", "accounts",
    "worktime",
}  # fmt: skip
MODELS = [model for model in admin.site._registry if model._meta.app_label in OWN_APPS]
MOST_QUERIES = 25
MOST_OPTIONS = 40
# The records with the most parts: rows of a page must not cost a query each.
LARGEST = {
    "catalog.ServiceItem": {"code": "OF-HR-001"},
    "catalog.Matter": {"code": "OM-MEETING"},
    "catalog.MatterItem": {"matter__code": "OM-MEETING", "item__code": "OF-CONF-003"},
    "dictionary.CodeSet": {"elements__key": "vehicle_type"},
}


def address(model, page, *args):
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args)


def costs_of(client, pages):
    """{page: (status, queries)} of those that fail or cost too much; empty when all is well."""
    wrong = {}
    for name, url in pages:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        if answer.status_code != 200 or len(queries) > MOST_QUERIES:
            wrong[name] = (answer.status_code, len(queries))
    return wrong


def test_the_stage_holds_one_of_everything(busy):
    assert [model._meta.label for model in MODELS if not model._default_manager.exists()] == []


def test_every_list_opens_at_a_fixed_cost(busy, administrator):
    assert costs_of(administrator, [(model._meta.label, address(model, "changelist")) for model in MODELS]) == {}


def test_every_record_opens_at_a_fixed_cost(busy, administrator):
    pages = []
    for model in MODELS:
        record = model._default_manager.filter(**LARGEST.get(model._meta.label, {})).order_by("pk").last()
        pages.append((model._meta.label, address(model, "change", record.pk)))
    assert costs_of(administrator, pages) == {}


def test_every_list_can_be_searched_and_filtered(busy, administrator):
    pages = [(model._meta.label, address(model, "changelist") + "?q=采油") for model in MODELS]
    assert costs_of(administrator, pages) == {}
    assert [model._meta.label for model in MODELS if not admin.site.get_model_admin(model).search_fields] == []


def test_whatever_is_long_is_chosen_by_typing(busy, administrator):
    """Search boxes instead of lists of hundreds, wherever a draft points at something."""
    long = {}
    for model in MODELS:
        record = model._default_manager.filter(**LARGEST.get(model._meta.label, {})).order_by("pk").last()
        page = administrator.get(address(model, "change", record.pk)).content.decode()
        for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
            if options.count("<option") > MOST_OPTIONS:
                long[f"{model._meta.label}.{name}"] = options.count("<option")
    assert long == {}
