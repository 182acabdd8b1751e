"""Corrections and cancellations of a round: facts of their own; what was entered first stays in the history."""

from __future__ import annotations

from domain.activity.codes import WhyCancelled, WhyCorrected
from domain.kernel import Act
from domain.survey import Survey, in_order, not_ahead
from domain.survey.facts import SurveyCancelled, SurveyEntryCancelled, SurveyEntryCorrected
from domain.survey.parts import (
    FIELD_OF,
    Advice,
    Answers,
    Coordination,
    Correctable,
    Ending,
    Finding,
    FindingKind,
    Plan,
    Remedy,
    Site,
)
from domain.survey.refusals import AnswersDoNotFit, NoSuchSurveyEntry, OthersRestOnIt

PLAN = 0
"""Version of the fact that planned the round."""


def said_at(survey: Survey, entry: int) -> Correctable:
    """Return what an entry says now.

    Raises:
        NoSuchSurveyEntry: There is none, it was cancelled, or it is a checklist.
    """
    if entry == PLAN:
        return survey.plan
    if entry not in survey.entries:
        raise NoSuchSurveyEntry
    return survey.entries[entry].part


def correct(
    survey: Survey, entry: int, part: Correctable, because: WhyCorrected, act: Act
) -> SurveyEntryCorrected:
    """Put what is right in the place of what an entry said.

    Raises:
        NoSuchSurveyEntry: There is no such entry of that kind.
        SurveyIsCancelled: The round counts no more.
        NoSuchSite, NoSuchFinding, AnswersDoNotFit, SurveyDayAhead: As when it is entered first.
        OthersRestOnIt: A finding would become a strength, and something is recommended or remedied about it.
    """
    survey.counts()
    before = said_at(survey, entry)
    if type(before) is not type(part):
        raise NoSuchSurveyEntry
    match part:
        case Plan():
            in_order(part)
        case Answers():
            survey.has_site(part.site)
            not_ahead(part.on, act)
            if isinstance(before, Answers) and len(part.marks) != len(before.marks):
                raise AnswersDoNotFit(count=len(before.marks))
        case Finding():
            survey.has_site(part.site)
            if part.kind is FindingKind.STRENGTH and _rests_on(survey, before, survey.entries[entry].number):
                raise OthersRestOnIt
        case Advice():
            survey.is_wrong(part.finding)
        case Remedy():
            survey.is_wrong(part.finding)
            not_ahead(part.on, act)
        case Coordination() | Ending():
            not_ahead(part.on, act)
        case Site():
            pass  # a site may be any
    return SurveyEntryCorrected.model_validate(
        {"occurred_at": act.at, "entry": entry, "because": because, FIELD_OF[type(part)]: part}
    )


def cancel_entry(
    survey: Survey, entry: int, because: WhyCancelled, note: str, act: Act
) -> SurveyEntryCancelled:
    """Let an entry count no more; a round whose end was cancelled goes on.

    Raises:
        NoSuchSurveyEntry: There is none; a plan is cancelled with its round.
        OthersRestOnIt: Something is about it.
        SurveyIsCancelled: The round counts no more.
    """
    survey.counts()
    if entry not in survey.entries:
        raise NoSuchSurveyEntry
    one = survey.entries[entry]
    if _rests_on(survey, one.part, one.number):
        raise OthersRestOnIt
    return SurveyEntryCancelled(occurred_at=act.at, entry=entry, because=because, note=note)


def cancel(survey: Survey, because: WhyCancelled, note: str, act: Act) -> SurveyCancelled:
    """Let a whole round count no more.

    Raises:
        SurveyIsCancelled: It does not already.
    """
    survey.counts()
    return SurveyCancelled(occurred_at=act.at, because=because, note=note)


def _rests_on(survey: Survey, part: Correctable, number: int) -> bool:
    """Return whether another entry is about this site or finding."""
    others = [one.part for one in survey.entries.values()]
    if isinstance(part, Site):
        return any(isinstance(one, Answers | Finding) and one.site == number for one in others)
    if isinstance(part, Finding):
        return any(isinstance(one, Advice | Remedy) and one.finding == number for one in others)
    return False
