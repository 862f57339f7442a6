"""Rate a closed case: once, voluntarily, changeable once within five working days (R63–R69)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from departments.org.duties import duties_of, holders
from departments.org.models import Department
from portal.errors import Conflict, Forbidden, Invalid
from portal.worktime import Limit, due_moment
from services.cases.models import Case
from services.cases.states import CaseState
from services.ratings.models import DepartmentScore, Level, Rating, Reason
from workflows.acting import on_case
from workflows.engine.change import Change
from workflows.timing import clocks
from workflows.words import telling, wording

RATING_WINDOW = timedelta(days=30)  # R65, calendar days
CHANGE_WITHIN_DAYS = Decimal(5)  # R65, working days
TEXT_LIMIT = 2000


class NotRateable(Conflict):
    code = "not_rateable"


def rate(
    case: Case,
    *,
    actor: Any,
    level: Any,
    reasons: Sequence[str] = (),
    text: str = "",
    departments: Mapping[str, Any] | None = None,
) -> Rating:
    """Give or change the rating. A negative one says why (R66) and is told to a verifier (R69)."""
    if actor.pk != case.applicant_id:
        raise Forbidden(_("Only the applicant can rate the case."))
    with on_case(case, actor) as (fresh, opened):
        given = Rating.objects.filter(case=fresh).first()
        require_rateable(fresh, given, opened.at)
        read = read_level(level)
        words = text.strip()[:TEXT_LIMIT]
        chosen = read_reasons(read, reasons, words)
        scores = read_scores(fresh, departments or {})
        rating = write(fresh, given, opened, level=read, reasons=chosen, text=words)
        rating.scores.all().delete()
        DepartmentScore.objects.bulk_create(
            DepartmentScore(rating=rating, department=department, level=score) for department, score in scores.items()
        )
        # The log names the case and the level, never the person beyond what the case holds (R67).
        opened.note(
            fresh.stream, "case.rated", subject=fresh.number, data={"level": read, "changed": given is not None}
        )
        if rating.is_negative:
            tell_verifiers(fresh, rating)
        return rating


def require_rateable(case: Case, given: Rating | None, now: datetime) -> None:
    if case.state != CaseState.CLOSED or case.closed_at is None:
        raise NotRateable(_("A case can be rated once it is closed."))
    if now > case.closed_at + RATING_WINDOW:
        raise NotRateable(_("The 30 days for rating this case are over."))
    if given is None:
        return
    limit = due_moment(given.created_at, Limit(CHANGE_WITHIN_DAYS, "wd"), clocks.table(case.calendar_code))
    if given.changed_at is not None or now > limit:
        raise NotRateable(_("You have rated this case. A rating can be changed once, within five working days."))


def read_level(level: Any) -> int:
    try:
        return int(Level(int(level)))
    except (TypeError, ValueError) as error:
        problem = _("Please choose one of the five levels.")
        raise Invalid(problem, fields={"level": [problem]}) from error


def read_reasons(level: int, reasons: Sequence[str], words: str) -> list[str]:
    unknown = [one for one in reasons if one not in Reason.values]
    if unknown:
        problem = _("“%(reason)s” is not one of the reasons.") % {"reason": unknown[0]}
        raise Invalid(problem, fields={"reasons": [problem]})
    if level <= Level.DISSATISFIED and not reasons and not words:
        problem = _("Please tell us what went wrong: choose a reason or write a few words.")
        raise Invalid(problem, fields={"reasons": [problem]})
    return sorted(set(reasons))


def read_scores(case: Case, given: Mapping[str, Any]) -> dict[Department, int]:
    if not given:
        return {}
    known = {one.code: one for one in Department.objects.filter(pk__in=case.items.values("department_id"))}
    scores = {}
    for code, level in given.items():
        if code not in known:
            problem = _("“%(code)s” did not take part in this case.") % {"code": code}
            raise Invalid(problem, fields={"departments": [problem]})
        scores[known[code]] = read_level(level)
    return scores


def write(case: Case, given: Rating | None, opened: Change, *, level: int, reasons: list[str], text: str) -> Rating:
    if given is None:
        return Rating.objects.create(
            case=case,
            number=f"CP-{case.number}-01",
            level=level,
            reasons=reasons,
            text=text,
            channel=case.channel,
            created_at=opened.at,
        )
    given.level, given.reasons, given.text, given.changed_at = level, reasons, text, opened.at
    given.save(update_fields=["level", "reasons", "text", "changed_at"])
    return given


def works_in(person: Any, departments: set[int]) -> bool:
    """Whether the person's own work lies in one of the rated departments (R3, R69)."""
    duties = duties_of(person)
    return any(duties.departments(one) & departments for one in ("handle", "review", "approve"))


def tell_verifiers(case: Case, rating: Rating) -> None:
    """R69: somebody outside the rated units contacts the applicant within one working day."""
    office = Department.objects.filter(organisation_id=case.organisation_id, kind="coordination").first()
    rated = set(case.items.values_list("department_id", flat=True))
    people = [
        person
        for person in (holders("verify_rating", office.pk) if office else [])
        if person.pk != case.applicant_id and not works_in(person, rated)
    ]
    key = f"rating.negative:{rating.pk}:{rating.changed_at or ''}"
    telling.tell_people(case, wording.NEGATIVE_RATING, people, key=key, level=rating.level)
