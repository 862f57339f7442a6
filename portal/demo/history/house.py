"""What the company does besides cases: who is away and who acts for whom, canned replies, a change of a matter.

Each event happens once: what is done is remembered with the steps of the demo's content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from departments.org.duties import forget_duties
from departments.org.models import Delegation
from departments.org.operations.away import record_absence
from portal.demo.history.company import Company
from portal.demo.history.hours import OfficeHours
from portal.demo.history.words.replies import REPLIES
from portal.demo.models import SeededStep
from services.catalog.drafts import read_catalogue
from services.catalog.models import Matter
from services.catalog.operations.drafting import save_draft
from services.catalog.operations.proposing import propose
from workflows.operations.absence.delegating import Wish, delegate, revoke
from workflows.operations.conversation.replies import save_reply

# Who is away: since so many working days, for so many calendar days from now.
AWAY = ("an.quan", 1.3, 3, "参加集团公司安全环保工作会议")
# Who lets whom act: since so many working days, for so many calendar days from now.
LEAVE = ("qian.youshu", "qian.suanqing", 2.6, 6, "参加集团公司财务工作会议。")
PREFIX = "history.house."


@dataclass(frozen=True)
class House:
    """The events of the house, each at its moment."""

    company: Company
    hours: OfficeHours

    def events(self) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """(moment, what happens) of everything that has not happened yet."""
        planned: dict[str, tuple[float, Callable[[], None]]] = {
            "replies": (24, self.replies),
            "training": (15, self.training),
            "return": (12, self.early_return),
            "leave": (LEAVE[2], self.leave),
            "change": (1.6, self.change),
            "absence": (AWAY[1], self.absence),
        }
        done = set(SeededStep.objects.filter(name__startswith=PREFIX).values_list("name", flat=True))
        for name, (days, happen) in planned.items():
            if PREFIX + name not in done:
                yield self.hours.days_ago(days), partial(self._once, name, happen)

    def _once(self, name: str, happen: Callable[[], None]) -> None:
        with transaction.atomic():
            happen()
            SeededStep.objects.create(name=PREFIX + name)

    def replies(self) -> None:
        """常用语 of the departments that answer most."""
        for department, head, texts in REPLIES:
            for position, (action, title, text) in enumerate(texts, start=1):
                save_reply(
                    self.company.departments[department],
                    actor=self.company.person(head),
                    title=title,
                    text=text,
                    action=action,
                    position=position,
                )

    def training(self) -> None:
        """宋便利 lets the deputy act during a training …"""
        self._delegate("song.bianli", "song.nuanxin", "OF-LIFE", 2, "外出参加后勤服务标准化培训。")

    def early_return(self) -> None:
        """… and comes back before its end."""
        giver = self.company.person("song.bianli")
        revoke(Delegation.objects.get(giver=giver, revoked_at=None), actor=giver)
        forget_duties(self.company.person("song.nuanxin"))

    def leave(self) -> None:
        """钱有数 is at a conference: 钱算清 decides for them."""
        giver, to, _, days, reason = LEAVE
        self._delegate(giver, to, "OF-FIN", days, reason)

    def _delegate(self, giver: str, to: str, department: str, days: int, reason: str) -> None:
        wish = Wish(
            department=self.company.departments[department],
            duties=("approve", "countersign"),
            ends=self.hours.now + timedelta(days=days),
            reason=reason,
        )
        delegate(actor=self.company.person(giver), to=self.company.person(to), wishes=[wish])
        forget_duties(self.company.person(to))

    def absence(self) -> None:
        """安全全 is away: what is meant for them alone goes to the B-role."""
        name, since, days, reason = AWAY
        person, starts = self.company.person(name), self.hours.days_ago(since)
        record_absence(person, starts=starts, ends=self.hours.now + timedelta(days=days), actor=person, reason=reason)

    def change(self) -> None:
        """龚通办 words a matter anew; 法有据 is to read it before it is published."""
        editor = self.company.person("gong.tongban")
        draft = read_catalogue().matters["OM-DUTY"]
        intro = "值班报批由串联改并联，生产、保卫同时会签；调班当场办结，就餐、用车一并安排。"
        save_draft(replace(draft, intro=intro, aliases=(*draft.aliases, "值班调换")), actor=editor)
        propose(
            Matter.objects.get(code="OM-DUTY"),
            actor=editor,
            note="简介写明调班当场办结；补一个常用叫法“值班调换”。",
        )


def company_of(hours: OfficeHours) -> Company:
    """The people, with who is away when and who acts for whom since when."""
    name, since, days, _ = AWAY
    away = (name, hours.days_ago(since), hours.now + timedelta(days=days))
    giver, to, begun, *_ = LEAVE
    return Company([away], {giver: (to, hours.days_ago(begun))})
