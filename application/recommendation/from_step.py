"""A recommendation out of a step that the chapter's opinion recommends: entered, and noted beside the opinion."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.recommendation import enter_collected
from application.recommendation.desk import Recommendations
from application.referral import SeeReferral
from application.work import Command, Question, Work
from domain.calendar import vietnam_day
from domain.counselling import Counselling
from domain.recommendation.codes import Origin, Subject
from domain.recommendation.facts import Collected
from domain.referral import Referral
from domain.referral.after import open_step, take_up
from domain.referral.opinion import StepKind

log = structlog.get_logger()
TITLE = 300
"""Characters of a step that its recommendation takes as its title; all of it is its content."""


class RecommendFromStep(Command):
    """Make a recommendation of a recommended step: as whoever asked for the opinion."""

    ACTION: ClassVar[Action] = Action.ASK_CHAPTER
    referral_id: UUID
    step: int
    subject: Subject = Subject.MATTER

    def record(self) -> UUID | None:
        """The request."""
        return self.referral_id


class _Collect(Question):
    """Enter a recommendation at all."""

    ACTION: ClassVar[Action] = Action.COLLECT_RECOMMENDATION


def recommend_from_step(cmd: RecommendFromStep, work: Work) -> UUID:
    """Enter the recommendation; it belongs to the case of the request, if it has one, and is held as closely.

    Raises:
        NotWhoAsked: Someone else asked.
        OpinionNotRead: The opinion is not approved, or not read.
        NoSuchStep: There is none, or something was made of it, or no recommendation can be made of it.
    """
    work.allow(SeeReferral(referral_id=cmd.referral_id))
    work.allow(_Collect())
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    step, today = open_step(referral, cmd.step, work.act), vietnam_day(work.now())
    fact = take_up(referral, cmd.step, work.act, on=today, became=StepKind.RECOMMENDATION)
    collected = Collected(
        origin=Origin.REFERRAL,
        subject=cmd.subject,
        title=step.what[:TITLE].replace("\n", " "),
        content=step.what,
        collected_on=today,
    )
    made = enter_collected(
        collected, work, case_id=_case_of(referral, work), referral_id=cmd.referral_id, step=cmd.step
    )
    work.append(referral, fact)
    log.info("recommendation_from_step", referral_id=str(cmd.referral_id), stream_id=str(made))
    return made


def _case_of(referral: Referral, work: Work) -> UUID | None:
    """Return the case of a request; its consultation may have come to one since."""
    matter = work.read(Counselling, referral.matter) if referral.matter else None
    return matter.case_id if matter else referral.case_id


def recommendation_of_step(referral_id: UUID, step: int, work: Work) -> UUID | None:
    """Return what was made of a step, if that is for the reader."""
    return work.view(Recommendations).from_step(referral_id, step)  # type: ignore[type-abstract]
