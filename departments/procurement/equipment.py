"""OF-PROC-002: protective equipment by the standard of the post, without anybody's step."""

from __future__ import annotations

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from departments.org.contract import ItemFacts, Outcome
from departments.procurement.models import EquipmentIssue

BASIC = ("安全帽", "工作服", "防护鞋", "防护手套")
# Word in the name of the post -> what such a post gets besides the basic set.
BY_POST = {
    "采油": ("防静电服", "护目镜"),
    "井": ("防静电服", "防硫化氢呼吸器"),
    "电": ("绝缘手套", "绝缘鞋"),
    "检": ("护目镜", "防噪声耳塞"),
}


def articles_for(post_name: str) -> list[str]:
    """The articles of the standard for a post, basic set first."""
    extra = [article for word, articles in BY_POST.items() if word in post_name for article in articles]
    return list(dict.fromkeys([*BASIC, *extra]))


def issue_equipment(item: ItemFacts) -> Outcome:
    """Write the issue slip. The same case gets the same slip."""
    slip, _created = EquipmentIssue.objects.get_or_create(
        case_number=item.case_number,
        defaults={
            "username": item.applicant_username,
            "issued_on": localdate(item.now),
            "articles": articles_for(item.text("post_name")),
        },
    )
    text = _("The issue slip is ready. Collect from the materials store within 30 days: %(articles)s.") % {
        "articles": "、".join(slip.articles)
    }
    return Outcome(approved=True, text=text, data={"articles": slip.articles, "issued_on": slip.issued_on.isoformat()})
