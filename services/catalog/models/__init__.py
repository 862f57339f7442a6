"""The catalogue's tables: drafts that administrators edit, and versions that never change."""

from services.catalog.models.facts import Fact, FactOption
from services.catalog.models.items import (
    Countersign,
    CountersignDepartment,
    ItemCondition,
    ItemElement,
    ItemMaterial,
    ItemStep,
    ServiceItem,
    SpecialProcedure,
)
from services.catalog.models.materials import Material, MaterialElement
from services.catalog.models.matters import (
    FixedFact,
    LifeEvent,
    Matter,
    MatterDependency,
    MatterItem,
    MatterQuestion,
)
from services.catalog.models.proposals import Proposal
from services.catalog.models.versions import MatterVersion, remember_missing

__all__ = [
    "Countersign",
    "CountersignDepartment",
    "Fact",
    "FactOption",
    "FixedFact",
    "ItemCondition",
    "ItemElement",
    "ItemMaterial",
    "ItemStep",
    "LifeEvent",
    "Material",
    "MaterialElement",
    "Matter",
    "MatterDependency",
    "MatterItem",
    "MatterQuestion",
    "MatterVersion",
    "Proposal",
    "ServiceItem",
    "SpecialProcedure",
    "remember_missing",
]
