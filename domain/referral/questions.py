"""More information asked by the reviewer or the head, and answered by whoever made the request.

A question is a mark on the request, not a stage: the reviewer may go on writing, the counsellor goes on counselling.
Source: practice of the association (quy ước nội bộ); LAW 10.2 (the reviewer sees only what is handed over).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from domain.kernel import Act, Event, Legal, Narrative, Refused, Said
from domain.referral.request import ReferralStage

if TYPE_CHECKING:
    from domain.referral import Referral

OPEN_TO_THE_REVIEWER = (ReferralStage.ASSIGNED, ReferralStage.IN_REVIEW, ReferralStage.OPINION_DRAFTED)
"""Stages at which the file is open to the reviewer."""


class InformationAsked(Event):
    """The reviewer, or the head, asked for more information."""

    TOPIC: ClassVar[str] = "referral.information-asked.1"
    by_head: bool
    question: Legal[Said]


class InformationGiven(Event):
    """Whoever made the request answered."""

    TOPIC: ClassVar[str] = "referral.information-given.1"
    asked: int
    """Version of the question."""
    answer: Narrative[Said]


class NobodyToAsk(Refused):
    """The chapter wrote the request in itself; there is nobody to ask."""

    vi = "Chi hội tự ghi việc này, không có người đề nghị để hỏi thêm."
    en = "The chapter wrote this in itself; nobody made the request who could be asked."
    source = "Quy ước nội bộ"


class NothingIsAsked(Refused):
    """There is no such question, or it was answered."""

    vi = "Câu hỏi này không có, hoặc đã được trả lời."
    en = "There is no such question, or it was answered already."
    source = "Quy ước nội bộ"


def ask_for_more(referral: Referral, question: str, act: Act, *, as_head: bool) -> InformationAsked:
    """Ask whoever made the request for more.

    Raises:
        ReferralIsElsewhere: It is over, or the file is not open to the reviewer.
        NotTheReviewer: Somebody else reviews it.
        NobodyToAsk: The chapter wrote it in itself.
    """
    referral.still_open()
    if not as_head:
        referral.the_reviewer(act)
        referral.at_stage(*OPEN_TO_THE_REVIEWER)
    if referral.referrer is None:
        raise NobodyToAsk
    return InformationAsked(occurred_at=act.at, by_head=as_head, question=question)


def answer_question(referral: Referral, asked: int, answer: str, act: Act) -> InformationGiven:
    """Answer a question.

    Raises:
        NotWhoAsked: Somebody else made the request.
        ReferralIsElsewhere: The request is over.
        NothingIsAsked: There is no such open question.
    """
    referral.who_asked(act)
    referral.still_open()
    if asked not in referral.questions:
        raise NothingIsAsked
    return InformationGiven(occurred_at=act.at, asked=asked, answer=answer)
