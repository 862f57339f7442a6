"""What is wrong with a condition, and what to write instead."""

from __future__ import annotations

from portal.errors import Invalid


class ConditionError(Invalid):
    """The expression cannot be read, names something unknown, or mixes types.

    `unknown_name` is the name that is not known, "" where something else is wrong.
    """

    code = "condition"
    unknown_name = ""
