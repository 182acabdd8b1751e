"""Recommendation (*kiến nghị*): collected, drafted, approved by another, conveyed, tracked to its reply, fed back.

Source: Law on Children 102/2016/QH13, art. 92(2), (4); Decree 56/2017/NĐ-CP, art. 52(2), (3) for opinions of children;
LAW 1.2, 1.3, 10.1(4). No law sets a term for the reply, so reminders are *quy ước nội bộ* (`reminders`).
"""

from __future__ import annotations

from datetime import date
from typing import TypeVar
from uuid import UUID

from domain.calendar import vietnam_day
from domain.files import Files
from domain.kernel import Act, Legal, State
from domain.recommendation import facts as f
from domain.recommendation.codes import (
    Ending,
    Origin,
    RecommendationKind,
    RecommendationStage,
    Verdict,
)
from domain.recommendation.following import followed
from domain.recommendation.parts import (
    Sent,
    counted_collecting,
    counted_conveying,
    counted_following,
    may_quote,
)
from domain.recommendation.refusals import (
    AcknowledgedAlready,
    AnsweredAlready,
    BeforeIt,
    ExplanationMissing,
    InTheFuture,
    NoSuchEntry,
    NotFedBack,
    NothingToEscalate,
    OnlyPositions,
    RecommendationIsElsewhere,
    SameOne,
    WordsNeedConsent,
)
from domain.second_person import by_another

F = TypeVar("F", bound=f.Followed)
S = RecommendationStage
BEFORE_CONVEYING = frozenset({S.COLLECTED, S.DRAFTED, S.APPROVED})
WITH_BODIES = frozenset({S.CONVEYED, S.ACKNOWLEDGED, S.REPLIED, S.FED_BACK})


class Recommendation(State[f.RecommendationCollected, f.Further]):
    """One recommendation, or one position statement."""

    unit: UUID
    code: str
    collected: f.Collected
    case_id: UUID | None = None
    referral_id: UUID | None = None
    letter: Legal[f.Letter | None] = None
    drafted: int | None = None
    """Version of the draft that waits, or was approved."""
    drafted_by: UUID | None = None
    approved: bool = False
    sent: tuple[Sent, ...] = ()
    feedbacks: tuple[int, ...] = ()
    closed: int | None = None
    withdrawn: int | None = None
    merged_into: UUID | None = None
    joined: tuple[UUID, ...] = ()
    files: Files = Files()

    @classmethod
    def collect(
        cls,
        code: str,
        unit: UUID,
        collected: f.Collected,
        act: Act,
        *,
        case_id: UUID | None = None,
        referral_id: UUID | None = None,
        step: int | None = None,
    ) -> f.RecommendationCollected:
        """Enter what came in; whoever it comes from, and whatever is agreed about a child's words.

        Raises:
            InTheFuture: The day has not come.
        """
        has_come(collected.collected_on, act)
        return f.RecommendationCollected(
            occurred_at=act.at,
            code=code,
            unit=unit,
            collected=collected,
            counted=counted_collecting(collected, unit),
            case_id=case_id,
            referral_id=referral_id,
            step=step,
        )

    @classmethod
    def began(cls, stream: UUID, fact: f.RecommendationCollected) -> Recommendation:
        """Return the state after the first fact."""
        return cls(
            id=stream,
            version=0,
            unit=fact.unit,
            code=fact.code,
            collected=fact.collected,
            case_id=fact.case_id,
            referral_id=fact.referral_id,
        )

    def apply(self, fact: f.Further) -> Recommendation:
        """Return the state after one more fact."""
        return followed(self, fact)

    # -- how far it is -------------------------------------------------------------------------------------------------

    @property
    def stage(self) -> RecommendationStage:
        """How far it is."""
        if self.merged_into is not None:
            return S.MERGED
        if self.withdrawn is not None:
            return S.WITHDRAWN
        if self.closed is not None:
            return S.CLOSED
        if self.sent:
            return self._with_bodies()
        if self.drafted is None:
            return S.COLLECTED
        return S.APPROVED if self.approved else S.DRAFTED

    def _with_bodies(self) -> RecommendationStage:
        if not self.waiting_for:
            return S.FED_BACK if self.is_fed_back else S.REPLIED
        heard = any(one.acknowledged is not None or one.answers for one in self.sent)
        return S.ACKNOWLEDGED if heard else S.CONVEYED

    @property
    def escalated(self) -> frozenset[int]:
        """Conveyances that were taken to a higher body."""
        return frozenset(one.over for one in self.sent if one.over is not None)

    @property
    def waiting_for(self) -> tuple[Sent, ...]:
        """Conveyances that nobody answered and that were not taken to a higher body."""
        return tuple(one for one in self.sent if not one.answers and one.version not in self.escalated)

    @property
    def is_fed_back(self) -> bool:
        """Whether somebody was told, or it was said why not, after the last thing that came from or went to a body."""
        last = max(
            (v for one in self.sent for v in (one.version, *(a.version for a in one.answers))), default=0
        )
        return any(version > last for version in self.feedbacks)

    @property
    def may_quote(self) -> bool:
        """Whether the child's own words may leave the association."""
        return may_quote(self.collected.voice)

    def conveyance(self, version: int) -> Sent:
        """Return one conveyance.

        Raises:
            NoSuchEntry: There is none, or it was cancelled.
        """
        found = next((one for one in self.sent if one.version == version), None)
        if found is None:
            raise NoSuchEntry
        return found

    # -- the letter ----------------------------------------------------------------------------------------------------

    def draft(self, letter: f.Letter, account: UUID, act: Act) -> f.RecommendationDrafted:
        """Write the letter, or write it anew; what was approved has to be approved again."""
        self._is_at(*BEFORE_CONVEYING)
        if letter.quotes_child and not self.may_quote:
            raise WordsNeedConsent
        return self.told(
            f.RecommendationDrafted(occurred_at=act.at, stage=self.stage, letter=letter, drafted_by=account)
        )

    def send_back(self, comment: str, act: Act) -> f.RecommendationSentBack:
        """Ask that the letter be looked at again."""
        self._is_at(S.DRAFTED)
        return self.told(
            f.RecommendationSentBack(
                occurred_at=act.at, stage=self.stage, drafted=self.drafted or 0, comment=comment
            )
        )

    def approve(self, act: Act) -> f.RecommendationApproved:
        """Agree with the letter as somebody else than whoever wrote it.

        Raises:
            RecommendationIsElsewhere: No letter waits.
            SecondPersonNeeded: It is their own.
            WordsNeedConsent: It quotes the child, and that is not agreed any more.
        """
        self._is_at(S.DRAFTED)
        by_another(self.drafted_by, act)
        if isinstance(self.letter, f.Letter) and self.letter.quotes_child and not self.may_quote:
            raise WordsNeedConsent
        return self.told(
            f.RecommendationApproved(occurred_at=act.at, stage=self.stage, drafted=self.drafted or 0)
        )

    # -- with bodies ---------------------------------------------------------------------------------------------------

    def convey(self, conveyance: f.Conveyance, act: Act) -> f.RecommendationConveyed:
        """Note that it went to a body; to as many as there are."""
        self._is_at(S.APPROVED, *WITH_BODIES)
        has_come(conveyance.on, act)
        return self.told(
            f.RecommendationConveyed(
                occurred_at=act.at,
                stage=self.stage,
                conveyance=conveyance,
                counted=counted_conveying(self.collected, conveyance, self.unit),
            )
        )

    def acknowledge(self, given: f.Acknowledgement, act: Act) -> f.RecommendationAcknowledged:
        """Note that a body confirmed receipt."""
        self._is_at(*WITH_BODIES)
        one = self.follows(given.conveyed, given.on, act)
        if one.acknowledged is not None or one.answers:
            raise AcknowledgedAlready
        return self.told(
            f.RecommendationAcknowledged(occurred_at=act.at, stage=self.stage, acknowledgement=given)
        )

    def reply(self, given: f.Reply, act: Act) -> f.RecommendationReplied:
        """Note what a body answered; one that is closed goes on with it, and no answer is ever turned away.

        Raises:
            NoSuchEntry: It was not conveyed there.
            ExplanationMissing: It says that there is an explanation, and there is none.
        """
        self.follows(given.conveyed, given.on, act)
        is_explained(given)
        return self.told(
            f.RecommendationReplied(
                occurred_at=act.at,
                stage=self.stage,
                reply=given,
                counted=counted_following(self.collected, given.on, self.unit),
            )
        )

    def remind(self, given: f.Reminder, act: Act) -> f.RecommendationReminded:
        """Note that a body was asked again."""
        self._is_at(*WITH_BODIES)
        one = self.follows(given.conveyed, given.on, act)
        if one not in self.waiting_for:
            raise AnsweredAlready
        return self.told(f.RecommendationReminded(occurred_at=act.at, stage=self.stage, reminder=given))

    def escalate(self, over: int, conveyance: f.Conveyance, why: str, act: Act) -> f.RecommendationEscalated:
        """Note that it was taken to a higher body."""
        self._is_at(*WITH_BODIES)
        one = self.follows(over, conveyance.on, act)
        accepted = one.answer is not None and one.answer.verdict is Verdict.ACCEPTED
        if accepted or over in self.escalated:
            raise NothingToEscalate
        return self.told(
            f.RecommendationEscalated(
                occurred_at=act.at,
                stage=self.stage,
                over=over,
                conveyance=conveyance,
                counted=counted_conveying(self.collected, conveyance, self.unit),
                why=why,
            )
        )

    # -- its end -------------------------------------------------------------------------------------------------------

    def feed_back(self, given: f.Feedback, act: Act) -> f.RecommendationFedBack:
        """Note that the child, or whoever proposed it, was told, or why not; open at every stage."""
        has_come(given.on, act)
        return self.told(
            f.RecommendationFedBack(
                occurred_at=act.at,
                stage=self.stage,
                feedback=given,
                counted=counted_following(self.collected, given.on, self.unit),
            )
        )

    def close(self, closing: f.Closing, act: Act) -> f.RecommendationClosed:
        """Say that it is over.

        Raises:
            RecommendationIsElsewhere: Nothing was conveyed, or it is over already; or bodies have not answered.
            OnlyPositions: It is a recommendation and waits for replies.
            NotFedBack: Nobody was told, and it is not said why.
        """
        self._is_at(*WITH_BODIES)
        is_position = self.collected.kind is RecommendationKind.POSITION
        if closing.how is Ending.STATED and not is_position:
            raise OnlyPositions
        if closing.how is Ending.ANSWERED and self.waiting_for:
            raise RecommendationIsElsewhere(self.stage)
        if closing.how is Ending.NO_REPLY and not self.stage.waits_for_reply:
            raise RecommendationIsElsewhere(self.stage)
        if closing.how is not Ending.STATED and not self.is_fed_back:
            raise NotFedBack
        if closing.how is Ending.STATED and self.collected.origin is Origin.CHILD and not self.is_fed_back:
            raise NotFedBack
        return self.told(f.RecommendationClosed(occurred_at=act.at, stage=self.stage, closing=closing))

    def withdraw(self, given: f.Withdrawal, act: Act) -> f.RecommendationWithdrawn:
        """Say why it is not followed any more."""
        self._is_at(*BEFORE_CONVEYING, S.CONVEYED, S.ACKNOWLEDGED)
        return self.told(f.RecommendationWithdrawn(occurred_at=act.at, stage=self.stage, withdrawal=given))

    def merge(self, into: Recommendation, reason: str, act: Act) -> f.RecommendationMerged:
        """Follow it with another one that asks the same; `join` is the other half."""
        if into.id == self.id:
            raise SameOne
        self._is_at(*BEFORE_CONVEYING)
        return self.told(
            f.RecommendationMerged(occurred_at=act.at, stage=self.stage, into=into.id, reason=reason)
        )

    def join(self, other: UUID, act: Act) -> f.RecommendationJoined:
        """Take up another one that asks the same."""
        self._is_at(*BEFORE_CONVEYING, *WITH_BODIES)
        return self.told(f.RecommendationJoined(occurred_at=act.at, stage=self.stage, other=other))

    # -- helpers -------------------------------------------------------------------------------------------------------

    def _is_at(self, *stages: RecommendationStage) -> None:
        if self.stage not in stages:
            raise RecommendationIsElsewhere(self.stage)

    def follows(self, conveyed: int, on: date, act: Act) -> Sent:
        """Return the conveyance that something follows on a day that has come and does not lie before it."""
        one = self.conveyance(conveyed)
        has_come(on, act)
        if on < one.on:
            raise BeforeIt
        return one

    def told(self, fact: F) -> F:
        """Return the fact with the stage that it leads to."""
        after = self.apply(fact)  # type: ignore[arg-type]  # every Followed is one of Further
        return fact.model_copy(update={"stage": after.stage})


def has_come(day: date, act: Act) -> None:
    """Refuse a day that has not come."""
    if day > vietnam_day(act.at):
        raise InTheFuture


def is_explained(reply: f.Reply) -> None:
    """Refuse a refusal said to be explained that is not."""
    if reply.verdict is Verdict.EXPLAINED_REFUSAL and not reply.content:
        raise ExplanationMissing
