"""What is wrong with a condition, and what to write instead."""

from __future__ import annotations

from portal.errors import Invalid


class ConditionError(Invalid):
    """The expression cannot be read, names something unknown, or mixes types."""

    code = "condition"
