"""Whatever is offered, accepted, declined, taken back or withdrawn: each open record has exactly one owner who can open
it, or stands on a supervisor's list; each request to the chapter has somebody who acts next and somebody who reads the
opinion, or stands on a list of whoever can change that; a role that nobody holds is told to the administrator
(DESIGN, section 3, rule 9; decision 0087)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import count
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from application.accounts import CloseAccount, SetRoles, close_account, set_roles
from application.handover import AssignCase, HandOvers, NotACounsellor, assign_case
from application.referral import DeclareConflict, declare_conflict
from application.referral.desk import NextStep
from application.today import waiting_referrals
from application.transfer_desk import SeeTransfers, WorkTransfers, see_transfers
from application.vacancies import Vacancies, vacancies_for
from application.work import NotSignedIn
from application.work_transfer import (
    AcceptWork,
    CallWorkBack,
    DeclineWork,
    OfferWork,
    PutToTheHead,
    TakeWorkBack,
    accept_work,
    call_work_back,
    decline_work,
    offer_work,
    put_to_the_head,
    take_work_back,
)
from domain.account import AccountIsClosed, Role
from domain.kernel import Refused, Unknown
from domain.lists import UnitLevel
from domain.referral.request import ReferralStage
from domain.work_transfer import TransferKind
from infrastructure.handover import PgHandOvers
from tests.journeys.acts import acting, do, followed, taken_in
from tests.journeys.test_handover import _counselled, _planned
from tests.journeys.test_requests_handed import RELATED, asked, clear, closed, drafted, proposed, roles
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
    "ask",
    "propose",
    "declare",
    "recuse",
    "draft",
    "reassign",
    "reviewer_gone",
    "reviewer_conflict",
    "head_gone",
    "head_conflict",
    "head_named",
    "officer_gone",
    "officer_named",
    "supervisor_conflict",
)
USUAL = (
    *("case", "offer", "accept", "offer", "decline", "self", "accept", "back", "offer", "back"),
    *("call", "offer", "call", "ask", "ask", "propose", "propose", "propose", "declare", "declare"),
    *("draft", "head_named", "propose", "reassign"),
)
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
        self.chapter = f"chapter-{turn}"
        world.found(self.chapter, UnitLevel.LEGAL_CHAPTER, f"CH{turn}", f"Chi hội {turn}")
        self.reviewers = [f"reviewer-{turn}-{number}" for number in range(3)]
        for one in self.reviewers:
            world.person(one, f"Luật sư {one}", self.chapter, (Role.REVIEWER,))
        self.heads = count()
        self.officers = count()
        self._head_named()
        self.requests: list[UUID] = []

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

    def _declared(self, who: str) -> None:
        declared(self.world, who, self._a_case())

    def _a_case(self) -> UUID:
        if not self.cases:
            raise Unknown
        return self.draw.choice(self.cases)[0]

    def _conflict(self) -> None:
        self._declared(self.who())

    # -- the chapter ---------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        self._a_case()
        case_id, keeper = self.draw.choice(self.cases)
        self.requests.append(asked(self.world, case_id, keeper, self.chapter))

    def _a_request(self) -> UUID:
        if not self.requests:
            raise Unknown
        return self.draw.choice(self.requests)

    def _reviewed(self, act: Callable[[UUID, str], object]) -> None:
        """Let whoever reviews a request act on it: the first of whom it is not refused."""
        for request in self.draw.sample(self.requests, len(self.requests)):
            for who in self.reviewers:
                with suppress(*NO):
                    act(request, who)
                    return
        raise Unknown

    def _by_a_head(self, act: Callable[[str], None]) -> None:
        for who in self._all_heads():
            with suppress(*NO):
                return act(who)
        raise Unknown

    def _all_heads(self) -> list[str]:
        return [who for who in self.world.accounts if who.startswith(f"head-{self.chapter}-")]

    def _propose(self) -> None:
        request, to = self._a_request(), self.draw.choice(self.reviewers)
        self._by_a_head(lambda who: proposed(self.world, request, to, who))

    def _declare(self) -> None:
        self._reviewed(lambda request, who: clear(self.world, request, who))

    def _recuse(self) -> None:
        self._reviewed(
            lambda request, who: do(
                self.world,
                who,
                partial(declare_conflict, DeclareConflict(referral_id=request, declaration=RELATED)),
            )
        )

    def _draft(self) -> None:
        self._reviewed(lambda request, who: drafted(self.world, request, who))

    def _reassign(self) -> None:
        for who in self.reviewers:
            wish = PutToTheHead(of=self.world.accounts[who])
            with suppress(*NO):
                do(self.world, "supervisor", partial(put_to_the_head, wish))
                return
        raise Unknown

    def _reviewer_gone(self) -> None:
        who = self.draw.choice(self.reviewers)
        if self.draw.random() < 0.5:
            closed(self.world, who)
        else:
            roles(self.world, who, self.draw.choice(["province", self.chapter]), Role.OFFICE)

    def _reviewer_conflict(self) -> None:
        self._declared(self.draw.choice(self.reviewers))

    def _head_gone(self) -> None:
        closed(self.world, self.draw.choice(self._all_heads()))

    def _head_conflict(self) -> None:
        self._by_a_head(self._declared)

    def _head_named(self) -> None:
        who = f"head-{self.chapter}-{next(self.heads)}"
        self.world.person(who, f"Chi hội trưởng {who}", self.chapter, (Role.CHAPTER_HEAD,))

    def _supervisor_conflict(self) -> None:
        self._declared("commune_supervisor")

    # -- data protection -----------------------------------------------------------------------------------------

    def _officer_gone(self) -> None:
        """Every officer's account ends, one after the other."""
        for who in [one for one in self.world.accounts if one.startswith("officer")]:
            with suppress(*NO):
                closed(self.world, who)

    def _officer_named(self) -> None:
        who = f"officer-{self.chapter}-{next(self.officers)}"
        self.world.person(who, f"Người phụ trách {who}", "province", (Role.DATA_PROTECTION_OFFICER,))


_OPEN = """
SELECT r.record, r.unit, array_agg(a.account) FILTER (WHERE a.active AND a.relation = 'counsellor')
  FROM facts.records r LEFT JOIN facts.assignments a ON a.record = r.record
 WHERE r.state = 'open' AND (r.kind = 'case' OR (r.kind = 'counselling' AND EXISTS (
       SELECT FROM v_due.steps s WHERE s.stream_id = r.record AND s.done_at IS NULL)))
 GROUP BY r.record, r.unit
"""


def _waiting(world: World) -> set[UUID]:
    """What stands on the list of a supervisor who may hand it over."""
    waiting: set[UUID] = set()
    for who in ("supervisor", "commune_supervisor"):
        with acting(world, who) as work:
            found = work.view(HandOvers).waiting(10_000)  # type: ignore[type-abstract]
            waiting |= {row.record for row in found.rows if row.may_assign}
    return waiting


_REQUESTS = """
SELECT r.record, r.unit, r.state,
       array(SELECT a.account FROM facts.assignments a WHERE a.record = r.record AND a.active
          AND a.relation = 'referrer'),
       array(SELECT a.account FROM facts.assignments a WHERE a.record = r.record AND a.active
          AND a.relation IN ('reviewer', 'proposed-reviewer'))
  FROM facts.records r WHERE r.kind = 'referral' AND r.state = ANY(%s)
"""


def in_use(world: World) -> dict[UUID, tuple[UUID, set[str]]]:
    """Unit and roles of the accounts in use."""
    with world.system() as work:
        rows = work.connection.execute(
            "SELECT account, unit, roles FROM facts.accounts WHERE state = 'active'"
        )
        return {account: (unit, set(roles)) for account, unit, roles in rows}


def requests_without_owner(world: World, story: Story) -> set[tuple[UUID, str]]:
    """Requests of which nobody would read the opinion, or on which nobody acts next, with nobody told of it.

    Recomputed from who is there; conflicts of interest are asked of the declarations alone, not of the lists.
    """
    people, waiting = in_use(world), _waiting(world)
    names = {account: who for who, account in world.accounts.items()}
    stages = [stage.value for stage in ReferralStage if stage.is_awaited]
    with world.system() as work:
        rows = work.connection.execute(_REQUESTS, (stages,)).fetchall()
        conflicts = set(
            work.connection.execute(
                "SELECT k.account, r.record FROM facts.conflicts k JOIN facts.records r ON r.case_id = k.record"
            ).fetchall()
        )
    told = {unit for unit, _ in told_to_the_administrator(world).without_head}
    tasks = {
        who: tasks_of(world, who)
        for who in (*story._all_heads(), *story.reviewers)
        if world.accounts[who] in people
    }
    lost = set()
    for record, chapter, state, askers, reviewers in rows:
        assert len(askers) == 1, (record, askers)
        asks = bool(people.get(askers[0], (None, set()))[1] & {"counsellor", "supervisor"})
        if not (asks and (askers[0], record) not in conflicts) and record not in waiting:
            lost.add((record, "reads"))
        stage = ReferralStage(state)
        if chapter != world.units[story.chapter] or not stage.is_open:
            continue
        heads = {
            who
            for who in story._all_heads()
            if world.accounts[who] in people and (world.accounts[who], record) not in conflicts
        }
        steps = {NextStep.ASSIGN, NextStep.APPROVE, NextStep.REASSIGN}
        headed = any(record in tasks[who][step] for who in heads for step in steps)
        able = [
            one
            for one in reviewers
            if people.get(one, (None, set()))[0] == chapter
            and "reviewer" in people[one][1]
            and (one, record) not in conflicts
        ]
        acts = headed or any(
            record in tasks[names[one]][step] for one in able for step in (NextStep.DECLARE, NextStep.WRITE)
        )
        if not (acts or chapter in told):
            lost.add((record, "acts"))
        if not heads and chapter not in told:
            lost.add((record, "heads"))
    return lost


def tasks_of(world: World, who: str) -> dict[NextStep, set[UUID]]:
    """What of the chapter's work stands on somebody's *Việc hôm nay*."""
    tasks: dict[NextStep, set[UUID]] = {step: set() for step in NextStep}
    with acting(world, who) as work:
        for part in waiting_referrals(work):
            tasks[part.step] = {row.row.referral_id for row in part.rows}
    return tasks


def told_to_the_administrator(world: World) -> Vacancies:
    with acting(world, "administrator") as work:
        return vacancies_for(work)


def officers_told(world: World) -> bool:
    """Whether the administrator knows that no officer is left, exactly when there is none."""
    left = any("data_protection_officer" in roles for _, roles in in_use(world).values())
    return told_to_the_administrator(world).no_officer is not left


def without_owner(world: World) -> set[UUID]:
    """Open records that nobody can do anything for and that stand on no supervisor's list."""
    waiting = _waiting(world)
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


def _told(world: World, examples: int) -> None:
    """Tell so many stories; after each act, nothing is without an owner."""

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(seed=st.integers(0, 2**32), acts=st.permutations([*ACTS, *USUAL]))
    def story(seed: int, acts: list[str]) -> None:
        told = Story(world, seed)
        for act in ("case", "case", "case", "self", "accept", "ask", "propose", *acts):
            told.tell(act)
            assert without_owner(world) == set(), act
            assert requests_without_owner(world, told) == set(), act
            assert officers_told(world), act

    story()


def test_no_open_record_is_ever_without_an_owner(world: World) -> None:
    DONE.clear()
    _told(world, 1)
    assert {"ask", "propose", "close", "head_gone", "reviewer_gone", "officer_gone"} <= set(DONE), DONE


@pytest.mark.long
def test_in_many_more_histories_too(world: World) -> None:
    DONE.clear()
    _told(world, 10)
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
