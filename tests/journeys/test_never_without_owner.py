"""Whatever is offered, accepted, declined, taken back or withdrawn: each open record has exactly one owner who can open
it, or stands on a supervisor's list (DESIGN, section 3, rule 9; decision 0087)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import count
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from application.accounts import CloseAccount, SetRoles, close_account, set_roles
from application.handover import AssignCase, HandOvers, NotACounsellor, assign_case
from application.transfer_desk import SeeTransfers, WorkTransfers, see_transfers
from application.work import NotSignedIn
from application.work_transfer import (
    AcceptWork,
    CallWorkBack,
    DeclineWork,
    OfferWork,
    TakeWorkBack,
    accept_work,
    call_work_back,
    decline_work,
    offer_work,
    take_work_back,
)
from domain.account import AccountIsClosed, Role
from domain.kernel import Refused, Unknown
from domain.work_transfer import TransferKind
from infrastructure.handover import PgHandOvers
from tests.journeys.acts import acting, do, followed, taken_in
from tests.journeys.test_handover import _counselled, _planned
from tests.journeys.test_work_transfer import declared
from tests.journeys.world import World

NO = (Refused, Unknown, NotSignedIn, AccountIsClosed, NotACounsellor)
TURN = count()
DONE: Counter[str] = Counter()
"""How often each act was not refused: a story in which nothing happens proves nothing."""
ACTS = (
    "case",
    "matter",
    "step",
    "offer",
    "self",
    "accept",
    "decline",
    "call",
    "back",
    "close",
    "move",
    "conflict",
)
USUAL = ("case", "offer", "accept", "offer", "decline", "self", "accept", "back", "offer", "back")
"""What happens more often."""


class Story:
    """One random history with people of its own."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.draw = world, random.Random(seed)
        turn = next(TURN)
        self.people = [f"person-{turn}-{number}" for number in range(3)]
        for one in self.people:
            world.person(one, f"Người {one}", "province", (Role.COUNSELLOR,))
        self.cases: list[tuple[UUID, str]] = []

    def who(self) -> str:
        return self.draw.choice(self.people)

    def tell(self, act: str) -> None:
        with suppress(*NO):
            getattr(self, f"_{act}")()
            DONE[act] += 1

    def _case(self) -> None:
        one = self.who()
        self.cases.append((taken_in(self.world, "Hà Thị Sen", who=one), one))

    def _matter(self) -> None:
        _counselled(self.world, None, who=self.who())

    def _step(self) -> None:
        if self.cases:
            case_id, keeper = self.draw.choice(self.cases)
            _planned(self.world, case_id, who=keeper, responsible=self.world.accounts[self.who()])

    def _offer(self) -> None:
        kind = self.draw.choice(list(TransferKind))
        self._offered("supervisor", kind)

    def _offered(self, by: str, kind: TransferKind) -> None:
        of = by if by in self.people else self.who()
        wish = OfferWork(of=self.world.accounts[of], kind=kind, receiver=self.world.accounts[self.who()])
        do(self.world, by, partial(offer_work, wish))

    def _self(self) -> None:
        self._offered(self.who(), TransferKind.AWAY)

    def _of(self, part: str, people: list[str]) -> tuple[str, UUID]:
        """Return somebody with such a move, and the move."""
        found = []
        for who in people:
            with suppress(*NO), acting(self.world, who) as work:
                found += [(who, row.transfer) for row in getattr(see_transfers(SeeTransfers(), work), part)]
        if not found:
            raise Unknown
        return self.draw.choice(found)

    def _accept(self) -> None:
        who, move = self._of("waiting", self.people)
        do(self.world, who, partial(accept_work, AcceptWork(transfer=move)))

    def _decline(self) -> None:
        who, move = self._of("waiting", self.people)
        do(self.world, who, partial(decline_work, DeclineWork(transfer=move, reason="Ốm")))

    def _call(self) -> None:
        who, move = self._of("latest", ["supervisor"])
        do(self.world, who, partial(call_work_back, CallWorkBack(transfer=move)))

    def _back(self) -> None:
        who, move = self._of("latest", self.people)
        do(self.world, who, partial(take_work_back, TakeWorkBack(transfer=move)))

    def _as_system(self, act: Callable[..., object]) -> None:
        with self.world.system() as work:
            act(work)
        followed(self.world)

    def _close(self) -> None:
        who = self.who()
        self._as_system(partial(close_account, CloseAccount(account=self.world.accounts[who])))
        self.world.tokens.pop(who, None)

    def _move(self) -> None:
        who, unit = self.who(), self.draw.choice(["province", "commune", "chapter"])
        wish = SetRoles(
            account=self.world.accounts[who], unit=self.world.units[unit], roles=(Role.COUNSELLOR,)
        )
        self._as_system(partial(set_roles, wish))
        self.world.tokens.pop(who, None)

    def _conflict(self) -> None:
        if self.cases:
            declared(self.world, self.who(), self.draw.choice(self.cases)[0])


_OPEN = """
SELECT r.record, r.unit, array_agg(a.account) FILTER (WHERE a.active AND a.relation = 'counsellor')
  FROM facts.records r LEFT JOIN facts.assignments a ON a.record = r.record
 WHERE r.state = 'open' AND (r.kind = 'case' OR (r.kind = 'counselling' AND EXISTS (
       SELECT FROM v_due.steps s WHERE s.stream_id = r.record AND s.done_at IS NULL)))
 GROUP BY r.record, r.unit
"""


def without_owner(world: World) -> set[UUID]:
    """Open records that nobody can do anything for and that stand on no supervisor's list."""
    waiting: set[UUID] = set()
    for who in ("supervisor", "commune_supervisor"):
        with acting(world, who) as work:
            found = work.view(HandOvers).waiting(10_000)  # type: ignore[type-abstract]
            waiting |= {row.record for row in found.rows if row.may_assign}
    with world.system() as work:
        moves = work.view(WorkTransfers)  # type: ignore[type-abstract]
        rows = work.connection.execute(_OPEN).fetchall()
        closed = moves.closed_to([record for record, _, _ in rows])
        staff = PgHandOvers(work).staff()
        opened = {who: moves.open_to(who, [record for record, _, _ in rows]) for who in staff}
    lost = set()
    for record, _, owners in rows:
        assert owners is not None and len(owners) == 1, (record, owners)
        owner = owners[0]
        can = owner in staff and record in opened[owner] and (record, owner) not in closed
        if not can and record not in waiting:
            lost.add(record)
    return lost


@settings(
    max_examples=6,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32), acts=st.permutations([*ACTS, *USUAL]))
def _told(world: World, seed: int, acts: list[str]) -> None:
    story = Story(world, seed)
    for act in ("case", "case", "case", "self", "accept", *acts):
        story.tell(act)
        assert without_owner(world) == set(), act


def test_no_open_record_is_ever_without_an_owner(world: World) -> None:
    DONE.clear()
    _told(world)
    assert set(DONE) == set(ACTS), DONE


def test_a_record_that_nobody_has_is_found(world: World) -> None:
    """The planted fault: a tie that ended with nobody in its place is seen by the check above."""
    record = taken_in(world, "Hà Thị Sen")
    with world.house.pool.connection() as connection:
        connection.execute("UPDATE facts.assignments SET active = false WHERE record = %s", (record,))
    try:
        without_owner(world)
    except AssertionError:
        return
    raise AssertionError("nobody has it, and the check did not say so")


def test_single_assignments_count_as_well(world: World) -> None:
    record = taken_in(world, "Hà Thị Sen")
    wish = AssignCase(case_id=record, counsellor=world.accounts["elsewhere"])
    do(world, "supervisor", partial(assign_case, wish))
    assert without_owner(world) == set()
