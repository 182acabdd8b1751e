"""Recommendations: entered by whoever hears them, written by one, approved by another, followed to the reply."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.child_words import shows_words
from application.recommendation.desk import Recommendations
from application.recommendation.entries import (
    Correction,
    Entry,
    Merging,
    corrected_value,
    entered,
)
from application.same_person import as_one
from application.units import Units
from application.work import Command, Question, Work
from domain.kernel import FieldClass, Legal, Narrative, Said, Unknown
from domain.recommendation import Recommendation
from domain.recommendation.correcting import cancel, correct
from domain.recommendation.facts import (
    Collected,
    Letter,
    RecommendationCancelled,
    RecommendationCorrected,
    RecommendationDrafted,
)

log = structlog.get_logger()


class AboutRecommendation(Command):
    """A command about one recommendation."""

    recommendation: UUID

    def record(self) -> UUID | None:
        """The recommendation."""
        return self.recommendation


class CollectRecommendation(Command):
    """Enter what came in."""

    ACTION: ClassVar[Action] = Action.COLLECT_RECOMMENDATION
    collected: Collected
    case_id: UUID | None = None


class DraftRecommendation(AboutRecommendation):
    """Write the letter, or write it anew."""

    ACTION: ClassVar[Action] = Action.WORK_ON_RECOMMENDATION
    letter: Legal[Letter]
    version: int | None = None


class SendRecommendationBack(AboutRecommendation):
    """Ask that the letter be looked at again."""

    ACTION: ClassVar[Action] = Action.APPROVE_RECOMMENDATION
    comment: Legal[Said]
    version: int | None = None


class ApproveRecommendation(AboutRecommendation):
    """Agree with the letter that was read at `version`."""

    ACTION: ClassVar[Action] = Action.APPROVE_RECOMMENDATION
    version: int | None = None


class EnterInRecommendation(AboutRecommendation):
    """Enter what became of it: conveyed, receipt, reply, reminder, higher body, told, over, withdrawn, merged."""

    ACTION: ClassVar[Action] = Action.WORK_ON_RECOMMENDATION
    entry: Entry


class CorrectRecommendation(AboutRecommendation):
    """Put right what was entered."""

    ACTION: ClassVar[Action] = Action.WORK_ON_RECOMMENDATION
    entry: int
    value: Correction
    reason: Narrative[Said]
    version: int | None = None


class CancelInRecommendation(AboutRecommendation):
    """Take back what never happened."""

    ACTION: ClassVar[Action] = Action.WORK_ON_RECOMMENDATION
    entry: int
    reason: Narrative[Said]


class FromCase(Question):
    """Take something out of a case for a recommendation: whoever may add to it may."""

    ACTION: ClassVar[Action] = Action.ADD_TO_CASE
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    case_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class _JoinOther(Question):
    """Take up another one in this recommendation."""

    ACTION: ClassVar[Action] = Action.WORK_ON_RECOMMENDATION
    recommendation: UUID

    def record(self) -> UUID | None:
        """The recommendation that takes up."""
        return self.recommendation


def collect_recommendation(cmd: CollectRecommendation, work: Work) -> UUID:
    """Enter it.

    Raises:
        Unknown: It comes from a case that the reader may not add to.
        InTheFuture: The day has not come.
    """
    if cmd.case_id is not None:
        work.allow(FromCase(case_id=cmd.case_id))
    work.allow(cmd)
    return enter_collected(cmd.collected, work, case_id=cmd.case_id)


def enter_collected(
    collected: Collected,
    work: Work,
    *,
    case_id: UUID | None = None,
    referral_id: UUID | None = None,
    step: int | None = None,
) -> UUID:
    """Enter what came in, after whoever asks was allowed to; returns its id."""
    one, unit = work.new_id(), work.view(Units).of(work.reader.unit)  # type: ignore[type-abstract]
    year = collected.collected_on.year
    code = f"{unit.code}.KN.{work.next_number(f'kn:{unit.unit}:{year}'):04d}.{year}"
    fact = Recommendation.collect(
        code, unit.unit, collected, work.act, case_id=case_id, referral_id=referral_id, step=step
    )
    work.open(one, fact)
    log.info("recommendation_collected", stream_id=str(one), code=collected.origin.value)
    return one


def draft_recommendation(cmd: DraftRecommendation, work: Work) -> None:
    """Write the letter.

    Raises:
        Stale: Somebody else wrote it anew meanwhile.
        WordsNeedConsent: It quotes the child without the consent that this needs.
    """
    one = _read(cmd, work)
    work.unchanged_since(one, cmd.version, among=(RecommendationDrafted,))
    if not isinstance(cmd.letter, Letter):
        raise Unknown
    work.append(one, one.draft(cmd.letter, work.reader.account, work.act))
    log.info("recommendation_drafted", stream_id=str(one.id))


def send_recommendation_back(cmd: SendRecommendationBack, work: Work) -> None:
    """Ask for another look."""
    one = _read(cmd, work)
    work.unchanged_since(one, cmd.version, among=(RecommendationDrafted,))
    work.append(one, one.send_back(cmd.comment or "", work.act))
    log.info("recommendation_sent_back", stream_id=str(one.id))


def approve_recommendation(cmd: ApproveRecommendation, work: Work) -> None:
    """Approve it as somebody else than whoever wrote it.

    Raises:
        Stale: It was written anew after it was read.
        SecondPersonNeeded: It is their own, or of another account of the same person.
    """
    one = _read(cmd, work)
    work.unchanged_since(one, cmd.version, among=(RecommendationDrafted, RecommendationCorrected))
    drafted_by = as_one(one.drafted_by, work.reader.account, work)
    work.append(one, one.but(drafted_by=drafted_by).approve(work.act))
    log.info("recommendation_approved", stream_id=str(one.id))


def enter_in_recommendation(cmd: EnterInRecommendation, work: Work) -> None:
    """Enter it; a merge is noted in both recommendations by the same act.

    Raises:
        Unknown: The one to merge into is not there, or not for the reader.
    """
    one = _read(cmd, work)
    if isinstance(cmd.entry, Merging):
        _merge(one, cmd.entry, work)
    else:
        work.append(one, entered(one, cmd.entry, work.act))
    log.info("recommendation_entry", stream_id=str(one.id), step=cmd.entry.what)


def _merge(one: Recommendation, merging: Merging, work: Work) -> None:
    into = work.view(Recommendations).by_code(merging.into.strip().upper())  # type: ignore[type-abstract]
    if into is None:
        raise Unknown
    work.allow(_JoinOther(recommendation=into))
    other = work.read(Recommendation, into)
    work.append(one, one.merge(other, merging.reason or "", work.act))
    work.append(other, other.join(one.id, work.act))


def correct_recommendation(cmd: CorrectRecommendation, work: Work) -> None:
    """Put right what was entered.

    Raises:
        Stale: Somebody else corrected or cancelled something meanwhile.
        NoSuchEntry: There is no such entry of that kind.
        Unknown: It would write over words that are not for the reader.
    """
    one = _read(cmd, work)
    work.unchanged_since(one, cmd.version, among=(RecommendationCorrected, RecommendationCancelled))
    value = corrected_value(cmd.value)
    if isinstance(value, Collected) and not shows_words(one, work):
        raise Unknown
    work.append(one, correct(one, cmd.entry, value, cmd.reason or "", work.act))
    log.info("recommendation_corrected", stream_id=str(one.id))


def cancel_in_recommendation(cmd: CancelInRecommendation, work: Work) -> None:
    """Take it back.

    Raises:
        NoSuchEntry: There is no such entry.
        HasEntriesAfter: Something rests on it.
    """
    one = _read(cmd, work)
    work.append(one, cancel(one, cmd.entry, cmd.reason or "", work.act))
    log.info("recommendation_entry_cancelled", stream_id=str(one.id))


def _read(cmd: AboutRecommendation, work: Work) -> Recommendation:
    work.allow(cmd)
    return work.read(Recommendation, cmd.recommendation)
