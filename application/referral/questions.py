"""More information asked by the reviewer or the head, answered by whoever made the request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.ledger import Recorded
from application.referral import AboutReferral, SeeReferral
from application.work import Work
from domain.kernel import Legal, Narrative, Said
from domain.referral import Referral
from domain.referral.questions import InformationAsked, InformationGiven, answer_question, ask_for_more

log = structlog.get_logger()


class AskForMore(AboutReferral):
    """Ask for more information, as the reviewer."""

    ACTION: ClassVar[Action] = Action.WRITE_OPINION
    question: Legal[Said]


class AskForMoreAsHead(AboutReferral):
    """Ask for more information, as the head."""

    ACTION: ClassVar[Action] = Action.ASSIGN_REVIEWER
    question: Legal[Said]


class AnswerQuestion(AboutReferral):
    """Answer a question of the chapter."""

    ACTION: ClassVar[Action] = Action.ASK_CHAPTER
    asked: int
    answer: Narrative[Said]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question, and its answer if there is one."""

    version: int
    by_head: bool
    question: object
    asked_at: datetime
    answer: object | None = None
    answered_at: datetime | None = None
    position: int | None = None
    """Place of the answer in the log, by which an opinion names it as a source."""


def ask_more(cmd: AskForMore | AskForMoreAsHead, work: Work) -> None:
    """Ask whoever made the request for more; the opinion may be written on meanwhile."""
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    as_head = isinstance(cmd, AskForMoreAsHead)
    work.append(referral, ask_for_more(referral, cmd.question or "", work.act, as_head=as_head))
    log.info("information_asked", referral_id=str(cmd.referral_id))


def answer_asked(cmd: AnswerQuestion, work: Work) -> None:
    """Answer; whoever may not see the request learns nothing of it."""
    work.allow(SeeReferral(referral_id=cmd.referral_id))
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    work.append(referral, answer_question(referral, cmd.asked, cmd.answer or "", work.act))
    log.info("information_given", referral_id=str(cmd.referral_id))


def exchanges(history: Iterable[Recorded], *, answers: bool) -> tuple[Exchange, ...]:
    """Return questions and answers, oldest first; without the words of the answers for whoever sees no narrative."""
    facts = list(history)
    given = {one.fact.asked: (one, one.fact) for one in facts if isinstance(one.fact, InformationGiven)}
    found = []
    for one in facts:
        if not isinstance(one.fact, InformationAsked):
            continue
        told, back = given.get(one.version or 0, (None, None))
        found.append(
            Exchange(
                version=one.version or 0,
                by_head=one.fact.by_head,
                question=one.fact.question if answers or one.fact.by_head else "",
                asked_at=one.fact.occurred_at,
                answer=(back.answer if answers else "") if back else None,
                answered_at=back.occurred_at if back else None,
                position=told.position if told else None,
            )
        )
    return tuple(found)


def exchanges_of(referral_id: UUID, work: Work, *, answers: bool) -> tuple[Exchange, ...]:
    """Return the questions and answers of a request."""
    return exchanges(work.history(referral_id), answers=answers)
