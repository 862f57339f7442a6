"""What a trial and a schedule say, in sentences somebody can take to a meeting."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from services.catalog.reasons import length_in_words
from services.catalog.simulation.plans import HEADS, Desk
from services.catalog.simulation.schedule import Schedule
from services.catalog.simulation.trial import Trial
from services.catalog.snapshot import MatterSnapshot

# Desks busier than this cannot catch up with what comes in.
FULL = 0.97


def desk_name(matter: MatterSnapshot, desk: Desk) -> str:
    words = _("%(department)s (heads)") if desk.role == HEADS else _("%(department)s (handlers)")
    return words % {"department": matter.department_label(desk.department)}


def of_schedule(found: Schedule) -> str:
    """「27.5 天 → 6 天，关键路径 …」"""
    arrow = pgettext("list of words", " → ")
    names = arrow.join(found.matter.by_code[code].item.label for code in found.critical)
    return _(
        "One after the other the items would take %(serial)s; side by side they take %(parallel)s. "
        "The critical path is %(path)s: only there does a shorter limit help."
    ) % {
        "serial": length_in_words(found.serial, found.unit),
        "parallel": length_in_words(found.parallel, found.unit),
        "path": names,
    }


def of_trial(trial: Trial, better: Trial | None) -> list[str]:
    """How long people wait, whether the promise holds, where it jams, and what one more person would change."""
    figures = {
        "cases": trial.cases,
        "half": _days(trial.percentile(0.5)),
        "most": _days(trial.percentile(0.9)),
        "promise": _days(trial.promise),
        "share": round(trial.within(trial.promise) * 100),
    }
    lines = [
        _(
            "Of %(cases)d cases half are done within %(half)s working days and nine of ten within %(most)s. "
            "The promise of %(promise)s working days holds for %(share)d%%."
        )
        % figures
    ]
    jam = trial.bottleneck
    if jam is None:
        return [*lines, _("Nobody waits for a free desk: more people would change nothing.")]
    name = desk_name(trial.matter, jam.desk)
    lines.append(
        _(
            "It jams at %(desk)s: each piece of work waits %(wait)s working days there, up to %(queue)d lie in the "
            "queue, and its people are busy %(load)d%% of the time."
        )
        % {"desk": name, "wait": _days(jam.mean_wait), "queue": jam.longest_queue, "load": round(jam.load * 100)}
    )
    if jam.load >= FULL:
        lines.append(_("More comes in there than can be done: the queue grows for as long as cases keep coming."))
    if better is not None:
        lines.append(
            _(
                "With one more person there nine of ten would be done within %(most)s working days "
                "(%(share)d%% in time)."
            )
            % {"most": _days(better.percentile(0.9)), "share": round(better.within(better.promise) * 100)}
        )
    return lines


def _days(amount: float) -> str:
    return f"{amount:.1f}".removesuffix(".0") if amount < 100 else f"{amount:.0f}"
