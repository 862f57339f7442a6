"""What the operations leave open: messages read long ago, applications begun and not handed in."""

from __future__ import annotations

import uuid
from datetime import timedelta
from random import Random

from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.db.models.functions import Least

from portal.demo.history.contents import CONTENTS
from portal.demo.history.contents.draw import Diary, Draw
from portal.demo.history.hours import OfficeHours
from portal.demo.history.stage import Stage
from portal.notices.models import Notice
from services.cases.models import Draft
from workflows.applying.application import open_form
from workflows.models import Task

FRESH_DAYS = 1.5
READ_AFTER = timedelta(hours=2, minutes=20)
# Who has begun what, and how many hours ago.
DRAFTS = (
    ("yuan.gongjia", "OM-MEETING", 20),
    ("yuan.gongyi", "OM-RECEPTION", 44),
    ("you.jingkou", "OM-TRAVEL", 3),
    ("lao.tuixiu", "OM-HOUSING", 70),
    ("ex.hengtuo", "OM-CONTRACTOR", 26),
    ("ex.yonghu", "OM-POWER", 50),
    ("bi.jieban", "OM-RECEPTION", 6),
)


def mark_read(hours: OfficeHours) -> None:
    """What is older than a working day and a half was read a few hours after it came, and so was
    whatever told of a task that is done."""
    later = ExpressionWrapper(F("created_at") + Value(READ_AFTER), output_field=DateTimeField())
    fresh = hours.days_ago(FRESH_DAYS)
    unread = Notice.objects.filter(read_at=None)
    unread.filter(created_at__lt=fresh).update(read_at=Least(later, hours.now))
    done = Task.objects.filter(finished__gte=fresh).exclude(kind="").values_list("pk", flat=True)
    unread.filter(url__in=[f"/desk/task/{pk}/" for pk in done]).update(read_at=Least(later, hours.now))


def keep_drafts(stage: Stage) -> None:
    """Applications some people have begun: answers given, half of the fields filled in."""
    for number, (name, matter, ago) in enumerate(DRAFTS):
        if not stage.company.knows(name) or Draft.objects.filter(applicant__username=name).exists():
            continue
        person, version = stage.company.person(name), stage.company.version(matter)
        begun = stage.hours.now - timedelta(hours=ago)
        content = CONTENTS[matter](Draw(Random(f"{stage.seed}/draft/{name}"), begun, number, Diary()))
        form = open_form(person, version.typed, content.answers)
        asked = [one.key for one in form.main_fields() if one.asks and one.key in content.fields]
        draft = Draft.objects.create(
            applicant=person,
            author=person,
            version=version,
            key=uuid.uuid4(),
            answers=content.answers,
            fields={key: content.fields[key] for key in asked[: len(asked) // 2 + 1]},
            created_at=begun,
        )
        Draft.objects.filter(pk=draft.pk).update(updated_at=begun + timedelta(minutes=9))
