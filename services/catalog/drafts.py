"""Reads the catalogue's tables into memory: nineteen statements, whatever their size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Prefetch

from departments.org.models import Department
from services.catalog import lists
from services.catalog.catalogue import (
    Catalogue,
    CodeSetEntry,
    DepartmentEntry,
    LifeEventEntry,
    MatterDraft,
    MatterItemDraft,
    condition_types,
    department_options,
)
from services.catalog.models import (
    Countersign,
    Fact,
    FixedFact,
    ItemElement,
    ItemMaterial,
    LifeEvent,
    Material,
    Matter,
    MatterDependency,
    MatterItem,
    MatterQuestion,
    ServiceItem,
)
from services.catalog.snapshot import (
    ConditionSnapshot,
    CountersignSnapshot,
    ElementSnapshot,
    ItemMaterialSnapshot,
    ItemSnapshot,
    LimitSnapshot,
    MaterialSnapshot,
    OptionSnapshot,
    QuestionSnapshot,
    ResultSnapshot,
    SpecialProcedureSnapshot,
    StepSnapshot,
    TopicSnapshot,
)
from services.dictionary.models import DEPARTMENT_SET, CodeSet, DataElement, Topic

# What a part points at is read with the part: one statement each, not two.
PARTS_OF_AN_ITEM = (
    "steps",
    "conditions",
    Prefetch("item_materials", ItemMaterial.objects.select_related("material")),
    Prefetch("item_elements", ItemElement.objects.select_related("element")),
    "special_procedures",
)
PARTS_OF_A_MATTER = (
    Prefetch("matter_questions", MatterQuestion.objects.select_related("fact")),
    Prefetch("fixed_facts", FixedFact.objects.select_related("fact")),
    Prefetch("matter_items", MatterItem.objects.select_related("item")),
    Prefetch("matter_items__dependencies", MatterDependency.objects.select_related("predecessor__item")),
)


def read_catalogue() -> Catalogue:
    """Everything that is being edited, as one object."""
    departments = _departments()
    code_sets = _code_sets()
    elements = {row.key: _element(row, code_sets, departments) for row in _element_rows()}
    materials = lists.proved(Material.objects.select_related("produced_by"))
    return Catalogue(
        departments=departments,
        code_sets=code_sets,
        topics={row.code: TopicSnapshot(row.code, row.name, row.name_en) for row in Topic.objects.order_by("position")},
        elements=elements,
        materials={row.code: _material(row) for row in materials},
        items={row.code: _item(row, elements) for row in _item_rows()},
        facts={row.code: _fact(row) for row in lists.with_choices(Fact.objects.all(), "options")},
        life_events={
            row.code: LifeEventEntry(row.code, row.name, row.name_en, row.icon) for row in LifeEvent.objects.all()
        },
        matters={row.code: _matter(row) for row in _matter_rows()},
    )


def _departments() -> dict[str, DepartmentEntry]:
    rows = Department.objects.order_by("pk").values_list(
        "code", "name", "name_en", "organisation__code", "organisation__calendar__code"
    )
    return {row[0]: DepartmentEntry(*row) for row in rows}


def _code_sets() -> dict[str, CodeSetEntry]:
    return {
        row.code: CodeSetEntry(row.code, _options(row.choices), row.standard)
        for row in lists.with_choices(CodeSet.objects.all(), "values_in_order")
    }


def _options(rows: Iterable[Mapping[str, str]]) -> tuple[OptionSnapshot, ...]:
    return tuple(OptionSnapshot(row["value"], row["name"], row["name_en"]) for row in rows)


def _element_rows() -> Iterable[DataElement]:
    return DataElement.objects.select_related("code_set", "after", "derived_from", "source", "topic")


def _element(
    row: DataElement, code_sets: dict[str, CodeSetEntry], departments: dict[str, DepartmentEntry]
) -> ElementSnapshot:
    code_set = row.code_set.code if row.code_set else ""
    if code_set == DEPARTMENT_SET:
        options = department_options(departments.values())
    else:
        options = code_sets[code_set].options if code_set else ()
    return ElementSnapshot(
        code=row.code,
        key=row.key,
        name=row.name,
        name_en=row.name_en,
        type=row.type,
        pattern=row.pattern,
        min=_plain(row.min_value),
        max=_plain(row.max_value),
        min_len=row.min_length,
        max_len=row.max_length,
        check=row.check_rule,
        after=row.after.key if row.after else "",
        derived=row.derived_from.key if row.derived_from else "",
        source=row.source.code if row.source else None,
        sensitivity=row.sensitivity,
        self_service=row.self_service,
        code_set=code_set,
        options=options,
        from_fact=row.from_fact,
        from_fact_values=row.from_fact_values,
        topic=row.topic.code if row.topic else "",
        format_hint=row.format_hint,
        format_hint_en=row.format_hint_en,
        asked_if_unknown=row.asked_if_unknown,
        example=row.example,
        note=row.note,
    )


def _plain(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else _amount(amount)


def _amount(amount: Decimal) -> Decimal:
    """Without the zeros the column adds: 5, not 5.0000."""
    return Decimal(format(Decimal(amount).normalize(), "f"))


def _material(row: Material) -> MaterialSnapshot:
    producer = getattr(row, "produced_by", None)
    return MaterialSnapshot(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        source=row.source,
        essential=row.essential,
        exempt=row.exempt,
        deferrable=row.deferrable,
        defer_days=row.defer_days,
        commitment=row.commitment,
        validity_days=row.validity_days,
        of_item=producer.code if producer else None,
        from_elements=tuple(row.proofs),  # type: ignore[attr-defined]
    )


def _item_rows() -> Iterable[ServiceItem]:
    """What is offered; codes merged into another are history."""
    rows = ServiceItem.objects.filter(merged_into=None).select_related("department", "result_material")
    return rows.prefetch_related(*PARTS_OF_AN_ITEM, Prefetch("countersigns", lists.asking(Countersign.objects.all())))


def _item(row: ServiceItem, elements: dict[str, ElementSnapshot]) -> ItemSnapshot:
    return ItemSnapshot(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        department=row.department.code,
        type=row.type,
        promised=LimitSnapshot(_amount(row.promised), row.unit),
        statutory=LimitSnapshot(_amount(row.statutory), row.unit),
        steps=tuple(
            StepSnapshot(one.name, one.role, one.name_en, one.of_applicant, _amount(one.days))
            for one in row.steps.all()
        ),
        result=ResultSnapshot(
            row.result_name,
            row.result_name_en,
            row.result_material.code if row.result_material else None,
            row.result_validity_days,
        ),
        audience=tuple(row.audience),
        countersigns=_countersigns(row),
        conditions=_conditions(row, elements),
        materials=tuple(ItemMaterialSnapshot(one.material.code, one.when) for one in row.item_materials.all()),
        elements=tuple(one.element.key for one in row.item_elements.all()),
        special_procedures=tuple(
            SpecialProcedureSnapshot(one.code, one.name, one.max_days, one.name_en)
            for one in row.special_procedures.all()
        ),
        basis=row.basis,
        yellow_threshold=_amount(row.yellow_threshold),
        resupply_days=row.resupply_days,
        legacy_amount=_amount(row.legacy),
        legacy_steps=row.legacy_steps,
        legacy_visits=row.legacy_visits,
        promised_visits=row.promised_visits,
        aliases=tuple(row.aliases),
    )


def _countersigns(row: ServiceItem) -> tuple[CountersignSnapshot, ...]:
    return tuple(
        CountersignSnapshot(
            one.policy,
            tuple(asked["code"] for asked in one.departments),  # type: ignore[attr-defined]
            _amount(one.days),
            one.on_timeout,
            one.quorum,
            {asked["code"]: asked["weight"] for asked in one.departments if asked["weight"] != 1},  # type: ignore[attr-defined]
        )
        for one in row.countersigns.all()
    )


def _conditions(row: ServiceItem, elements: dict[str, ElementSnapshot]) -> tuple[ConditionSnapshot, ...]:
    return tuple(
        ConditionSnapshot(
            one.code, one.text, one.text_en, one.check_expression, condition_types(one.check_expression, elements)
        )
        for one in row.conditions.all()
    )


def _fact(row: Fact) -> QuestionSnapshot:
    return QuestionSnapshot(
        id=row.code,
        type=row.type,
        text=row.text,
        text_en=row.text_en,
        default=row.default,
        options=_options(row.choices),  # type: ignore[attr-defined]
        min=row.min_value,
        max=row.max_value,
    )


def _matter_rows() -> Iterable[Matter]:
    return Matter.objects.select_related("lead_department", "life_event").prefetch_related(*PARTS_OF_A_MATTER)


def _matter(row: Matter) -> MatterDraft:
    questions = row.matter_questions.all()
    return MatterDraft(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        lead_department=row.lead_department.code,
        items=tuple(_matter_item(one) for one in row.matter_items.all()),
        question_ids=tuple(one.fact.code for one in questions),
        fixed={one.fact.code: one.value for one in row.fixed_facts.all()},
        reference={one.fact.code: one.reference for one in questions},
        audience=tuple(row.audience),
        intro=row.intro,
        intro_en=row.intro_en,
        aliases=tuple(row.aliases),
        aliases_en=tuple(row.aliases_en),
        life_event=row.life_event.code if row.life_event else "",
        extra_visits=row.extra_visits,
    )


def _matter_item(row: MatterItem) -> MatterItemDraft:
    def before(kind: str) -> tuple[str, ...]:
        return tuple(one.predecessor.item.code for one in row.dependencies.all() if one.kind == kind)

    return MatterItemDraft(
        item=row.item.code,
        include_when=row.include_when,
        needs=before(MatterDependency.Kind.HARD),
        soft=before(MatterDependency.Kind.SOFT),
        phase=row.phase,
    )
