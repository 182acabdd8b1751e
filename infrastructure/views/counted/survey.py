"""What rounds of survey and inspection count in: sites that answered, what was found, what was remedied.

That a round was held is entered as an activity, and counted there.
"""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.article92 import Measure
from domain.calendar import vietnam_day
from domain.survey.facts import (
    SurveyAnswered,
    SurveyCancelled,
    SurveyEntryCancelled,
    SurveyEntryCorrected,
    SurveyFindingNoted,
    SurveyPlanned,
    SurveyRemedied,
)
from domain.survey.parts import Answers, FindingKind, Remedy, SurveyKind
from infrastructure.views.counted import (
    ENTERING,
    OF_STREAM,
    Counted,
    Place,
    Recount,
    counted_of,
    feeds,
    placed_of,
    recount_of,
)

feeds(Measure.SITES_EXAMINED, Measure.FINDINGS, Measure.BOARD_HANDLED)
ENTERING.add(SurveyRemedied)


_MARKS = {SurveyKind.SITUATION: None, SurveyKind.CHARTER: False}
"""How a round is marked: nothing where no inspection is made, False where it is about the charter alone."""


@placed_of.register
def _planned(fact: SurveyPlanned, recorded: Recorded) -> Place:
    return Place(fact.unit, _MARKS.get(fact.plan.kind, True))


@counted_of.register
def _answered(fact: SurveyAnswered, recorded: Recorded, place: Place) -> Iterator[Counted]:
    if place.marked is not False:
        yield _examined(fact.answers)


@counted_of.register
def _found(fact: SurveyFindingNoted, recorded: Recorded, place: Place) -> Iterator[Counted]:
    if place.marked is not False and fact.finding.kind is not FindingKind.STRENGTH:
        yield Counted(Measure.FINDINGS, vietnam_day(fact.occurred_at))


@counted_of.register
def _remedied(fact: SurveyRemedied, recorded: Recorded, place: Place) -> Iterator[Counted]:
    if place.marked is not None and fact.remedy.is_done:
        yield _handled(fact.remedy)


@recount_of.register
def _not_remedied(fact: SurveyRemedied) -> Recount | None:
    """Take back that a finding was remedied: the last word about it holds."""
    return None if fact.remedy.is_done else Recount(None, lambda before: (), _finding(fact.remedy))


@recount_of.register
def _corrected(fact: SurveyEntryCorrected) -> Recount:
    """Count the same on the day and for the site that is right; what it is stays (`domain.survey.correcting`)."""
    part = fact.part
    match part:
        case Answers():
            return Recount(fact.entry, lambda before: [_examined(part)] if before.counts else None)
        case Remedy():
            return Recount(fact.entry, lambda before: [_handled(part)] if before.counts else None)
        case _:
            return Recount(fact.entry, lambda before: None)


@recount_of.register
def _entry_cancelled(fact: SurveyEntryCancelled) -> Recount:
    return Recount(fact.entry, lambda before: ())


@recount_of.register
def _cancelled(fact: SurveyCancelled) -> Recount:
    return Recount(None, lambda before: ())


def _examined(answers: Answers) -> Counted:
    return Counted(Measure.SITES_EXAMINED, answers.on, once=f"{OF_STREAM}/site/{answers.site}")


def _handled(remedy: Remedy) -> Counted:
    return Counted(Measure.BOARD_HANDLED, remedy.on, once=_finding(remedy))


def _finding(remedy: Remedy) -> str:
    return f"{OF_STREAM}/finding/{remedy.finding}"
