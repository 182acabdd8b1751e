"""How each further fact changes a recommendation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from domain.recommendation import facts as f
from domain.recommendation.parts import Answer, Sent

if TYPE_CHECKING:
    from domain.recommendation import Recommendation


def followed(one: Recommendation, fact: f.Further) -> Recommendation:
    """Return the state after one more fact."""
    version = one.version + 1
    match fact:
        case f.RecommendationDrafted():
            return one.but(letter=fact.letter, drafted=version, drafted_by=fact.drafted_by, approved=False)
        case f.RecommendationSentBack():
            return one.but(drafted=None)
        case f.RecommendationApproved():
            return one.but(approved=True)
        case f.RecommendationConveyed():
            return one.but(sent=(*one.sent, _sent(version, fact.conveyance)))
        case f.RecommendationEscalated():
            return one.but(sent=(*one.sent, _sent(version, fact.conveyance, fact.over)))
        case f.RecommendationAcknowledged():
            return _at(one, fact.acknowledgement.conveyed, lambda sent: sent.but_with(acknowledged=version))
        case f.RecommendationReplied():
            answer = Answer(version=version, on=fact.reply.on, verdict=fact.reply.verdict)
            answered = _at(
                one, fact.reply.conveyed, lambda sent: sent.but_with(answers=(*sent.answers, answer))
            )
            return answered.but(closed=None)
        case f.RecommendationReminded():
            return _at(
                one,
                fact.reminder.conveyed,
                lambda sent: sent.but_with(reminders=(*sent.reminders, version)),
            )
        case f.RecommendationFedBack():
            return one.but(feedbacks=(*one.feedbacks, version))
        case f.RecommendationClosed():
            return one.but(closed=version)
        case f.RecommendationWithdrawn():
            return one.but(withdrawn=version)
        case f.RecommendationMerged():
            return one.but(merged_into=fact.into)
        case f.RecommendationJoined():
            return one.but(joined=(*one.joined, fact.other))
        case f.RecommendationCorrected():
            return _corrected(one, fact)
        case f.RecommendationCancelled():
            return _cancelled(one, fact.entry)
        case f.RecommendationFileAttached() | f.RecommendationFileWithdrawn():
            return one.but(files=one.files.after(fact, version))
        case _:
            assert_never(fact)


def _sent(version: int, conveyance: f.Conveyance, over: int | None = None) -> Sent:
    return Sent(version=version, agency=conveyance.agency.kind, on=conveyance.on, over=over)


def _at(one: Recommendation, version: int, change: Callable[[Sent], Sent]) -> Recommendation:
    return one.but(sent=tuple(change(sent) if sent.version == version else sent for sent in one.sent))


def _each(one: Recommendation, change: Callable[[Sent], Sent]) -> Recommendation:
    return one.but(sent=tuple(change(sent) for sent in one.sent))


def _corrected(one: Recommendation, fact: f.RecommendationCorrected) -> Recommendation:
    if fact.collected is not None:
        return one.but(collected=fact.collected)
    if fact.conveyance is not None:
        given = fact.conveyance
        return _at(one, fact.entry, lambda sent: sent.but_with(agency=given.agency.kind, on=given.on))
    if fact.reply is not None:
        reply = fact.reply
        return _each(one, lambda sent: sent.but_with(answers=_again(sent.answers, fact.entry, reply)))
    return one


def _again(answers: tuple[Answer, ...], entry: int, reply: f.Reply) -> tuple[Answer, ...]:
    return tuple(
        Answer(version=entry, on=reply.on, verdict=reply.verdict) if answer.version == entry else answer
        for answer in answers
    )


def _cancelled(one: Recommendation, entry: int) -> Recommendation:
    """Return the state without an entry; whatever it was, it is nowhere any more."""
    kept = tuple(
        sent.but_with(
            acknowledged=None if sent.acknowledged == entry else sent.acknowledged,
            answers=tuple(answer for answer in sent.answers if answer.version != entry),
            reminders=tuple(version for version in sent.reminders if version != entry),
        )
        for sent in one.sent
        if sent.version != entry
    )
    return one.but(
        sent=kept,
        feedbacks=tuple(version for version in one.feedbacks if version != entry),
        closed=None if one.closed == entry else one.closed,
        withdrawn=None if one.withdrawn == entry else one.withdrawn,
    )
