"""OF-LIFE-004: meals booked before their cut-off, in the right canteen (R92).

The cut-off is compared with the moment of application: whoever asked in time does not lose
the meal because another item of the matter took its time.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from hashlib import sha256

from django.db.models import Sum
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext as _

from departments.life.models import Canteen, Meal, MealReservation
from departments.org.contract import ItemFacts, Outcome, Problem, say_day

# Meal -> (days before the meal's day, time of that day)
CUT_OFFS = {Meal.BREAKFAST: (1, time(20, 0)), Meal.LUNCH: (0, time(9, 30)), Meal.DINNER: (0, time(15, 0))}
NO_SHOWS_ALLOWED = 2
NO_SHOW_DAYS = 30
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def cut_off(day: date, meal: str) -> datetime:
    """The last moment at which that meal can be booked or given back."""
    days_before, until = CUT_OFFS[Meal(meal)]
    return datetime.combine(day - timedelta(days=days_before), until, tzinfo=get_current_timezone())


def check_meal(item: ItemFacts) -> list[Problem]:
    """The rule at submission."""
    return _problems(item, asked_at=item.now)


def book_meal(item: ItemFacts) -> Outcome:
    """Book, or change what was booked for that meal. The same case books once."""
    day, meal = item.day("meal_date"), item.text("meal_type")
    problems = _problems(item, asked_at=item.submitted_at)
    if not problems and day is not None and day < localdate(item.now):
        problems = [_over(day, meal)]
    if problems or day is None or meal not in Meal.values:
        return Outcome.refused(problems[0] if problems else _incomplete())
    canteen = _canteen(item)
    reservation, created = MealReservation.objects.update_or_create(
        username=item.applicant_username,
        meal_date=day,
        meal=meal,
        defaults={
            "canteen": canteen,
            "portions": int(item.number("meal_headcount") or 1),
            "case_number": item.case_number,
            "booked_at": item.now,
        },
    )
    return _booked(reservation, item, created=created)


def headcounts(day: date) -> dict[tuple[str, str], int]:
    """What the kitchens prepare that day: (meal, canteen) -> portions."""
    rows = MealReservation.objects.filter(meal_date=day).values("meal", "canteen").annotate(total=Sum("portions"))
    return {(row["meal"], row["canteen"]): row["total"] for row in rows}


def _problems(item: ItemFacts, *, asked_at: datetime) -> list[Problem]:
    day, meal = item.day("meal_date"), item.text("meal_type")
    if day is None or meal not in Meal.values:
        return []
    if asked_at > cut_off(day, meal):
        return [_too_late(day, meal)]
    if day != localdate(asked_at) and _no_shows(item.applicant_username, localdate(asked_at)) > NO_SHOWS_ALLOWED:
        return [_same_day_only()]
    return []


def _no_shows(username: str, today: date) -> int:
    recent = MealReservation.objects.filter(username=username, no_show=True, meal_date__lte=today)
    return recent.filter(meal_date__gt=today - timedelta(days=NO_SHOW_DAYS)).count()


def _canteen(item: ItemFacts) -> str:
    """A halal need goes to the halal canteen whatever was chosen (R92)."""
    chosen = item.text("canteen")
    return Canteen.HALAL if item.text("diet") == "halal" else chosen if chosen in Canteen.values else Canteen.BASE


def _booked(reservation: MealReservation, item: ItemFacts, *, created: bool) -> Outcome:
    params = {
        "day": say_day(reservation.meal_date),
        "meal": reservation.get_meal_display(),
        "canteen": reservation.get_canteen_display(),
        "portions": reservation.portions,
        "code": meal_code(reservation.case_number),
    }
    if created:
        text = _("Booked: %(day)s, %(meal)s, %(canteen)s, portions: %(portions)d. Your meal code is %(code)s.") % params
    else:
        text = _("Changed to: %(day)s, %(meal)s, %(canteen)s, portions: %(portions)d. Your meal code is %(code)s.")
        text %= params
    if item.text("canteen") != reservation.canteen:
        text = f"{text} {_('Because of your halal diet the meal is served in the halal canteen.')}".strip()
    return Outcome(approved=True, text=text, data={"meal_code": params["code"], "canteen": reservation.canteen})


def meal_code(case_number: str) -> str:
    """Six letters and digits that the counter reads; the same for the same case."""
    number = int.from_bytes(sha256(case_number.encode()).digest()[:8], "big")
    letters = []
    for _place in range(6):
        number, letter = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[letter])
    return "".join(letters)


def _too_late(day: date, meal: str) -> Problem:
    closed = cut_off(day, meal)
    return Problem(
        "meal_date",
        _("Booking of %(meal)s on %(day)s closed at %(time)s on %(closed)s.")
        % {
            "meal": Meal(meal).label,
            "day": say_day(day),
            "time": f"{closed:%H:%M}",
            "closed": say_day(closed.date()),
        },
        _("Please choose a later meal."),
        code="after_cut_off",
    )


def _same_day_only() -> Problem:
    return Problem(
        "meal_date",
        _("In the last 30 days three or more of your meals were not collected: only same-day meals can be booked."),
        _("Please book on the day of the meal, before the cut-off."),
        code="same_day_only",
    )


def _over(day: date, meal: str) -> Problem:
    return Problem(
        "meal_date",
        _("The day of the meal (%(day)s, %(meal)s) has passed before the other items were decided.")
        % {"day": say_day(day), "meal": Meal(meal).label},
        _("Please book the next meal separately."),
        code="meal_over",
    )


def _incomplete() -> Problem:
    return Problem(
        "meal_date",
        _("The day or the meal is missing."),
        _("Please apply again with both."),
        code="incomplete",
    )
