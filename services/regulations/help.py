"""What every field of the rule library does to those who read it, in one line."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.ui.admin_help import Lines

HELP: dict[str, Lines] = {
    "regulations.regulation": {
        "code": _("Part of the address people link to; it never changes."),
        "title": _("As it was issued, without the title marks; applicants read it beside a refusal."),
        "kind": _("Of public laws the library keeps the title; readers are sent to the published text."),
        "owner": _("Whom readers ask about it; empty for public laws."),
    },
    "regulations.edition": {
        "regulation": _("The rule this text belongs to, under one name for ever."),
        "number": _("1 for the first text, one more for every amendment; readers compare them by it."),
        "note": _("What the amendment changes, in one sentence everybody reads."),
    },
    "regulations.clause": {
        "label": _("As it is quoted: 第三条."),
        "text": _("The words people find by searching, and read beside a decision."),
        "position": _("Order in the text."),
    },
    "regulations.citation": {
        "item": _("The item that stands on the clause; its applicants find the way to the text."),
        "step": _("0 for its first step; empty when the whole item stands on it."),
        "regulation": _("The rule it stands on."),
        "anchor": _("c3 for clause three; empty for the rule as a whole."),
    },
}
