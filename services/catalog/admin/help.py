"""One line for every field an editor fills in: what it does to the applicant's life."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.ui.admin_help import Lines, explain

POSITION = _("Smaller numbers come first on the applicant's page.")
ENGLISH = _("Shown to people who read the portal in English; the Chinese is shown where this is empty.")

HELP: dict[str, Lines] = {
    "catalog.matter": {
        "code": _("OM- and a name in capital letters. It never changes and is never used again."),
        "name": _("What the applicant sees on the home page, on the receipt and in every message."),
        "name_en": ENGLISH,
        "lead_department": _("Answers to the applicant for the whole matter, and is named on the receipt."),
        "life_event": _("The card on the home page under which people find it; without one, only by searching."),
        "position": _("Its place on the home page; smaller numbers come first."),
        "audience": _("Who is offered this matter. Everybody else does not see it."),
        "intro": _("One or two sentences the applicant reads before starting: what becomes one, and what is spared."),
        "intro_en": ENGLISH,
        "aliases": _("Words people use for it in everyday life; the search finds it by them."),
        "aliases_en": _("The same in English."),
        "extra_visits": _("Journeys the applicant still makes besides those of the items; shown as “visits”."),
    },
    "catalog.matterquestion": {
        "fact": _("What the applicant is asked first; the answer decides what else is needed."),
        "reference": _("The answer behind the published promise and the figures before and after."),
        "position": POSITION,
    },
    "catalog.fixedfact": {
        "fact": _("Something this matter settles by its nature: the applicant is not asked."),
        "value": _("How it is settled for every applicant."),
        "position": _("Order for editors; the applicant sees none of it."),
    },
    "catalog.matteritem": {
        "matter": _("The matter in which the applicant gets this item."),
        "item": _("A service one department decides alone; the applicant sees it as one lane of progress."),
        "include_when": _("With which answers the applicant needs it; empty means always."),
        "phase": _("Inside the limit counts towards the promise; after the event has its own clock."),
        "position": POSITION,
    },
    "catalog.matterdependency": {
        "predecessor": _("What must be there first; the applicant reads “waits for …” meanwhile."),
        "kind": _("Must be approved first, or may run beside it with a provisional result."),
        "position": _("Order for editors; the applicant sees none of it."),
    },
    "catalog.serviceitem": {
        "code": _("Department code and three digits; left empty, the next free one is taken. Never used again."),
        "name": _("What the applicant reads in the lane of progress and on the decision."),
        "name_en": ENGLISH,
        "department": _("Decides it alone and is named to the applicant as who is at work."),
        "type": _("Decided on the spot while the applicant waits, or within the promised days."),
        "audience": _("For whom it is meant; others are not offered matters made of it."),
        "aliases": _("Other names people use; search and the check for duplicates read them."),
        "basis": _("The rule that asks for it; the applicant sees it beside a refusal."),
        "unit": _("Working days stop on holidays; calendar hours run day and night (emergencies)."),
        "promised": _("What the applicant is promised; the steps below must add up to it. Halves are allowed."),
        "statutory": _("The longest the law or company rule allows; the promise never exceeds it."),
        "yellow_threshold": _("From this share of the limit the light turns yellow and the handler is reminded."),
        "resupply_days": _("How long the applicant may take to complete the file, 5 to 20 working days."),
        "result_name": _("What the applicant holds in the end: a permit, a confirmation, a number."),
        "result_name_en": ENGLISH,
        "result_material": _("Choose it when other items need this result: it then flows inside, nobody brings it."),
        "result_validity_days": _("How long the applicant may use the result; empty means without end."),
        "legacy": _("How long it took before; shown to applicants as “before”, binds nobody."),
        "legacy_steps": _("Steps before, for the comparison applicants read."),
        "legacy_visits": _("Journeys before, for the comparison applicants read."),
        "promised_visits": _("Journeys the applicant still has to make for this item; 0 is the aim."),
    },
    "catalog.itemstep": {
        "name": _("What the applicant reads as the present step."),
        "name_en": ENGLISH,
        "role": _("Who does it; the task appears in the inbox of the people with this role."),
        "of_applicant": _("The applicant's own department does it, say the own head."),
        "days": _("How long the step may take; all steps together are the promise."),
        "position": _("Steps are done in this order."),
    },
    "catalog.itemcondition": {
        "code": _("A short name such as c1."),
        "text": _("The condition as the applicant reads it before applying."),
        "text_en": ENGLISH,
        "check_expression": _("Checked while the applicant fills in the form; empty: people judge it."),
        "position": POSITION,
    },
    "catalog.itemmaterial": {
        "material": _("A paper this item needs; the applicant hands it in once for the whole matter."),
        "when": _("With which answers it is needed; empty means always."),
        "position": POSITION,
    },
    "catalog.itemelement": {
        "element": _("Something this item has to know; the applicant is asked once for the whole matter."),
        "position": POSITION,
    },
    "catalog.countersign": {
        "item": _("The item that asks for these opinions."),
        "policy": _("Whose consent is needed before the applicant gets a decision."),
        "quorum": _("Only for “so many of them agree”: how many."),
        "days": _("How long the others may take; it lies inside the promised limit."),
        "on_timeout": _("Silence as consent speeds the case up; it is forbidden for safety, money, law, people, land."),
        "departments": _("All of them are asked in the same minute, with the same papers."),
        "position": _("Order for editors; all are asked at once."),
    },
    "catalog.countersigndepartment": {
        "department": _("Asked in the same minute as the others, with the same papers."),
        "weight": _("How many consents this department's counts as; only for “so many of them agree”."),
        "position": _("Order in which they are named."),
    },
    "catalog.specialprocedure": {
        "code": _("A short name such as publicity."),
        "name": _("The reason the applicant reads while the clock stands still."),
        "name_en": ENGLISH,
        "max_days": _("After so many working days the clock runs on by itself."),
        "position": POSITION,
    },
    "catalog.material": {
        "code": _("M and a number. It never changes and is never used again."),
        "name": _("What the paper is called in the list the applicant reads."),
        "name_en": ENGLISH,
        "source": _("Who really has it: only the first kind is ever asked of the applicant."),
        "exempt": _("The applicant is never asked for it, and asking for it is a violation."),
        "essential": _("Without it the case cannot be accepted; it cannot follow later."),
        "deferrable": _("The applicant may start without it and promise to bring it."),
        "defer_days": _("By when the promised paper must be there."),
        "commitment": _("A signed statement may stand for it; it is checked afterwards."),
        "validity_days": _("So long the portal keeps it for the applicant's next case."),
    },
    "catalog.materialelement": {
        "element": _("A field of shared data that proves what the paper would have proved."),
        "position": POSITION,
    },
    "catalog.fact": {
        "code": _("Small letters and _, say need_video. Conditions speak of the question by it; it never changes."),
        "type": _("Whether the applicant chooses yes or no, types a number or picks one answer."),
        "text": _("The question as the applicant reads it."),
        "text_en": ENGLISH,
        "min_value": _("The smallest number an applicant may type."),
        "max_value": _("The largest number an applicant may type."),
        "default": _("Chosen in advance: true or false, a number, or the code of an answer."),
        "position": _("Order in the vocabulary; every matter orders its own questions."),
    },
    "catalog.factoption": {
        "value": _("Short code by which conditions speak of this answer."),
        "name": _("The answer as the applicant reads it."),
        "name_en": ENGLISH,
        "position": POSITION,
    },
    "catalog.lifeevent": {
        "code": _("Short code; it never changes."),
        "name": _("Heading of a card on the home page."),
        "name_en": ENGLISH,
        "icon": _("Small picture on the card, by its name among the portal's icons."),
        "position": _("Place of the card on the home page."),
    },
}


explain(HELP)
