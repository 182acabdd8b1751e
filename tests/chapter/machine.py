"""A machine that asks, assigns, declares, writes, approves, asks more and finds ties, by anybody and in any order.

After every act the answer, the stage in the log and in the fact rows, who can open the file, who sees the request and
how many questions are open equal what the plain model says (`model.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from application.access import Action
from application.child_case import TakeIn, take_in
from application.conflict import DeclareInterest, declare_interest
from application.referral import (
    ApproveOpinion,
    AskChapter,
    BeginReview,
    DeclareConflict,
    DeclineReferral,
    DraftOpinion,
    ProposeReviewer,
    ReadOpinion,
    SendOpinionBack,
    SendToLegalAid,
    WithdrawReferral,
    approve_opinion,
    ask_chapter,
    begin_reviewing,
    declare_conflict,
    decline_referral,
    draft_opinion,
    propose_reviewer,
    read_opinion,
    send_opinion_back,
    send_to_legal_aid,
    withdraw_referral,
)
from application.referral.opinions import NoteDissent, TakeUpStep, note_dissent, take_up_step
from application.referral.questions import (
    AnswerQuestion,
    AskForMore,
    AskForMoreAsHead,
    answer_asked,
    ask_more,
)
from application.referral.second_look import (
    AskSecondLook,
    NoteDissentAsReader,
    ask_for_second_look,
    note_dissent_as_reader,
)
from application.referral.tie import NoteTie, note_tie
from domain.child_case import ChildCase
from domain.child_case.intake import Child, Details, Reception, Situation
from domain.conflict import Declaration as Interested
from domain.conflict import Interest
from domain.kernel import Refused, Unknown
from domain.referral import Referral
from domain.referral.conflict_sheet import Declaration, SheetAnswer
from domain.referral.opinion import RecommendedStep, StepKind
from domain.referral.request import Party, ReferralRequest
from infrastructure.work import PgWork
from tests.chapter.model import DONE, HEADS, NOT_THERE, OPEN, REFUSED, REVIEWERS, Answer, Asked, Matter
from tests.domain.test_referral import OPINION
from tests.journeys.acts import acting
from tests.journeys.world import World

REQUEST = ReferralRequest(
    question="Ai nuôi cháu?", facts="Cha mẹ ly hôn.", parties=(Party(name="Triệu Thị Mận"),)
)
STEP = RecommendedStep(what="Gửi văn bản", kind=StepKind.LETTER, due_on=date(2027, 1, 10))
WRITTEN = OPINION.model_copy(update={"steps": (STEP,)})
SAID = {
    "clear": Declaration.clean(),
    "unsure": Declaration.clean().model_copy(update={"related": SheetAnswer.UNSURE}),
    "conflict": Declaration.clean().model_copy(update={"counsel": SheetAnswer.YES}),
}
HEAD, REVIEWER = st.sampled_from(HEADS), st.sampled_from(REVIEWERS)
ANYBODY = st.sampled_from((*HEADS, *REVIEWERS, "counsellor", "colleague"))
_STATE = """
SELECT r.state, f.open_questions FROM facts.records r JOIN facts.referrals f ON f.referral = r.record
 WHERE r.record = %s
"""


class Requests(RuleBasedStateMachine):
    """Requests about one case after another."""

    WORLD: ClassVar[World]
    COUNTED: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.matter = Matter()
        self.asked: list[tuple[UUID, Asked]] = []

    @initialize()
    def begin(self) -> None:
        self.matter = Matter()
        self._keep_awake()
        wish = TakeIn(
            situation=Situation(what="Cô giáo kể lại"), reception=Reception(), details=Details(child=Child())
        )
        with acting(self.WORLD, "counsellor") as work:
            self.case: UUID = take_in(wish, work)
            work.commit()
        with self.WORLD.system() as work:
            self.code = work.read(ChildCase, self.case).code
        self.ask_chapter()

    def _keep_awake(self) -> None:
        """Let no session be locked for being idle, however long the machine runs."""
        for who in (*HEADS, *REVIEWERS, "counsellor", "colleague"):
            with acting(self.WORLD, who):
                pass
        with self.WORLD.house.pool.connection() as connection:
            connection.execute("UPDATE auth.sessions SET seen_at = now()")

    def ask_chapter(self) -> None:
        wish = AskChapter(case_id=self.case, chapter=self.WORLD.units["chapter"], request=REQUEST)
        with acting(self.WORLD, "counsellor") as work:
            made = ask_chapter(wish, work)
            work.commit()
        self.asked.append((made, Asked(self.matter)))

    # -- acts --------------------------------------------------------------------------------------------------------

    @rule(anew=st.booleans())
    def ask_again(self, anew: bool) -> None:
        """Ask about the same case again, or about another once nobody is left to review this one."""
        if len(self.matter.recused | self.matter.concerned) > 2 or (anew and self.is_over()):
            self.begin()
        elif self.is_over():
            self.ask_chapter()

    def is_over(self) -> bool:
        return self.asked[-1][1].stage not in OPEN

    @rule(head=HEAD, who=REVIEWER, said=st.sampled_from(("clear", "clear", "clear", "unsure", "conflict")))
    def go_on(self, head: str, who: str, said: str) -> None:
        """What the request waits for, by whom it waits for."""
        one = self.asked[-1][1]
        chosen = one.reviewer or who
        match one.stage:
            case "submitted" | "recused":
                self.propose(head, who)
            case "conflict_check":
                self.declare(chosen, said)
            case "assigned" | "in_review":
                self.draft(chosen)
            case "opinion_drafted":
                self.approve(head)
            case "opinion_approved":
                self.read("counsellor")
            case _:
                self.find_tie(head, who)

    @rule(head=HEAD, who=REVIEWER, said=st.sampled_from(("clear", "clear", "conflict")))
    def go_further(self, head: str, who: str, said: str) -> None:
        """Once more, so that whole ways are common."""
        self.go_on(head, who, said)

    @rule(head=st.sampled_from((*HEADS, "colleague")), who=st.sampled_from((*REVIEWERS, "counsellor")))
    def propose(self, head: str, who: str) -> None:
        account = self.WORLD.accounts[who]
        self.do(
            head,
            lambda id_: partial(propose_reviewer, ProposeReviewer(referral_id=id_, reviewer=account)),
            lambda one: one.propose(head, who),
        )

    @rule(who=REVIEWER, said=st.sampled_from(("clear", "clear", "clear", "unsure", "conflict")))
    def declare(self, who: str, said: str) -> None:
        self.do(
            who,
            lambda id_: partial(declare_conflict, DeclareConflict(referral_id=id_, declaration=SAID[said])),
            lambda one: one.declare(who, said),
        )

    @rule(who=REVIEWER)
    def begin_review(self, who: str) -> None:
        self.do(
            who,
            lambda id_: partial(begin_reviewing, BeginReview(referral_id=id_)),
            lambda one: one.begin(who),
        )

    @rule(who=REVIEWER)
    def draft(self, who: str) -> None:
        self.do(
            who,
            lambda id_: partial(draft_opinion, DraftOpinion(referral_id=id_, opinion=WRITTEN)),
            lambda one: one.draft(who),
        )

    @rule(head=HEAD)
    def approve(self, head: str) -> None:
        self.do(
            head,
            lambda id_: partial(approve_opinion, ApproveOpinion(referral_id=id_)),
            lambda one: one.approve(head),
        )

    @rule(head=HEAD)
    def send_back(self, head: str) -> None:
        self.do(
            head,
            lambda id_: partial(send_opinion_back, SendOpinionBack(referral_id=id_, comment="Nêu rõ")),
            lambda one: one.send_back(head),
        )

    @rule(head=HEAD, often=st.integers(0, 9))
    def decline(self, head: str, often: int) -> None:
        if not often:
            self.do(
                head,
                lambda id_: partial(decline_referral, DeclineReferral(referral_id=id_, reason="Đang thụ lý")),
                lambda one: one.end(head, "declined"),
            )

    @rule(head=HEAD, often=st.integers(0, 9))
    def legal_aid(self, head: str, often: int) -> None:
        if not often:
            wish = partial(SendToLegalAid, sent_on=date(2026, 3, 2))
            self.do(
                head,
                lambda id_: partial(send_to_legal_aid, wish(referral_id=id_)),
                lambda one: one.end(head, "sent_to_legal_aid"),
            )

    @rule(who=st.sampled_from(("counsellor", "colleague")), often=st.integers(0, 6))
    def withdraw(self, who: str, often: int) -> None:
        if not often:
            self.do(
                who,
                lambda id_: partial(withdraw_referral, WithdrawReferral(referral_id=id_)),
                lambda one: one.end(who, "withdrawn"),
            )

    @rule(who=st.sampled_from(("counsellor", "colleague")))
    def read(self, who: str) -> None:
        self.do(
            who,
            lambda id_: partial(read_opinion, ReadOpinion(referral_id=id_)),
            lambda one: one.read(who),
        )

    @rule(head=HEAD)
    def dissent(self, head: str) -> None:
        self.do(
            head,
            lambda id_: partial(note_dissent, NoteDissent(referral_id=id_, note="Tôi hiểu khác")),
            lambda one: one.dissent(head),
        )

    @rule(head=HEAD, who=st.sampled_from((*REVIEWERS, "counsellor")))
    def ask_to_look(self, head: str, who: str) -> None:
        account = self.WORLD.accounts[who]
        self.do(
            head,
            lambda id_: partial(ask_for_second_look, AskSecondLook(referral_id=id_, reader=account)),
            lambda one: one.ask_to_look(head, who),
        )

    @rule(who=REVIEWER)
    def dissent_as_reader(self, who: str) -> None:
        self.do(
            who,
            lambda id_: partial(note_dissent_as_reader, NoteDissentAsReader(referral_id=id_, note="Khác")),
            lambda one: one.dissent_as_reader(who),
        )

    @rule(who=st.sampled_from(("counsellor", "counsellor", "colleague")))
    def take_up(self, who: str) -> None:
        self.do(
            who,
            lambda id_: partial(take_up_step, TakeUpStep(referral_id=id_, step=0, reference="17/CV")),
            lambda one: one.take_up(who),
        )

    @rule(who=st.sampled_from((*HEADS, *REVIEWERS)))
    def ask(self, who: str) -> None:
        kind = AskForMoreAsHead if who in HEADS else AskForMore
        self.do(
            who,
            lambda id_: partial(ask_more, kind(referral_id=id_, question="Ai nuôi?")),
            lambda one: one.ask(who),
        )

    @rule(who=st.sampled_from(("counsellor", "counsellor", "colleague")))
    def answer(self, who: str) -> None:
        open_to = self.of_log(self.asked[-1][0]).questions
        asked = open_to[0] if open_to else 99
        self.do(
            who,
            lambda id_: partial(answer_asked, AnswerQuestion(referral_id=id_, asked=asked, answer="Ông bà.")),
            lambda one: one.answer(who, there=bool(open_to)),
        )

    @rule(head=HEAD, who=st.sampled_from((*HEADS, *REVIEWERS)))
    def find_tie(self, head: str, who: str) -> None:
        account = self.WORLD.accounts[who]
        self.do(
            head,
            lambda id_: partial(note_tie, NoteTie(referral_id=id_, account=account, reason="Anh em họ")),
            lambda one: one.tie(head, who),
        )

    @rule(who=st.sampled_from((*HEADS, *REVIEWERS)), often=st.integers(0, 14))
    def stand_aside(self, who: str, often: int) -> None:
        if often:
            return
        wish = DeclareInterest(code=self.code, declaration=Interested(interest=Interest.RELATIVE))
        with acting(self.WORLD, who) as work:
            declare_interest(wish, work)
            work.commit()
        self.matter.concerned.add(who)
        self.compare()

    # -- against the model -------------------------------------------------------------------------------------------

    def do(
        self,
        who: str,
        wish: Callable[[UUID], Callable[[PgWork], Any]],
        model: Callable[[Asked], Answer],
    ) -> None:
        """Do it to the latest request, through the handler, and to the model; the answers are the same."""
        referral, one = self.asked[-1]
        expected, got = model(one), DONE
        with acting(self.WORLD, who) as work:
            try:
                wish(referral)(work)
                work.commit()
            except Refused:
                got = REFUSED
            except Unknown:
                got = NOT_THERE
        assert got is expected, (who, wish, expected, got)
        self.COUNTED["steps"] += 1
        self.COUNTED[expected.value] += 1
        self.COUNTED[one.stage] += 1
        self.compare(rights=got is DONE)
        if self.COUNTED["steps"] % 1000 == 0:
            print(dict(self.COUNTED))

    def of_log(self, referral: UUID) -> Referral:
        with self.WORLD.system() as work:
            return work.read(Referral, referral)

    def compare(self, *, rights: bool = True) -> None:
        """Compare stage and questions; rights too, but after a "no", which left the rows as they were."""
        referral, one = self.asked[-1]
        state = self.of_log(referral)
        with self.WORLD.house.pool.connection() as connection:
            row = connection.execute(_STATE, (referral,)).fetchone()
        assert row == (one.stage, one.questions)
        assert (state.stage.value, len(state.questions)) == (one.stage, one.questions)
        assert state.drafted_by is None or bool(state.taken_up) == one.taken, (state.taken_up, one)
        for who in REVIEWERS if rights else ():
            with acting(self.WORLD, who) as work:
                assert work.may(Action.REVIEW_REFERRAL, referral) == one.opens(who), (who, one)
                assert work.may(Action.DECLARE_CONFLICT, referral) == one.is_chosen(who), (who, one)
        for who in HEADS if rights else ():
            with acting(self.WORLD, who) as work:
                assert work.may(Action.OPEN_REFERRAL, referral) == one.heads(who), (who, one)
        assert one.stage in OPEN or not any(one.opens(who) for who in REVIEWERS)
