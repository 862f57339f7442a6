"""Matters nobody designed: random graphs of up to twelve items with random countersigning.

A `Plan` is plain numbers, so that Hypothesis can shrink it; `publish` makes of it a version
cases can be handed in for. What the published matters have in common by good design, such
as no countersigner that is the item's own department, is given up here on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.db.models import F
from hypothesis import strategies as st

from departments.org import registry
from departments.org.models import Department
from services.catalog.models import Matter, MatterVersion
from services.catalog.publishing import checksum_of
from services.catalog.snapshot import CountersignSnapshot, ItemSnapshot, MatterItemSnapshot, MatterSnapshot

CODE = "OM-RANDOM"
MOST_ITEMS = 12
# Departments of one organisation with people for every duty.
ASKED = ("OF-HSE", "OF-FIN", "OF-LEGAL", "OF-IT", "OF-SEC", "OF-HR")
POLICIES = ("all", "any", "quorum", "advisory")
number = st.integers(min_value=0, max_value=9999)


@dataclass(frozen=True)
class Signing:
    """How an item is countersigned: `policy` and `departments` count through POLICIES and ASKED."""

    policy: int
    departments: frozenset[int]
    quorum: int
    tacit: bool


@dataclass(frozen=True)
class Part:
    """One item: which of the pool, what it waits for among those before it, how it is countersigned."""

    pick: int
    needs: frozenset[int]
    soft: frozenset[int]
    signing: Signing | None


@dataclass(frozen=True)
class Plan:
    """A matter as numbers; every number is read modulo what there is to choose from."""

    parts: tuple[Part, ...]


signings = st.builds(
    Signing,
    policy=st.integers(0, len(POLICIES) - 1),
    departments=st.frozensets(st.integers(0, len(ASKED) - 1), min_size=2, max_size=4),
    quorum=st.integers(1, 4),
    tacit=st.booleans(),
)
edges = st.frozensets(st.integers(0, MOST_ITEMS - 1), max_size=2)
parts = st.builds(Part, pick=number, needs=edges, soft=edges, signing=st.none() | signings)
# Of every size alike: lists left to themselves stay short.
sizes = st.integers(2, MOST_ITEMS)
plans = st.builds(Plan, parts=sizes.flatmap(lambda size: st.lists(parts, min_size=size, max_size=size)).map(tuple))


def publish(plan: Plan) -> MatterSnapshot:
    """Make the planned matter the one new cases of OM-RANDOM start with."""
    donors = list(MatterVersion.objects.filter(matter__published=F("pk")).select_related("matter"))
    pool = {part.item.code: (part.item, donor.typed) for donor in donors for part in donor.typed.items}
    plain = sorted(code for code, (item, _) in pool.items() if is_plain(item))
    chosen = list(dict.fromkeys(plain[one.pick % len(plain)] for one in plan.parts))
    base = next(donor.typed for donor in donors if donor.matter.code == "OM-RECEPTION")
    snapshot = replace(
        base,
        code=CODE,
        name="随机一件事",
        name_en="Random matter",
        items=tuple(planned(plan, chosen, {code: pool[code][0] for code in chosen})),
        elements={key: one for _, donor in pool.values() for key, one in donor.elements.items()},
        materials={key: one for _, donor in pool.values() for key, one in donor.materials.items()},
        departments={key: one for _, donor in pool.values() for key, one in donor.departments.items()},
        facts={key: one for _, donor in pool.values() for key, one in donor.facts.items()},
        question_ids=(),
        fixed={key: one.default for _, donor in pool.values() for key, one in donor.facts.items()},
        reference={},
        version=1,
    )
    written(snapshot)
    return snapshot


def is_plain(item: ItemSnapshot) -> bool:
    """Decided by people alone, under no rule of its department, in working days."""
    special = registry.handler(item.code) or registry.rules(item.code) or registry.hold(item.code)
    return not special and item.unit == "wd" and item.type == "promise" and item.department.startswith("OF-")


def planned(plan: Plan, chosen: list[str], items: dict[str, ItemSnapshot]) -> Iterator[MatterItemSnapshot]:
    for position, code in enumerate(chosen):
        part = plan.parts[position]
        needs = {chosen[one % position] for one in part.needs} if position else set()
        soft = {chosen[one % position] for one in part.soft} - needs if position else set()
        item = replace(items[code], conditions=(), countersigns=signed(part.signing))
        yield MatterItemSnapshot(item, needs=tuple(sorted(needs)), soft=tuple(sorted(soft)), position=position + 1)


def signed(signing: Signing | None) -> tuple[CountersignSnapshot, ...]:
    if signing is None:
        return ()
    departments = tuple(ASKED[one] for one in sorted(signing.departments))
    policy = POLICIES[signing.policy]
    return (
        CountersignSnapshot(
            policy=policy,
            departments=departments,
            days=Decimal(1),
            on_timeout="tacit" if signing.tacit else "escalate",
            quorum=min(signing.quorum, len(departments)) if policy == "quorum" else None,
        ),
    )


def written(snapshot: MatterSnapshot) -> MatterVersion:
    """The rows behind the snapshot, past the linter: these matters need not make sense."""
    people = get_user_model().objects.order_by("pk")
    lead = Department.objects.get(code=snapshot.lead_department)
    matter = Matter.objects.create(code=CODE, name=snapshot.name, lead_department=lead, audience=snapshot.audience)
    document = snapshot.to_json()
    matter.published = MatterVersion.objects.create(
        matter=matter,
        number=1,
        snapshot=document,
        checksum=checksum_of(document),
        published_by=people[0],
        reviewed_by=people[1],
    )
    matter.save(update_fields=["published"])
    return matter.published
