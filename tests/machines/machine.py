"""A machine for one aggregate: any decision, by anybody, at any time, with arguments made from their types.

The plain model is the list of facts. After every decision: a refusal changes nothing and makes no fact; the same
question twice has the same answer; each fact is one of the aggregate's, comes out of the ledger as it went in, and
moves the version by one; the state is what its facts fold to; facts that are skimmed need not be opened; a record whose
personal data is gone still folds; and what must never be refused is not (`rules.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import ValidationError

from domain.account import Role
from domain.kernel import Act, Actor, DomainError, Event, FieldClass, State, fold, join, split
from tests.machines.decisions import Choice, Decision, Kind, decisions_of, facts_of
from tests.machines.making import IDS, CannotMake, Maker
from tests.machines.rules import NEVER_REFUSED, rules_of

BEGAN = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
EVERY_CLASS = frozenset(FieldClass)
SEEDS = st.integers(0, 2**32 - 1)
TRIES = 4
"""How often the arguments of a decision are made anew before another one is asked for."""


@dataclass
class Counted:
    """What was drawn, over all examples of one aggregate."""

    steps: int = 0
    facts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)
    """Decisions that came to an answer, yes or no."""
    unmade: Counter[str] = field(default_factory=Counter)
    """Decisions whose arguments could not be made."""


def facts_in(answer: Any) -> tuple[Event, ...]:
    """Return what a decision gave as facts."""
    match answer:
        case None:
            return ()
        case Event():
            return (answer,)
        case _:
            return tuple(answer)


def stored(fact: Event, *, without: frozenset[FieldClass] = frozenset()) -> Event:
    """Return a fact as the ledger gives it back, with the classes whose key is gone unreadable."""
    coded, personal = split(fact)
    kept = {name: part for name, part in personal.items() if name not in without}
    return join(type(fact), coded, kept, without)


class Machine(RuleBasedStateMachine):
    """One stream of one aggregate after another."""

    KIND: ClassVar[Kind]
    COUNTED: ClassVar[Counted]

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGAN
        self.facts: list[Event] = []
        self.acts: list[Act] = []
        self.state: State[Any, Any] | None = None

    # -- acts --------------------------------------------------------------------------------------------------------

    @initialize(seed=SEEDS)
    def begin(self, seed: int) -> None:
        draw = Random(seed)
        self.facts, self.acts, self.state = [], [], None
        act = self._act(draw)
        for fact in beginning(self.KIND, self._maker(draw), act, self.COUNTED):
            self._take(fact, act)

    @rule(seed=SEEDS, which=st.integers(0, 10_000))
    def decide(self, seed: int, which: int) -> None:
        goes_on = decisions_of(self.KIND)[1]
        if self.state is None or not goes_on:
            return self.begin(seed)
        self._decide(goes_on[which % len(goes_on)], Random(seed))

    @rule(seed=SEEDS, which=st.integers(0, 10_000))
    def decide_further(self, seed: int, which: int) -> None:
        """Once more, so that most steps are decisions."""
        self.decide(seed, which)

    @rule(seed=SEEDS, which=st.integers(0, 10_000))
    def ask_the_same_again(self, seed: int, which: int) -> None:
        """The same wish twice, one after the other: a second fact, nothing, or a refusal."""
        self.decide(seed, which)
        self.decide(seed, which)

    @rule(seed=SEEDS, again=st.integers(0, 40))
    def begin_another(self, seed: int, again: int) -> None:
        """Now and then another stream, so that none grows for ever."""
        if again == 0 or len(self.facts) > 60:
            self.begin(seed)

    @rule(seed=SEEDS)
    def any_fact_folds(self, seed: int) -> None:
        """`apply` takes every fact of its kinds, whatever it says: it was recorded."""
        further = sorted(facts_of(self.KIND)[1], key=lambda kind: kind.__name__)
        if self.state is None or not further:
            return
        draw = Random(seed)
        try:
            fact = self._maker(draw).make(draw.choice(further))
        except CannotMake:
            return
        after = fold(self.KIND, self.state.id, [fact], onto=self.state)
        assert after is not None and after.version == self.state.version + 1

    # -- what holds after every step -----------------------------------------------------------------------------------

    @invariant()
    def the_state_is_what_its_facts_say(self) -> None:
        self.COUNTED.steps += 1
        if self.state is None:
            return
        assert self.state.version == len(self.facts) - 1
        for holds in rules_of(self.KIND):
            holds(self.state, self.facts, self.acts)

    def teardown(self) -> None:
        """A replay of what is stored equals the state; so do facts that are skimmed, and nothing needs a key."""
        if self.state is None:
            return
        replayed = [stored(fact) for fact in self.facts]
        assert fold(self.KIND, self.state.id, replayed) == self.state
        skimmed = [
            stored(fact, without=EVERY_CLASS) if type(fact) in self.KIND.SKIMS else fact for fact in replayed
        ]
        assert fold(self.KIND, self.state.id, skimmed) == self.state
        erased = fold(self.KIND, self.state.id, [stored(fact, without=EVERY_CLASS) for fact in self.facts])
        assert erased is not None and erased.version == self.state.version

    # -- one decision ------------------------------------------------------------------------------------------------

    def _decide(self, one: Decision, draw: Random) -> None:
        act, state = self._act(draw), self.state
        values = arguments(one, self._maker(draw), self.COUNTED)
        if values is None:
            return
        asked_first = self.acts[0].account
        values |= {name: asked_first for name in ("requested_by", "proposed_by") if name in values}
        before = deepcopy(state)
        answer, refusal = asked(one, state, values, act)
        again, refusal_again = asked(one, state, values, act)
        assert state == before, f"{one.name} changed the state"
        assert type(refusal) is type(refusal_again) and _alike(answer, again), (
            f"{one.name}: twice, two answers"
        )
        self.COUNTED.decided[one.name] += 1
        if refusal is not None:
            is_let_in = not isinstance(refusal, NotLetIn)
            assert not is_let_in or one.name not in NEVER_REFUSED, f"{one.name} was refused: {refusal!r}"
            assert refusal.sentence("vi") and refusal.sentence("en")
            self.COUNTED.refusals[type(refusal).__name__] += 1
            return
        first, further = facts_of(self.KIND)
        for fact in answer:
            if type(fact) in further:
                self._take(fact, act)
            else:
                assert type(fact) in first or not one.about, f"{one.name} made {type(fact).__name__}"

    def _take(self, fact: Event, act: Act) -> None:
        assert stored(fact) == fact, f"{type(fact).__name__} is not the same out of the ledger"
        before = self.state
        state = fold(self.KIND, IDS[0], [fact], onto=before)
        assert state is not None and state.version == (0 if before is None else before.version + 1)
        assert fold(self.KIND, IDS[0], [fact], onto=before) == state
        self.state = state
        self.facts.append(fact)
        self.acts.append(act)
        self.COUNTED.facts[type(fact).__name__] += 1

    def _act(self, draw: Random) -> Act:
        self.now += timedelta(minutes=draw.choice((0, 1, 5, 600, 3_000, 60_000)))
        return act_of(draw, self.now)

    def _maker(self, draw: Random) -> Maker:
        return Maker(draw, self.now, another(draw, self.now))


def act_of(draw: Random, now: datetime) -> Act:
    """Return an act of one of a few people."""
    role = draw.choice(list(Role))
    return Act(by=Actor.account(draw.choice(IDS[:3])), at=now, role=role.value, unit=draw.choice(IDS[3:]))


def another(draw: Random, now: datetime) -> Callable[[Kind], Any]:
    """Return what makes the state of another record, with a few facts."""

    def made(kind: Kind) -> Any:
        maker = Maker(draw, now, made)
        facts = beginning(kind, maker, act_of(draw, now), Counted())
        return fold(kind, draw.choice(IDS), facts)

    return made


def beginning(kind: Kind, maker: Maker, act: Act, counted: Counted) -> list[Event]:
    """Return the facts that begin a stream: decided where something decides it, else made as they are stored."""
    first, further = facts_of(kind)
    begins = decisions_of(kind)[0]
    for _ in range(TRIES if begins else 0):
        one = maker.draw.choice(begins)
        values = arguments(one, maker, counted)
        if values is None:
            continue
        answer, refusal = asked(one, None, values, act)
        counted.decided[one.name] += 1
        is_right = refusal is None or isinstance(refusal, NotLetIn) or one.name not in NEVER_REFUSED
        assert is_right, f"{one.name} was refused: {refusal!r}"
        facts = [fact for fact in answer if type(fact) in first | further]
        if facts and type(facts[0]) in first:
            return facts
    return [maker.make(maker.draw.choice(sorted(first, key=lambda kind: kind.__name__)))]


def arguments(one: Decision, maker: Maker, counted: Counted) -> dict[str, Any] | None:
    """Return values for the parameters, or None when their own rules refused all that was tried."""
    for _ in range(TRIES):
        try:
            return {
                name: maker.draw.choice(kind.of) if isinstance(kind, Choice) else maker.make(kind)
                for name, kind in one.takes.items()
            }
        except CannotMake:
            continue
    counted.unmade[one.name] += 1
    return None


def asked(
    one: Decision, state: Any, values: dict[str, Any], act: Act
) -> tuple[tuple[Event, ...], DomainError | None]:
    """Return what was decided: facts, or the refusal; anything else that is raised is a fault.

    What a command would not have let in (a blank where something is to be said) is no fact either, and no fault.
    """
    try:
        return facts_in(one.made(state, values, act)), None
    except DomainError as refusal:
        return (), refusal
    except ValidationError as wrong:
        if any(error["type"] != "value_error" for error in wrong.errors()):
            raise
        return (), NotLetIn()


class NotLetIn(DomainError):
    """A rule of the way in says no, which a command asks before a decision is made."""


def _alike(one: tuple[Event, ...], other: tuple[Event, ...]) -> bool:
    return len(one) == len(other) and all(
        type(left) is type(right) and left == right for left, right in zip(one, other, strict=True)
    )
