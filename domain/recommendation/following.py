"""How each further fact changes a recommendation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from domain.kernel import Event
from domain.recommendation import facts as f
from domain.recommendation.parts import Answer, Sent

if TYPE_CHECKING:
    from domain.recommendation import Recommendation


def followed(one: Recommendation, fact: f.Further) -> Recommendation:
    """Return the state after one more fact."""
    version = one.version + 1
    one = one.but(
        sent=sent_after(one.sent, fact, version), feedbacks=feedbacks_after(one.feedbacks, fact, version)
    )
    match fact:
        case f.RecommendationDrafted():
            return one.but(letter=fact.letter, drafted=version, drafted_by=fact.drafted_by, approved=False)
        case f.RecommendationSentBack():
            return one.but(drafted=None)
        case f.RecommendationApproved():
            return one.but(approved=True)
        case f.RecommendationReplied():
            return one.but(closed=None)
        case f.RecommendationClosed():
            return one.but(closed=version)
        case f.RecommendationWithdrawn():
            return one.but(withdrawn=version)
        case f.RecommendationMerged():
            return one.but(merged_into=fact.into)
        case f.RecommendationJoined():
            return one.but(joined=(*one.joined, fact.other))
        case f.RecommendationCorrected():
            return one.but(collected=fact.collected) if fact.collected is not None else one
        case f.RecommendationCancelled():
            return _without(one, fact.entry)
        case f.RecommendationFileAttached() | f.RecommendationFileWithdrawn():
            return one.but(files=one.files.after(fact, version))
        case (
            f.RecommendationConveyed()
            | f.RecommendationEscalated()
            | f.RecommendationAcknowledged()
            | f.RecommendationReminded()
            | f.RecommendationFedBack()
        ):
            return one
        case _:
            assert_never(fact)


def sent_after(sent: tuple[Sent, ...], fact: Event, version: int) -> tuple[Sent, ...]:
    """Return what went to bodies and came back after one more fact, whose version is given."""
    match fact:
        case f.RecommendationConveyed():
            return (*sent, _sent(version, fact.conveyance))
        case f.RecommendationEscalated():
            return (*sent, _sent(version, fact.conveyance, fact.over))
        case f.RecommendationAcknowledged():
            return _at(sent, fact.acknowledgement.conveyed, lambda one: one.but_with(acknowledged=version))
        case f.RecommendationReplied(reply=reply):
            answer = Answer(version=version, on=reply.on, verdict=reply.verdict)
            return _at(sent, reply.conveyed, lambda one: one.but_with(answers=(*one.answers, answer)))
        case f.RecommendationReminded():
            return _at(
                sent, fact.reminder.conveyed, lambda one: one.but_with(reminders=(*one.reminders, version))
            )
        case f.RecommendationCorrected(conveyance=f.Conveyance() as given):
            return _at(sent, fact.entry, lambda one: one.but_with(agency=given.agency.kind, on=given.on))
        case f.RecommendationCorrected(reply=f.Reply() as reply):
            return tuple(one.but_with(answers=_again(one.answers, fact.entry, reply)) for one in sent)
        case f.RecommendationCancelled():
            return _sent_without(sent, fact.entry)
        case _:
            return sent


def feedbacks_after(feedbacks: tuple[int, ...], fact: Event, version: int) -> tuple[int, ...]:
    """Return the versions of what says that somebody was told, after one more fact."""
    match fact:
        case f.RecommendationFedBack():
            return (*feedbacks, version)
        case f.RecommendationCancelled():
            return tuple(one for one in feedbacks if one != fact.entry)
        case _:
            return feedbacks


def _sent(version: int, conveyance: f.Conveyance, over: int | None = None) -> Sent:
    return Sent(version=version, agency=conveyance.agency.kind, on=conveyance.on, over=over)


def _at(sent: tuple[Sent, ...], version: int, change: Callable[[Sent], Sent]) -> tuple[Sent, ...]:
    return tuple(change(one) if one.version == version else one for one in sent)


def _again(answers: tuple[Answer, ...], entry: int, reply: f.Reply) -> tuple[Answer, ...]:
    return tuple(
        Answer(version=entry, on=reply.on, verdict=reply.verdict) if answer.version == entry else answer
        for answer in answers
    )


def _sent_without(sent: tuple[Sent, ...], entry: int) -> tuple[Sent, ...]:
    """Return what is left without an entry; whatever it was, it is nowhere any more."""
    return tuple(
        one.but_with(
            acknowledged=None if one.acknowledged == entry else one.acknowledged,
            answers=tuple(answer for answer in one.answers if answer.version != entry),
            reminders=tuple(version for version in one.reminders if version != entry),
        )
        for one in sent
        if one.version != entry
    )


def _without(one: Recommendation, entry: int) -> Recommendation:
    return one.but(
        closed=None if one.closed == entry else one.closed,
        withdrawn=None if one.withdrawn == entry else one.withdrawn,
    )
