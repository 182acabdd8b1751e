"""Corrections and cancellations: both are facts of their own, and what was entered first stays in the history.

Source: DESIGN of figures: corrections reverse, never delete (LAW 10.3).
"""

from __future__ import annotations

from datetime import date

from domain.kernel import Act
from domain.recommendation import Recommendation, has_come, is_explained
from domain.recommendation import facts as f
from domain.recommendation.parts import counted_collecting, counted_conveying, counted_following
from domain.recommendation.refusals import BeforeIt, HasEntriesAfter, NoSuchEntry

FIRST = 0
"""Version of the fact that collected it."""


def correct(
    one: Recommendation, entry: int, value: f.Entry, reason: str, act: Act
) -> f.RecommendationCorrected:
    """Put a value in the place of one that was entered; possible at every stage.

    Args:
        entry: Version of the fact that said the old one.
        value: What is right, of the same kind. A receipt or reply stays with the body it was entered for.

    Raises:
        NoSuchEntry: There is no such entry of that kind, or it was cancelled.
        InTheFuture: The day has not come.
        BeforeIt: A receipt or reply would stand before its conveyance, or a conveyance after what rests on it.
        ExplanationMissing: It says that there is an explanation, and there is none.
    """
    more: dict[str, object] = {}
    match value:
        case f.Collected():
            has_come(value.collected_on, act)
            _is(entry == FIRST)
            more = {"collected": value, "counted": counted_collecting(value, one.unit)}
        case f.Conveyance():
            _conveyed(one, entry, value.on, act)
            more = {"conveyance": value, "counted": counted_conveying(one.collected, value, one.unit)}
        case f.Acknowledgement():
            _is(one.conveyance(value.conveyed).acknowledged == entry)
            one.follows(value.conveyed, value.on, act)
            more = {"acknowledgement": value}
        case f.Reply():
            _is(entry in (answer.version for answer in one.conveyance(value.conveyed).answers))
            one.follows(value.conveyed, value.on, act)
            is_explained(value)
            more = {"reply": value, "counted": counted_following(one.collected, value.on, one.unit)}
        case f.Feedback():
            _is(entry in one.feedbacks)
            has_come(value.on, act)
            more = {"feedback": value, "counted": counted_following(one.collected, value.on, one.unit)}
    return one.told(
        f.RecommendationCorrected(
            occurred_at=act.at,
            stage=one.stage,
            entry=entry,
            reason=reason,
            **more,  # type: ignore[arg-type]  # one value of its kind, as matched
        )
    )


def cancel(one: Recommendation, entry: int, reason: str, act: Act) -> f.RecommendationCancelled:
    """Take back what never happened: a conveyance, receipt, reply, reminder, feedback, an end.

    Raises:
        NoSuchEntry: There is no such entry, or it was cancelled; collecting, drafts and merges cannot be cancelled.
        HasEntriesAfter: Something rests on that conveyance.
    """
    conveyed = next((sent for sent in one.sent if sent.version == entry), None)
    if conveyed is not None:
        followed = conveyed.acknowledged is not None or conveyed.answers or conveyed.reminders
        if followed or entry in one.escalated:
            raise HasEntriesAfter
    else:
        _is(entry in entries_of(one))
    return one.told(
        f.RecommendationCancelled(occurred_at=act.at, stage=one.stage, entry=entry, reason=reason)
    )


def entries_of(one: Recommendation) -> frozenset[int]:
    """Return the versions of all that can be cancelled."""
    found = {version for version in (one.closed, one.withdrawn) if version is not None} | set(one.feedbacks)
    for sent in one.sent:
        found |= {sent.version, *sent.reminders, *(answer.version for answer in sent.answers)}
        found |= {sent.acknowledged} if sent.acknowledged is not None else set()
    return frozenset(found)


def _conveyed(one: Recommendation, entry: int, on: date, act: Act) -> None:
    has_come(on, act)
    if any(answer.on < on for answer in one.conveyance(entry).answers):
        raise BeforeIt


def _is(found: bool) -> None:
    if not found:
        raise NoSuchEntry
