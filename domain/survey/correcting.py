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
from domain.survey.refusals import AnswersDoNotFit, KindStays, NoSuchSurveyEntry, OpenedAgain, OthersRestOnIt

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
        KindStays: The kind of the round, a strength, or that a finding is remedied, would change.
    """
    survey.counts()
    before = said_at(survey, entry)
    if type(before) is not type(part):
        raise NoSuchSurveyEntry
    if _is_of(before) != _is_of(part):
        raise KindStays
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
        OpenedAgain: It took back that a finding was remedied; the last word about a finding holds.
        SurveyIsCancelled: The round counts no more.
    """
    survey.counts()
    if entry not in survey.entries:
        raise NoSuchSurveyEntry
    one = survey.entries[entry]
    if isinstance(one.part, Remedy) and not one.part.is_done and _was_done(survey, entry, one.part.finding):
        raise OpenedAgain
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


def _is_of(part: Correctable) -> object:
    """Return what figures follow from, which is the same before and after a correction."""
    match part:
        case Plan():
            return part.kind
        case Finding():
            return part.kind is FindingKind.STRENGTH
        case Remedy():
            return part.finding, part.is_done
        case _:
            return None


def _was_done(survey: Survey, entry: int, finding: int) -> bool:
    return any(
        version < entry and isinstance(one.part, Remedy) and one.part.finding == finding and one.part.is_done
        for version, one in survey.entries.items()
    )


def _rests_on(survey: Survey, part: Correctable, number: int) -> bool:
    """Return whether another entry is about this site or finding."""
    others = [one.part for one in survey.entries.values()]
    if isinstance(part, Site):
        return any(isinstance(one, Answers | Finding) and one.site == number for one in others)
    if isinstance(part, Finding):
        return any(isinstance(one, Advice | Remedy) and one.finding == number for one in others)
    return False
