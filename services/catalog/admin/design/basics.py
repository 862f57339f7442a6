"""Section 1: name, words, for whom."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import Invalid
from portal.ui.admin_help import help_for
from services.catalog.admin.design.controls import Control, whole, words_of
from services.catalog.admin.design.stage import Stage
from services.catalog.catalogue import MatterDraft
from services.catalog.models import Matter

AUDIENCES = {
    "employee": gettext_lazy("employees, for themselves"),
    "employee_dept": gettext_lazy("employees, for their department"),
    "partner": gettext_lazy("partner companies"),
    "customer": gettext_lazy("customers"),
    "local_gov": gettext_lazy("local government"),
    "internal": gettext_lazy("inside the house only"),
}


def context(stage: Stage) -> dict[str, Any]:
    """The controls, each with the one line that says what it does for the applicant."""
    draft, known = stage.draft, stage.catalogue
    departments = [(one.code, one.name) for one in known.departments.values()]
    events = [("", _("none")), *((one.code, one.name) for one in known.life_events.values())]
    controls = [
        Control("name", _("name"), draft.name),
        Control("name_en", _("English name"), draft.name_en),
        Control("lead_department", _("lead department"), draft.lead_department, departments),
        Control("life_event", _("life event"), draft.life_event, events),
        Control("intro", _("introduction"), draft.intro, kind="textarea"),
        Control("intro_en", _("introduction in English"), draft.intro_en, kind="textarea"),
        Control("aliases", _("also called"), "，".join(draft.aliases)),
        Control("aliases_en", _("also called in English"), ", ".join(draft.aliases_en)),
        Control("extra_visits", _("visits besides those of the items"), str(draft.extra_visits), kind="number"),
    ]
    audiences = [(code, str(label), code in draft.audience) for code, label in AUDIENCES.items()]
    audiences += [(code, code, True) for code in draft.audience if code not in AUDIENCES]
    return {
        "controls": [replace(one, hint=help_for(Matter, one.name)) for one in controls],
        "audiences": audiences,
        "audience_hint": help_for(Matter, "audience"),
    }


def read(stage: Stage, posted: QueryDict) -> MatterDraft:
    """The draft with what the form says. Raises Invalid."""
    name = (posted.get("name") or "").strip()
    if not name:
        raise Invalid(_("Please give the matter a name; applicants look for it by that."))
    return replace(
        stage.draft,
        name=name[:120],
        name_en=(posted.get("name_en") or "").strip()[:200],
        lead_department=_one_of(posted.get("lead_department"), stage.catalogue.departments),
        life_event=_one_of(posted.get("life_event"), {"": "", **stage.catalogue.life_events}),
        intro=_lines(posted.get("intro")),
        intro_en=_lines(posted.get("intro_en")),
        aliases=tuple(word[:60] for word in words_of(posted.get("aliases") or "")),
        aliases_en=tuple(word[:60] for word in words_of(posted.get("aliases_en") or "")),
        audience=tuple(code[:30] for code in posted.getlist("audience")),
        extra_visits=whole(posted, "extra_visits"),
    )


def _lines(text: str | None) -> str:
    """As it was typed; browsers end lines with two characters."""
    return (text or "").strip().replace("\r\n", "\n")


def _one_of(code: str | None, known: Any) -> str:
    if code not in known:
        raise Invalid(_("“%(code)s” is not in the list. Choose one of the list.") % {"code": code})
    return str(code)
