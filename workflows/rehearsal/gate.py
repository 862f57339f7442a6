"""What rehearsals have against a proposal: samples it breaks, samples nobody has played on it.

None of it forbids; the proposer says why it is right all the same, and the reviewer reads that.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from services.catalog.models import Matter
from services.catalog.snapshot import MatterSnapshot


def what_speaks_against(matter: Matter, snapshot: MatterSnapshot) -> list[str]:
    """Sentences, the broken samples first; empty for a matter without samples."""
    # Imported here: this is registered before Django has loaded any model.
    from workflows.rehearsal.operations.runs import checksum
    from workflows.rehearsal.queries import BROKEN, NOT_PLAYED, standings

    found = standings(matter, checksum(snapshot))
    against = []
    for one in found:
        if one.state == BROKEN and one.result is not None:
            why = one.result.misses
            words = {"sample": one.sample.name, "why": why[0].sentence if why else ""}
            against.append(_("It breaks the sample “%(sample)s”: %(why)s") % words)
    missing = [one.sample.name for one in found if one.state == NOT_PLAYED]
    if missing:
        against.append(
            _("%(count)d samples were not played since the last change, “%(first)s” among them. Play them first.")
            % {"count": len(missing), "first": missing[0]}
        )
    return against
