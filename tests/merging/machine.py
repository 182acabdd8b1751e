"""A machine that takes in, logs, forwards, closes, reopens, corrects, merges and takes merges back, in any order.

After every step figures (today and as of an earlier position), rows of the follow-up log and open steps equal what is
counted anew from the list of facts (`naive.py`); no fact of any file is ever lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

import psycopg
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from application.child_case import (
    AddNote,
    CloseCase,
    FinishStep,
    ForwardCase,
    PlanStep,
    ReopenCase,
    SetDetails,
    TakeIn,
    add_note,
    close_case,
    finish_step,
    forward_case,
    plan_step,
    reopen_case,
    set_details,
    take_in,
)
from application.counselling import StartConsultation, start_consultation
from application.emergency import RecordEmergency, record_emergency
from application.ledger import Recorded
from application.merging import MergeCases, UnmergeCase, merge_cases, unmerge_case
from domain.child_case.follow_up import Closing, Forwarding, Step
from domain.child_case.intake import Child, Circumstances, Details, Reception, Situation
from domain.child_case.merging import (
    CaseGivenBack,
    CaseMergedAway,
    FollowedInMainFile,
    IsMergedAlready,
    IsNotMerged,
    MergeGround,
    Merging,
    SameFile,
)
from domain.child_case.refusals import CaseIsClosed, CaseIsOpen, NotForwardedYet, PoliceNotToldYet
from domain.counselling import Consultation
from domain.directory import Recipient, RecipientKind
from domain.emergency import Emergency
from domain.kernel import Refused
from domain.lists import AbuseType, Allegation, Outcome, PriorityTag, SpecialGroup
from infrastructure.follower import Follower
from infrastructure.work import PgWork
from tests.journeys.acts import acting
from tests.journeys.world import World
from tests.merging.naive import told

NOW = datetime.now(UTC)
SURE = Merging(known_by=MergeGround.PAPERS, reason="Cùng giấy khai sinh")
ALLEGED = (
    Circumstances(),
    Circumstances(allegation=Allegation.RISK),
    Circumstances(groups=(SpecialGroup.DISABILITY,), priority=(PriorityTag.EPIDEMIC,)),
    Circumstances(allegation=Allegation.ABUSE, abuse_types=(AbuseType.SEXUAL_ABUSE,)),
)
BODIES = (RecipientKind.HOTLINE_111, RecipientKind.COMMUNE_POLICE)
DAYS = tuple(date(2027, 1, 1) + timedelta(days=n) for n in range(4))
AGO = (timedelta(hours=1), timedelta(days=40))
MOST_FILES = 6
ONE = st.integers(0, MOST_FILES - 1)

_ROWS = """
SELECT case_id, state, alleged, duty_met, told, consultations, emergencies, due_on FROM v_follow_up_log.entries
 WHERE valid_to IS NULL AND merged_into IS NULL AND case_id = ANY(%s)
"""
_FIGURES = """
SELECT unit, month, measure, sum(delta) FROM v_article92.facts WHERE stream_id = ANY(%s) AND position <= %s
 GROUP BY unit, month, measure HAVING sum(delta) <> 0
"""
_STEPS = "SELECT stream_id, version FROM v_due.steps WHERE done_at IS NULL AND stream_id = ANY(%s)"


class Merges(RuleBasedStateMachine):
    """One child's files, and those of others."""

    WORLD: ClassVar[World]
    FOLLOWER: ClassVar[Follower]
    FOLDING: ClassVar[psycopg.Connection[Any]]
    READING: ClassVar[psycopg.Connection[Any]]
    COUNTED: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.facts: list[Recorded] = []
        self.cases: list[UUID] = []
        self.streams: list[UUID] = []
        self.last = 0

    # -- acts --------------------------------------------------------------------------------------------------------

    @initialize(first=st.sampled_from(ALLEGED), second=st.sampled_from(ALLEGED))
    def begin(self, first: Circumstances, second: Circumstances) -> None:
        self.take_in(first, "counsellor", AGO[0])
        self.take_in(second, "elsewhere", AGO[1])

    @rule(
        told=st.sampled_from(ALLEGED),
        who=st.sampled_from(("counsellor", "elsewhere")),
        ago=st.sampled_from(AGO),
    )
    def take_in(self, told: Circumstances, who: str, ago: timedelta) -> None:
        if len(self.cases) == MOST_FILES:
            return
        wish = TakeIn(
            situation=Situation(what="Cô giáo kể lại"),
            reception=Reception(received_at=NOW - ago),
            details=Details(child=Child(), circumstances=told),
        )
        self.cases.append(self.do(partial(take_in, wish), who))

    @rule(one=ONE)
    def note(self, one: int) -> None:
        self.do(partial(add_note, AddNote(case_id=self.of(one), note="Đã gọi cho cô giáo")))
        self.is_followed(one)

    @rule(one=ONE, body=st.sampled_from(BODIES))
    def forward(self, one: int, body: RecipientKind) -> None:
        sent = Forwarding(recipient=Recipient(kind=body))
        self.do(partial(forward_case, ForwardCase(case_id=self.of(one), forwarding=sent)))
        self.is_followed(one)

    @rule(one=ONE, due=st.sampled_from((None, *DAYS)))
    def counsel(self, one: int, due: date | None) -> None:
        step = Step(what="Gọi lại", due_on=due) if due else None
        said = Consultation(narrative="Nói với mẹ cháu", next=step)
        self.do(partial(start_consultation, StartConsultation(case_id=self.of(one), consultation=said)))
        self.is_followed(one)

    @rule(one=ONE, due=st.sampled_from(DAYS))
    def plan(self, one: int, due: date) -> None:
        self.do(partial(plan_step, PlanStep(case_id=self.of(one), step=Step(what="Thăm nhà", due_on=due))))
        self.is_followed(one)

    @rule(one=ONE)
    def finish(self, one: int) -> None:
        self.do(partial(finish_step, FinishStep(case_id=self.of(one))))

    @rule(one=ONE, told=st.sampled_from(ALLEGED))
    def correct(self, one: int, told: Circumstances) -> None:
        wish = SetDetails(
            case_id=self.of(one),
            situation=Situation(what="Cô giáo kể lại"),
            details=Details(child=Child(), circumstances=told),
        )
        self.do(partial(set_details, wish))
        self.is_followed(one)

    @rule(one=ONE)
    def cry(self, one: int) -> None:
        wish = RecordEmergency(emergency=Emergency(what="Cháu đang bị đánh"), case_id=self.of(one))
        self.do(partial(record_emergency, wish))
        self.is_followed(one)

    @rule(one=ONE)
    def close(self, one: int) -> None:
        self._close(self.of(one))

    @rule(one=ONE)
    def tell_the_police_and_close_the_main_file(self, one: int) -> None:
        known = told(self.facts)
        self.forward(one, RecipientKind.COMMUNE_POLICE)
        self._close(known.root(self.of(one)))

    def _close(self, case_id: UUID) -> None:
        known = told(self.facts)
        expected: tuple[type[Refused], ...] = ()
        if known.files[case_id].into is not None:
            expected = (FollowedInMainFile,)
        elif known.files[case_id].state == "closed":
            expected = (CaseIsClosed,)
        elif known.must_be_told(case_id):
            expected = (NotForwardedYet, PoliceNotToldYet)
        closing = Closing(outcome=Outcome.ADVISED, child_informed=True)
        self.do(partial(close_case, CloseCase(case_id=case_id, closing=closing)), refused=expected)

    @rule(one=ONE)
    def reopen(self, one: int) -> None:
        case_id = self.of(one)
        is_open = told(self.facts).files[case_id].state != "closed"
        self.do(partial(reopen_case, ReopenCase(case_id=case_id)), refused=(CaseIsOpen,) if is_open else ())

    @rule(one=ONE, other=ONE)
    def merge(self, one: int, other: int) -> None:
        self._merge(self.of(one), self.of(other))

    @rule(one=ONE, other=st.integers(1, MOST_FILES - 1))
    def merge_two_main_files(self, one: int, other: int) -> None:
        mains = [case_id for case_id, file in told(self.facts).files.items() if file.into is None]
        if len(mains) > 1:
            first = one % len(mains)
            self._merge(mains[first], mains[(first + 1 + other % (len(mains) - 1)) % len(mains)])

    def _merge(self, main: UUID, duplicate: UUID) -> None:
        files = told(self.facts).files
        expected: tuple[type[Refused], ...] = ()
        if main == duplicate:
            expected = (SameFile,)
        elif files[main].into is not None or files[duplicate].into is not None:
            expected = (IsMergedAlready,)
        wish = MergeCases(case_id=main, duplicate=duplicate, merging=SURE)
        self.do(partial(merge_cases, wish), refused=expected)

    @rule(one=ONE)
    def unmerge(self, one: int) -> None:
        self._unmerge(self.of(one))

    @rule(one=ONE)
    def give_back_a_duplicate(self, one: int) -> None:
        hanging = [case_id for case_id, file in told(self.facts).files.items() if file.into is not None]
        if hanging:
            self._unmerge(hanging[one % len(hanging)])

    def _unmerge(self, case_id: UUID) -> None:
        alone = told(self.facts).files[case_id].into is None
        wish = UnmergeCase(case_id=case_id, reason="Hai trẻ khác nhau")
        self.do(partial(unmerge_case, wish), refused=(IsNotMerged,) if alone else ())

    # -- what holds after every step -----------------------------------------------------------------------------------

    @invariant()
    def everything_is_as_counted_anew(self) -> None:
        if not self.facts:
            return
        while self.FOLLOWER.position < self.facts[-1].position:
            self.FOLLOWER.step(self.FOLDING)
        known = told(self.facts)
        assert self.rows() == known.rows()
        assert self.figures(self.facts[-1].position) == known.figures()
        assert set(self.READING.execute(_STEPS, (self.streams,)).fetchall()) == known.open_steps()
        earlier = self.facts[self.last % len(self.facts)].position
        assert self.figures(earlier) == told(self.facts, earlier).figures()
        self.last += 7
        self.COUNTED["steps"] += 1

    def rows(self) -> dict[UUID, dict[str, Any]]:
        names = ("state", "alleged", "duty_met", "told", "consultations", "emergencies", "due_on")
        found = {
            row[0]: dict(zip(names, row[1:], strict=True))
            for row in self.READING.execute(_ROWS, (self.cases,))
        }
        for row in found.values():
            row["told"] = sorted(one["kind"] for one in row["told"])
        return found

    def figures(self, upto: int) -> dict[tuple[UUID, date, str], int]:
        rows = self.READING.execute(_FIGURES, (self.streams, upto)).fetchall()
        return {(unit, month, measure): int(count) for unit, month, measure, count in rows}

    # -- through the real work -----------------------------------------------------------------------------------------

    def is_followed(self, one: int) -> None:
        """Whatever was logged on a file, the child is followed (DESIGN, section 3, rule 3)."""
        known = told(self.facts)
        assert known.files[known.root(self.of(one))].state != "closed"

    def of(self, one: int) -> UUID:
        return self.cases[one % len(self.cases)]

    def do(
        self,
        act: Callable[[PgWork], Any],
        who: str = "supervisor",
        refused: tuple[type[Refused], ...] = (),
    ) -> Any:
        with acting(self.WORLD, who) as work:
            try:
                done = act(work)
            except Refused as refusal:
                assert isinstance(refusal, refused), refusal
                self.COUNTED["refusals"] += 1
                return None
            assert not refused, f"{refused} was expected"
            work.commit()
            new = work.recorded
        self.facts += new
        self.streams += [one.stream for one in new if one.stream not in self.streams]
        self.COUNTED["merges"] += any(isinstance(one.fact, CaseMergedAway) for one in new)
        self.COUNTED["unmerges"] += any(isinstance(one.fact, CaseGivenBack) for one in new)
        self.COUNTED["facts"] += len(new)
        return done
