"""One event of a case: who, in which role, on which basis, under which rules, and what the state said before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from application.access import Action
from application.history import CaseFound, Histories, NoSuchCase, coded_pairs
from application.ledger import Recorded
from application.time_travel import Decided, OfCase, Pasts
from application.time_travel.past import CellChange, differences, folded, state_at
from application.work import Work
from domain.child_case import ChildCase
from domain.kernel import State, Unknown, split


class SeeEvent(OfCase):
    """See one event of a case with the state that its rule read, without what is personal."""

    ACTION: ClassVar[Action] = Action.SEE_HISTORY
    position: int


@dataclass(frozen=True, slots=True)
class EventPage:
    """An event, the state that the rule saw, what it made of it, and the decision under which it was permitted."""

    case: CaseFound
    event: Recorded
    """Without what is personal, as recorded."""
    seen_version: int | None
    """The version of the stream that the rule read; None when the event began it."""
    seen: ChildCase | None
    """The state of the case that the rule read; None for the first event, and for other streams."""
    seen_otherwise: tuple[tuple[str, str], ...]
    """The state of another stream that the rule read: path and code of each field."""
    changes: tuple[CellChange, ...]
    decided: Decided | None
    caused: tuple[Recorded, ...]
    """Further facts of the same request."""


def see_event(question: SeeEvent, work: Work) -> EventPage:
    """Return one event of a case with what its rule saw.

    Raises:
        NoSuchCase: The record is of another kind.
        Unknown: No such event belongs to the case.
    """
    work.allow(question)
    case = work.view(Histories).by_id(question.case_id)  # type: ignore[type-abstract]
    if case is None:
        raise NoSuchCase
    pasts = work.view(Pasts)  # type: ignore[type-abstract]
    events = pasts.events(question.case_id, opened=False)
    event = next((one for one in events if one.position == question.position), None)
    if event is None:
        raise Unknown
    request, before = event.envelope.request_id, event.position - 1
    is_case = event.stream == case.case_id
    seen = state_at(case.case_id, events, before) if is_case else None
    after = state_at(case.case_id, events, event.position) if is_case else None
    return EventPage(
        case=case,
        event=event,
        seen_version=event.version - 1 if event.version else None,
        seen=seen,
        seen_otherwise=() if is_case else tuple(_seen(events, event)),
        changes=differences(seen, after) if seen is not None else (),
        decided=pasts.decided(event, case.case_id),
        caused=tuple(one for one in events if one.envelope.request_id == request and one is not event),
    )


def _seen(events: Sequence[Recorded], event: Recorded) -> Iterator[tuple[str, str]]:
    """Yield the coded fields of the state of another stream before an event."""
    earlier = [one for one in events if one.stream == event.stream and one.position < event.position]
    kind = next((k for k in _states() if earlier and k.is_begun_by(earlier[0].fact)), None)
    state = folded(kind, event.stream, earlier) if kind is not None else None
    if state is not None:
        yield from coded_pairs(split(state)[0])


def _states(kind: type[State[Any, Any]] = State) -> Iterator[type[State[Any, Any]]]:
    for sub in kind.__subclasses__():
        if not sub.__pydantic_generic_metadata__["origin"] and "began" in vars(sub):
            yield sub
        yield from _states(sub)
