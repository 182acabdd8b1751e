"""What recommendations count in. Each fact says under which clauses it counts; conveying and replies count once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from application.ledger import Recorded
from domain.article92 import Measure
from domain.calendar import vietnam_day
from domain.duties import Duty
from domain.recommendation.codes import Ending, FeedbackWay, Origin
from domain.recommendation.facts import (
    Counted as Said,
)
from domain.recommendation.facts import (
    Feedback,
    RecommendationCancelled,
    RecommendationClosed,
    RecommendationCollected,
    RecommendationConveyed,
    RecommendationCorrected,
    RecommendationEscalated,
    RecommendationFedBack,
    RecommendationReplied,
)
from infrastructure.views.counted import (
    OF_STREAM,
    Counted,
    Place,
    Recount,
    counted_of,
    feeds,
    placed_of,
    recount_of,
)

feeds(
    Measure.COLLECTED,
    Measure.CONVEYED,
    Measure.CONVEYED_CONNECTED,
    Measure.REPLIED,
    Measure.FED_BACK,
    Measure.STATEMENTS,
    Measure.BOARD_HANDLED,
)
_NOT_TOLD = frozenset({FeedbackWay.NOT_SAFE, FeedbackWay.NOT_FOUND, FeedbackWay.INTERNAL})
_HANDLED = frozenset({Ending.ANSWERED, Ending.STATED})
_CONVEYING = (
    (Duty.RECOMMEND, Measure.CONVEYED),
    (Duty.CONNECT, Measure.CONVEYED_CONNECTED),
    (Duty.STATE_POSITION, Measure.STATEMENTS),
)


@placed_of.register
def _collected_for(fact: RecommendationCollected, recorded: Recorded) -> Place:
    return Place(fact.unit, fact.collected.origin is Origin.INSPECTION_BOARD)


@placed_of.register
def _origin_corrected(fact: RecommendationCorrected, recorded: Recorded) -> Place:
    if fact.collected is None:
        return Place()
    return Place(marked=fact.collected.origin is Origin.INSPECTION_BOARD)


@counted_of.register
def _collected(fact: RecommendationCollected, recorded: Recorded, place: Place) -> Iterable[Counted]:
    return _collecting(fact.counted)


@counted_of.register(RecommendationConveyed)
@counted_of.register(RecommendationEscalated)
def _conveyed(
    fact: RecommendationConveyed | RecommendationEscalated, recorded: Recorded, place: Place
) -> Iterable[Counted]:
    return _conveying(fact.counted)


@counted_of.register
def _replied(fact: RecommendationReplied, recorded: Recorded, place: Place) -> Iterable[Counted]:
    return _replying(fact.counted)


@counted_of.register
def _fed_back(fact: RecommendationFedBack, recorded: Recorded, place: Place) -> Iterable[Counted]:
    return _telling(fact.counted, fact.feedback)


@counted_of.register
def _closed(fact: RecommendationClosed, recorded: Recorded, place: Place) -> Iterator[Counted]:
    if place.marked and fact.closing.how in _HANDLED:
        yield Counted(Measure.BOARD_HANDLED, vietnam_day(fact.occurred_at), once=OF_STREAM)


@recount_of.register
def _corrected(fact: RecommendationCorrected) -> Recount | None:
    said = fact.counted
    if said is None:
        return None
    now: Iterable[Counted] = ()
    if fact.collected is not None:
        now = _collecting(said)
    elif fact.conveyance is not None:
        now = _conveying(said)
    elif fact.reply is not None:
        now = _replying(said)
    elif fact.feedback is not None:
        now = _telling(said, fact.feedback)
    return Recount(fact.entry, lambda before: now)


@recount_of.register
def _cancelled(fact: RecommendationCancelled) -> Recount:
    return Recount(fact.entry, lambda before: ())


def _collecting(said: Said) -> list[Counted]:
    return [_in(Measure.COLLECTED, said)] if Duty.CONNECT in said.clauses else []


def _conveying(said: Said) -> list[Counted]:
    return [_in(measure, said, OF_STREAM) for duty, measure in _CONVEYING if duty in said.clauses]


def _replying(said: Said) -> list[Counted]:
    return [_in(Measure.REPLIED, said, OF_STREAM)] if Duty.RECOMMEND in said.clauses else []


def _telling(said: Said, feedback: Feedback) -> list[Counted]:
    told = Duty.TRACK_REPLY in said.clauses and feedback.way not in _NOT_TOLD
    return [_in(Measure.FED_BACK, said)] if told else []


def _in(measure: Measure, said: Said, once: str = "") -> Counted:
    return Counted(measure, said.on, area=said.area.key if said.area else None, once=once)
