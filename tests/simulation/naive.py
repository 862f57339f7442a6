"""The same trial as one would first write it: everything resolved for each case, the next event searched for."""

from __future__ import annotations

from random import Random

from services.catalog.simulation.plans import LEAST_MINUTES
from services.catalog.simulation.trial import _arrivals

DAY = 480.0


def naive_run(matter, setting, resolve):
    """Completion moments of every case; waiting work is a list that is searched at every event."""
    arrivals = _arrivals(setting, Random(setting.seed))
    events = [(moment, case, None, 0) for case, moment in enumerate(arrivals)]
    cases, queue, busy, ends = {}, [], {}, {}
    while events:
        now, case, code, place = events.pop(events.index(min(events, key=lambda event: event[0])))
        if code is None:
            resolution = resolve(matter, setting.answers[0])
            items = {one.code: one for one in resolution.main_items}
            cases[case] = (items, set(), {})
            queue += [(now, case, one.code, 0) for one in items.values() if not one.needs]
        else:
            items, done, _place = cases[case]
            busy[items[code].item.department] = busy.get(items[code].item.department, 1) - 1
            if place + 1 < len(items[code].item.steps):
                queue.append((now, case, code, place + 1))
            else:
                done.add(code)
                ready = [
                    one.code for one in items.values() if code in one.needs and all(need in done for need in one.needs)
                ]
                queue += [(now, case, one, 0) for one in ready]
                if len(done) == len(items):
                    ends[case] = now
        for waiting in list(queue):
            _since, number, name, step = waiting
            item = cases[number][0][name].item
            if busy.get(item.department, 0) < setting.staff.get(item.department, 1):
                busy[item.department] = busy.get(item.department, 0) + 1
                queue.remove(waiting)
                minutes = max(float(item.steps[step].days) * DAY * setting.share, LEAST_MINUTES)
                events.append((now + minutes, number, name, step))
    return ends
