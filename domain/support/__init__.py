"""Support needed (*nhu cầu cần hỗ trợ, giới thiệu địa chỉ*): entered, checked, introduced, delivered, reported back.

A need says what and how much; who the child is stays in the case, or under the need's own key. How far it is follows
from what was entered. A delivery is a fact and never turned away; only introducing and telling who a child is are
guarded.

Source: programme of 2024 ("giới thiệu địa chỉ"); DESIGN, sections 3 and 4; Law 102/2016/QH13, arts. 6(11), 21.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from domain.activity.codes import DonorKind
from domain.calendar import vietnam_day
from domain.child_case import ChildCase
from domain.consent import Consent
from domain.kernel import Act, Erased, State
from domain.lists import Allegation
from domain.second_person import by_another
from domain.support.codes import SupportStage, WhyReleaseEnded, WhyTakenBack, broad_age
from domain.support.facts import (
    SupportChecked,
    SupportClosed,
    SupportCorrected,
    SupportDelivered,
    SupportDeliveryCancelled,
    SupportEntered,
    SupportIntroduced,
    SupportPledged,
    SupportPledgeEnded,
    SupportReleased,
    SupportReleaseEnded,
    SupportReported,
    SupportTakenBack,
    SupportTied,
    SupportWithdrawn,
)
from domain.support.parts import (
    Delivery,
    Need,
    Pledge,
    Release,
)
from domain.support.protection import consent_for, consent_stands
from domain.support.refusals import (
    AbusedChildIsNeverIntroduced,
    CheckedAlready,
    NotChecked,
    NotIntroduced,
    ReleaseNeedsCase,
    ReleaseNeedsConsent,
    SupportDayAhead,
    SupportIsOver,
    TiedAlready,
)

Further = (
    SupportCorrected
    | SupportTied
    | SupportChecked
    | SupportIntroduced
    | SupportTakenBack
    | SupportPledged
    | SupportPledgeEnded
    | SupportDelivered
    | SupportDeliveryCancelled
    | SupportReported
    | SupportReleased
    | SupportReleaseEnded
    | SupportClosed
    | SupportWithdrawn
)


class SupportNeed(State[SupportEntered, Further]):
    """One need of one child."""

    unit: UUID
    code: str
    case_id: UUID | None
    need: Need
    entered_by: UUID | None
    checked: bool = False
    introduced: bool = False
    taken_back: bool = False
    pledged: int = 0
    """How many pledges there ever were; they are numbered from 1."""
    pledges: Mapping[int, Pledge] = {}
    """Those that stand."""
    delivered: int = 0
    deliveries: Mapping[int, SupportDelivered] = {}
    """Those that stand."""
    told: bool = False
    """Whether a donor was told after the last delivery."""
    released: int = 0
    releases: Mapping[int, SupportReleased] = {}
    """Those that did not end."""
    closed: bool = False
    withdrawn: bool = False

    # -- decisions -----------------------------------------------------------------------------------------------

    @classmethod
    def enter(
        cls, unit: UUID, code: str, need: Need, act: Act, case_id: UUID | None = None
    ) -> SupportEntered:
        """Enter a need; of a child with a case neither name nor allegation is said again."""
        said = need if case_id is None else of_case(need)
        return SupportEntered(
            occurred_at=act.at, unit=unit, code=code, case_id=case_id, need=said, entered_by=act.account
        )

    def tie(
        self, case: ChildCase, act: Act, *, barred: bool
    ) -> tuple[SupportTied | SupportTakenBack | SupportReleaseEnded, ...]:
        """Tie it to the child's case; if that bars the child, it is introduced no longer.

        Raises:
            TiedAlready: It belongs to one.
        """
        if self.case_id is not None:
            raise TiedAlready
        tied = SupportTied(occurred_at=act.at, case_id=case.id, age=broad_age(case.age_band))
        back = self.take_back(WhyTakenBack.ABUSE, act) if self.introduced and barred else ()
        return (tied, *back)

    def check(self, entered_by: UUID | None, act: Act) -> SupportChecked:
        """Agree as a second person.

        Args:
            entered_by: The account that entered or last corrected it, or the second's own where both are one person.
            act: Of the second person.

        Raises:
            SecondPersonNeeded: It is one's own.
            CheckedAlready: There is nothing to check.
        """
        if self.checked or self.withdrawn or self.closed:
            raise CheckedAlready
        by_another(entered_by, act)
        return SupportChecked(occurred_at=act.at, stage=self.but(checked=True, taken_back=False).stage)

    def introduce(self, act: Act, *, barred: bool) -> SupportIntroduced | None:
        """Let partners see it; None when they do already.

        Args:
            act: Of whoever introduces.
            barred: Whether a file of the child keeps it from every list (`protection.bars_introduction`).

        Raises:
            AbusedChildIsNeverIntroduced: It does, or abuse is not excluded for a child without a case.
            NotChecked: No second person agreed.
            SupportIsOver: It ended.
        """
        self.goes_on()
        if barred or (self.case_id is None and self.need.allegation is not Allegation.NONE):
            raise AbusedChildIsNeverIntroduced
        if not self.checked:
            raise NotChecked
        if self.introduced:
            return None
        return SupportIntroduced(occurred_at=act.at, stage=self.but(introduced=True).stage)

    def take_back(
        self, because: WhyTakenBack, act: Act
    ) -> tuple[SupportTakenBack | SupportReleaseEnded, ...]:
        """Let partners see it no longer; whoever was told who the child is is told no more.

        Raises:
            NotIntroduced: Nobody sees it.
        """
        if not self.introduced:
            raise NotIntroduced
        after = self.but(introduced=False, taken_back=True, checked=False)
        back = SupportTakenBack(occurred_at=act.at, because=because, stage=after.stage)
        return (back, *self.end_releases(WhyReleaseEnded.TAKEN_BACK, act))

    def end_releases(
        self, because: WhyReleaseEnded, act: Act, consent: int | None = None
    ) -> tuple[SupportReleaseEnded, ...]:
        """Tell donors no more: of all releases, or of those that rest on one consent."""
        over = tuple(n for n, one in self.releases.items() if consent in (None, one.consent))
        ended = SupportReleaseEnded(occurred_at=act.at, releases=over, because=because)
        return (ended,) if over else ()

    def release(
        self,
        release: Release,
        case: ChildCase | None,
        consents: Mapping[int, Consent],
        act: Act,
        *,
        barred: bool,
    ) -> SupportReleased:
        """Note that a donor was told who the child is.

        Raises:
            ReleaseNeedsCase: The child has no case, in which a consent could be.
            AbusedChildIsNeverIntroduced: A file of the child keeps it from every donor.
            ReleaseNeedsConsent: No consent for this donor stands.
        """
        self.goes_on()
        if case is None or self.case_id is None:
            raise ReleaseNeedsCase
        if barred:
            raise AbusedChildIsNeverIntroduced
        not_ahead(release.on, act)
        to = "" if isinstance(release.to, Erased) else release.to
        consent = consent_for(case, consents, to, vietnam_day(act.at))
        if consent is None:
            raise ReleaseNeedsConsent
        return SupportReleased(
            occurred_at=act.at, number=self.released + 1, release=release, case_id=case.id, consent=consent
        )

    def lapsed(self, case: ChildCase, consents: Mapping[int, Consent], day: date) -> frozenset[int]:
        """Return the releases whose consent does not stand on a day, though nothing was recorded of its end."""
        return frozenset(
            number
            for number, one in self.releases.items()
            if not consent_stands(case, one.consent, consents.get(one.consent), day)
        )

    def goes_on(self) -> None:
        """Refuse what nobody enters any more.

        Raises:
            SupportIsOver: It ended or was withdrawn.
        """
        if self.closed or self.withdrawn:
            raise SupportIsOver

    # -- what the rules ask --------------------------------------------------------------------------------------

    @property
    def stage(self) -> SupportStage:
        """How far it is."""
        marks = (
            (self.withdrawn, SupportStage.WITHDRAWN),
            (self.closed, SupportStage.CLOSED),
            (bool(self.deliveries) and self.told, SupportStage.REPORTED),
            (bool(self.deliveries), SupportStage.DELIVERED),
            (bool(self.pledges), SupportStage.PLEDGED),
            (self.introduced, SupportStage.INTRODUCED),
            (self.checked, SupportStage.CHECKED),
            (self.taken_back, SupportStage.TAKEN_BACK),
        )
        return next((stage for so, stage in marks if so), SupportStage.ENTERED)

    def donor_of(self, delivery: Delivery) -> DonorKind | None:
        """Return of what kind the donor of a delivery is: as said, else as the pledge says."""
        pledge = self.pledges.get(delivery.pledge) if delivery.pledge is not None else None
        return delivery.donor_kind or (pledge.donor_kind if pledge else None)

    @property
    def delivered_vnd(self) -> int:
        """What was handed over, in đồng."""
        return sum(one.delivery.worth.total_vnd for one in self.deliveries.values())

    @property
    def lacking_vnd(self) -> int:
        """What is still lacking, in đồng."""
        return max(0, self.need.amount_vnd - self.delivered_vnd)

    # -- folding -------------------------------------------------------------------------------------------------

    @classmethod
    def began(cls, stream: UUID, fact: SupportEntered) -> SupportNeed:
        """Return the state after the first fact."""
        return cls(
            id=stream,
            version=0,
            unit=fact.unit,
            code=fact.code,
            case_id=fact.case_id,
            need=fact.need,
            entered_by=fact.entered_by,
        )

    def apply(self, fact: Further) -> SupportNeed:
        """Return the state after one more fact."""
        match fact:
            case SupportCorrected():
                return self.but(need=fact.need, entered_by=fact.entered_by, checked=False, introduced=False)
            case SupportTied():
                return self.but(case_id=fact.case_id, need=self.need.model_copy(update={"age": fact.age}))
            case SupportChecked():
                return self.but(checked=True, taken_back=False)
            case SupportIntroduced():
                return self.but(introduced=True)
            case SupportTakenBack():
                return self.but(introduced=False, taken_back=True, checked=False)
            case SupportPledged():
                return self.but(pledged=fact.number, pledges={**self.pledges, fact.number: fact.pledge})
            case SupportPledgeEnded():
                return self.but(pledges={n: one for n, one in self.pledges.items() if n != fact.pledge})
            case SupportDelivered():
                held = {**self.deliveries, fact.number: fact}
                return self.but(delivered=fact.number, deliveries=held, told=False)
            case SupportDeliveryCancelled():
                held = {n: one for n, one in self.deliveries.items() if n != fact.delivery}
                return self.but(deliveries=held)
            case SupportReported():
                return self.but(told=True)
            case SupportReleased():
                return self.but(released=fact.number, releases={**self.releases, fact.number: fact})
            case SupportReleaseEnded():
                return self.but(
                    releases={n: one for n, one in self.releases.items() if n not in fact.releases}
                )
            case SupportClosed():
                return self.but(closed=True)
            case SupportWithdrawn():
                return self.but(withdrawn=True)


def of_case(need: Need) -> Need:
    """Return a need without what its case says."""
    return need.model_copy(update={"child": "", "contact": "", "allegation": Allegation.NOT_KNOWN_YET})


def not_ahead(day: date, act: Act) -> None:
    """Refuse a day to come.

    Raises:
        SupportDayAhead: It has not come.
    """
    if day > vietnam_day(act.at):
        raise SupportDayAhead
