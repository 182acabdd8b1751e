"""Sentences about decisions: given facts, when something is done, then facts or a refusal.

    given(Case, opened, closed).when(lambda case: case.log_consultation(ADVICE, TUESDAY)).then_refused(CaseIsClosed)

`when` runs a decision at once and keeps what came of it; `then*` looks at it. Facts are compared whole and in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from domain.kernel import Act, Actor, DomainError, Event, State, fold, join, split

STREAM = UUID("00000000-0000-4000-8000-000000000001")
"""The stream of a spec's state."""
COUNSELLOR = UUID("00000000-0000-4000-8000-0000000000c1")
UNIT = UUID("00000000-0000-4000-8000-0000000000f1")

S = TypeVar("S", bound=State[Any, Any])
F = TypeVar("F", bound=Event)
Decided = Event | Iterable[Event] | None


def at(when: str, *, by: UUID = COUNSELLOR, role: str = "counsellor", unit: UUID | None = UNIT) -> Act:
    """Return an act of a person at a moment written in ISO form (Vietnam time when no zone is given)."""
    moment = datetime.fromisoformat(when)
    if moment.tzinfo is None:
        moment = datetime.fromisoformat(f"{when}+07:00" if "T" in when else f"{when}T09:00+07:00")
    return Act(by=Actor.account(by), at=moment.astimezone(UTC), role=role, unit=unit)


@dataclass(frozen=True)
class Given(Generic[S]):
    """A state folded from facts."""

    kind: type[S]
    facts: tuple[Event, ...]

    @property
    def state(self) -> S:
        """The state after the facts."""
        state = fold(self.kind, STREAM, self.facts)
        assert state is not None, "no facts were given"
        return state

    def when(self, decide: Callable[[S], Decided]) -> Then:
        """Run a decision on the state."""
        return _run(lambda: decide(self.state))

    def then_state(self, look: Callable[[S], object]) -> None:
        """Assert something of the state itself."""
        found = look(self.state)
        assert found, f"not so in {self.state!r}"


@dataclass(frozen=True)
class Then:
    """What came of a decision: facts, or a refusal."""

    facts: tuple[Event, ...]
    refusal: DomainError | None

    def then(self, *expected: Event) -> None:
        """Assert exactly these facts, in this order, each of them still the same out of the ledger."""
        assert self.refusal is None, f"refused: {self.refusal!r}"
        assert self.facts == expected
        for fact in self.facts:
            assert join(type(fact), *split(fact)) == fact, "not the same after the ledger"

    def then_fact(self, kind: type[F]) -> F:
        """Assert one fact of a kind and return it, for a closer look."""
        assert self.refusal is None, f"refused: {self.refusal!r}"
        (fact,) = self.facts
        assert isinstance(fact, kind)
        return fact

    def then_nothing(self) -> None:
        """Assert that nothing happened and nothing was refused."""
        self.then()

    def then_refused(self, kind: type[DomainError]) -> None:
        """Assert a refusal of exactly this type, with a sentence in both languages."""
        assert type(self.refusal) is kind, (
            f"not refused with {kind.__name__}: {self.refusal!r} {self.facts!r}"
        )
        assert self.refusal.sentence("vi") and self.refusal.sentence("en")


def given(kind: type[S], *facts: Event) -> Given[S]:
    """Begin a sentence with the facts of one stream."""
    return Given(kind, facts)


def when(decide: Callable[[], Decided]) -> Then:
    """Begin a sentence with a decision that needs no facts, such as opening."""
    return _run(decide)


def _run(decide: Callable[[], Decided]) -> Then:
    try:
        made = decide()
    except DomainError as refusal:
        return Then((), refusal)
    if made is None:
        return Then((), None)
    return Then((made,) if isinstance(made, Event) else tuple(made), None)
