"""The demo's own samples hold on what is published, and say why they do not on a draft that breaks one."""

from __future__ import annotations

from django.core.management import call_command

from services.catalog.models import MatterItem
from tests.rehearsal.stories import ONBOARD, played
from workflows.rehearsal.models import Sample


def test_the_demos_samples_hold_until_the_draft_breaks_one(town, monday):
    call_command("seedsamples", verbosity=0)
    call_command("seedsamples", verbosity=0)
    assert Sample.objects.count() == 3
    run = played(town)
    assert {one.sample.name: [miss.sentence for miss in one.misses] for one in run.results.all()} == {
        name: [] for name in Sample.objects.values_list("name", flat=True)
    }
    # Planted: the flat hangs on the wrong question.
    MatterItem.objects.filter(matter__code=ONBOARD, item__code="OF-LIFE-007").update(include_when="file_incoming")
    broken = played(town).results.get(broken=True)
    assert broken.sample.name == "毕业生入职，需要公寓"
