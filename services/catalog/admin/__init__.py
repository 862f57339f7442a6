"""The catalogue in the administration: drafts to be edited, published versions to be read (R5)."""

from services.catalog.admin.items import CountersignAdmin, ServiceItemAdmin
from services.catalog.admin.matters import MatterAdmin, MatterItemAdmin
from services.catalog.admin.versions import MatterVersionAdmin
from services.catalog.admin.vocabulary import FactAdmin, LifeEventAdmin, MaterialAdmin

__all__ = [
    "CountersignAdmin",
    "FactAdmin",
    "LifeEventAdmin",
    "MaterialAdmin",
    "MatterAdmin",
    "MatterItemAdmin",
    "MatterVersionAdmin",
    "ServiceItemAdmin",
]
