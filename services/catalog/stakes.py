"""Whose matters and items change with an entry of the shared vocabulary: their editors alone change it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from django.db.models import Q, QuerySet

from services.catalog.models import Matter, ServiceItem
from services.dictionary.models import DataElement

Departments = frozenset[int]


def of_materials(codes: Collection[str]) -> Departments:
    """Departments whose items ask for one of these papers or give it as their result."""
    rows = ServiceItem.objects.filter(Q(item_materials__material__code__in=codes) | Q(result_material__code__in=codes))
    return _deciding(rows)


def of_facts(codes: Collection[str]) -> Departments:
    """Departments that lead a matter in which one of these facts is asked or settled."""
    return _leading(
        Matter.objects.filter(Q(matter_questions__fact__code__in=codes) | Q(fixed_facts__fact__code__in=codes))
    )


def of_life_events(codes: Collection[str]) -> Departments:
    return _leading(Matter.objects.filter(life_event__code__in=codes))


def of_elements(keys: Collection[str]) -> Departments:
    """The departments that state one of these values; for a value nobody states, those whose items need it."""
    stated = DataElement.objects.filter(key__in=keys).exclude(source=None).values_list("source_id", flat=True)
    needing = ServiceItem.objects.filter(item_elements__element__key__in=keys, item_elements__element__source=None)
    return frozenset(stated) | _deciding(needing)


def of_code_sets(codes: Collection[str]) -> Departments:
    return of_elements(DataElement.objects.filter(code_set__code__in=codes).values_list("key", flat=True))


# By the tables of an import; headings of the form change no item.
STAKES: Mapping[str, Callable[[Collection[str]], Departments]] = {
    "materials": of_materials,
    "facts": of_facts,
    "life_events": of_life_events,
    "elements": of_elements,
    "code_sets": of_code_sets,
}


def _deciding(items: QuerySet[ServiceItem]) -> Departments:
    return frozenset(items.order_by().values_list("department_id", flat=True).distinct())


def _leading(matters: QuerySet[Matter]) -> Departments:
    return frozenset(matters.order_by().values_list("lead_department_id", flat=True).distinct())
