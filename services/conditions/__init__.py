"""Typed conditions of the catalogue: checked when published, evaluated by rule-engine.

`compile("guest_count >= 10 or foreign_guests", {"guest_count": "int", "foreign_guests": "bool"})`
gives a Condition; `explain` puts it into words; `grounds` says which part of it decided.
"""

from services.conditions.condition import Condition, compile
from services.conditions.errors import ConditionError
from services.conditions.grammar import names_in
from services.conditions.wording import Vocabulary, explain, grounds

__all__ = ["Condition", "ConditionError", "Vocabulary", "compile", "explain", "grounds", "names_in"]
