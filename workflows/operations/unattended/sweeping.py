"""Bring a case forward when one of its items has ended: the coordinator's wake-up call."""

from __future__ import annotations

import logging

from django.db import connection
from django.db.models import F

from services.cases.models import CaseItem
from services.cases.states import ITEM_ENDED, ITEM_WORKING, CaseState
from workflows.stages.waking import follow, wake

logger = logging.getLogger(__name__)


STUCK = """
    SELECT DISTINCT item.case_id FROM cases_caseitem AS item JOIN cases_case AS file ON file.id = item.case_id
    WHERE file.state NOT IN ('withdrawn', 'lapsed', 'not_accepted', 'terminated', 'submitted', 'correcting')
    AND (
        (item.state = 'waiting' AND (item.phase = 'main' OR file.delivered_at IS NOT NULL)
         AND NOT EXISTS (SELECT 1 FROM workflows_process AS running
                         WHERE running.case_item_id = item.id AND running.status <> 'CANCELED')
         AND NOT EXISTS (SELECT 1 FROM cases_caseitem AS needed WHERE needed.case_id = item.case_id
                         AND needed.code = ANY(item.needs)
                         AND (needed.provisional OR NOT needed.state = ANY(%(ended)s))))
        OR (item.state = 'decided' AND item.provisional
            AND NOT EXISTS (SELECT 1 FROM cases_caseitem AS needed WHERE needed.case_id = item.case_id
                            AND needed.code = ANY(item.soft) AND NOT needed.state = ANY(%(ended)s)))
        OR (item.state = 'decided' AND NOT item.provisional AND file.delivered_at IS NOT NULL)
    )
    UNION
    SELECT waiting.case_id FROM workflows_task AS waiting
    WHERE waiting.flow_task_type = 'COORDINATOR' AND waiting.finished IS NULL
    AND NOT EXISTS (SELECT 1 FROM cases_caseitem AS item WHERE item.case_id = waiting.case_id
                    AND item.phase = 'main' AND NOT item.state = ANY(%(ended)s))
    ORDER BY 1 LIMIT %(limit)s
"""


def sweep(limit: int = 200) -> int:
    """Repair lost wake-ups: advance every case whose items could move but did not. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(STUCK, {"ended": list(ITEM_ENDED), "limit": limit})
        stuck = [row[0] for row in cursor.fetchall()]
    for case_id in stuck:
        wake(case_id)
    return len(stuck) + sweep_clocks(limit)


def sweep_clocks(limit: int) -> int:
    """Cases whose due moment did not follow an item that is due later (R19). Returns how many."""
    behind = CaseItem.objects.filter(phase="main", due_at__gt=F("case__due_at"), case__state=CaseState.IN_PROGRESS)
    rows = behind.filter(state__in=ITEM_WORKING).values_list("case_id", flat=True).distinct()
    case_ids = list(rows[:limit])
    for case_id in case_ids:
        follow(case_id)
    return len(case_ids)
