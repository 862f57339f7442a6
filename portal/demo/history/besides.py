"""What happens to a case besides its tasks: messages, urging, objections, promised papers, withdrawal, rating."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from portal.demo.history.around import do_aside
from portal.demo.history.filing import uploads
from portal.demo.history.plans import Line
from portal.demo.history.story import Deed, Story
from services.cases.models import Case, CaseMaterial
from services.cases.states import CASE_BEFORE_DECISION, CaseState
from services.ratings.models import Rating
from workflows.operations.conversation import applicant
from workflows.operations.conversation.rating import rate
from workflows.operations.owed import resupply
from workflows.operations.second_thoughts import withdrawing


def deeds_besides(story: Story, case: Case) -> Iterator[Deed]:
    """Everything planned for the case besides its tasks, counted from its submission."""
    course, hours, start = story.course, story.hours, case.submitted_at
    for line in course.lines:
        yield Deed(hours.days_after(start, line.days), partial(_say, story, line))
    if course.objection is not None:
        yield Deed(hours.days_after(start, 0.3), partial(_object, story))
    if course.urged_days is not None:
        yield Deed(hours.days_after(start, course.urged_days), partial(_urge, story))
    if course.supplied_days is not None:
        yield Deed(hours.days_after(start, course.supplied_days), partial(_supply, story))
    for one in course.asides:
        yield Deed(hours.days_after(start, one.days), partial(do_aside, story, one.what, one.by, one.words))
    if course.withdrawn_days is not None:
        yield Deed(hours.days_after(start, course.withdrawn_days), partial(_withdraw, story))


def rating_deed(story: Story) -> Deed | None:
    """The applicant's verdict, once the case has closed."""
    if story.rated or not story.handed_over or story.course.verdict is None:
        return None
    case = _case(story)
    if case.state != CaseState.CLOSED or case.closed_at is None:
        return None
    story.rated = True
    return Deed(story.hours.days_after(case.closed_at, story.course.verdict.days), partial(_rate, story))


def _case(story: Story) -> Case:
    return Case.objects.select_related("applicant", "organisation").get(pk=story.case_id)


def _say(story: Story, line: Line) -> None:
    case = _case(story)
    if case.closed_at is not None or case.messages.filter(text=line.text).exists():
        return
    if line.author == "applicant":
        author, to = story.applicant, line.to
    else:
        spokesperson = story.company.spokesperson(line.author, story.chance("say", line.author))
        if spokesperson is None:
            return
        author, to = spokesperson, ""
    applicant.write_message(case, actor=author, text=line.text, to=to)


def _object(story: Story) -> None:
    assert story.course.objection is not None
    element, claim = story.course.objection
    case = _case(story)
    if not case.objections.filter(element=element).exists():
        applicant.object_to_value(case, actor=story.applicant, element=element, claim=claim)


def _urge(story: Story) -> None:
    case = _case(story)
    if case.last_urged_at is None and case.closed_at is None:
        applicant.urge(case, actor=story.applicant)


def _supply(story: Story) -> None:
    case = _case(story)
    promised = list(case.materials.filter(status=CaseMaterial.Status.DEFERRED))
    if promised and case.state in CASE_BEFORE_DECISION:
        resupply.resupply(case, actor=story.applicant, materials=uploads(promised, story.plan, story.applicant))


def _withdraw(story: Story) -> None:
    case = _case(story)
    if case.state in CASE_BEFORE_DECISION:
        withdrawing.withdraw(case, actor=story.applicant, reason=story.course.withdrawn_because)


def _rate(story: Story) -> None:
    verdict = story.course.verdict
    assert verdict is not None
    if Rating.objects.filter(case_id=story.case_id).exists():
        return
    rate(
        _case(story),
        actor=story.applicant,
        level=verdict.level,
        reasons=verdict.reasons,
        text=verdict.text,
        departments=verdict.scores,
    )
