"""What becomes of a need: corrected, pledged, delivered, reported back, ended; a delivery is never turned away."""

from __future__ import annotations

from domain.calendar import start_of_day
from domain.kernel import Act
from domain.support import SupportNeed, not_ahead, of_case
from domain.support.codes import SupportCounting, SupportOutcome, WhyReleaseEnded, WhyTakenBack
from domain.support.facts import (
    SupportClosed,
    SupportCorrected,
    SupportDelivered,
    SupportDeliveryCancelled,
    SupportPledged,
    SupportPledgeEnded,
    SupportReleaseEnded,
    SupportReported,
    SupportTakenBack,
    SupportWithdrawn,
)
from domain.support.parts import (
    Closing,
    Correction,
    Delivery,
    DeliveryCancel,
    Need,
    Part,
    Pledge,
    PledgeEnd,
    Report,
    TakingBack,
    Withdrawing,
)
from domain.support.refusals import (
    DonorIsMissing,
    DonorNotTold,
    NoSuchDelivery,
    NoSuchPledge,
    NothingDelivered,
    NothingWasGiven,
    NotIntroduced,
    ValuationIsMissing,
)

Taken = (
    SupportCorrected
    | SupportTakenBack
    | SupportPledged
    | SupportPledgeEnded
    | SupportDelivered
    | SupportDeliveryCancelled
    | SupportReported
    | SupportClosed
    | SupportWithdrawn
)


def take(one: SupportNeed, part: Part, act: Act) -> tuple[Taken | SupportReleaseEnded, ...]:
    """Enter what became of the need.

    Raises:
        SupportIsOver: It ended; a delivery is taken all the same.
        NoSuchPledge: There is none, or it ended.
        NoSuchDelivery: There is none, or it was cancelled.
        DonorNotTold: It is to end, and no donor was told what became of the help.
    """
    match part:
        case Correction():
            return _correct(one, part, act)
        case TakingBack():
            return one.take_back(part.because, act)
        case Pledge():
            return (_pledge(one, part, act),)
        case PledgeEnd():
            one.goes_on()
            left = {n: held for n, held in one.pledges.items() if n != _pledge_of(one, part.pledge)}
            stage = one.but(pledges=left).stage
            return (
                SupportPledgeEnded(occurred_at=act.at, pledge=part.pledge, reason=part.reason, stage=stage),
            )
        case Delivery():
            return (_deliver(one, part, act),)
        case DeliveryCancel():
            return (_cancel(one, part, act),)
        case Report():
            return (_report(one, part, act),)
        case Closing():
            return (_close(one, part, act), *one.end_releases(WhyReleaseEnded.ENDED, act))
        case Withdrawing():
            one.goes_on()
            stage = one.but(withdrawn=True).stage
            gone = SupportWithdrawn(occurred_at=act.at, reason=part.reason, stage=stage)
            return (gone, *one.end_releases(WhyReleaseEnded.ENDED, act))


def _correct(
    one: SupportNeed, part: Correction, act: Act
) -> tuple[SupportTakenBack | SupportReleaseEnded | SupportCorrected, ...]:
    one.goes_on()
    need = Need(**{name: getattr(part, name) for name in Need.model_fields})
    back = one.take_back(WhyTakenBack.CORRECTED, act) if one.introduced else ()
    after = one.but(checked=False, introduced=False, taken_back=one.taken_back or one.introduced)
    corrected = SupportCorrected(
        occurred_at=act.at,
        need=need if one.case_id is None else of_case(need),
        reason=part.reason,
        entered_by=act.account,
        stage=after.stage,
    )
    return (*back, corrected)


def _pledge(one: SupportNeed, pledge: Pledge, act: Act) -> SupportPledged:
    one.goes_on()
    if not one.introduced:
        raise NotIntroduced
    not_ahead(pledge.on, act)
    number = one.pledged + 1
    stage = one.but(pledges={**one.pledges, number: pledge}).stage
    return SupportPledged(occurred_at=act.at, number=number, pledge=pledge, stage=stage)


def _deliver(one: SupportNeed, delivery: Delivery, act: Act) -> SupportDelivered:
    not_ahead(delivery.on, act)
    if not delivery.worth.total_vnd:
        raise NothingWasGiven
    if delivery.lacks_valuation:
        raise ValuationIsMissing
    if delivery.pledge is not None:
        _pledge_of(one, delivery.pledge)
    if delivery.counting is SupportCounting.BOTH and one.donor_of(delivery) is None:
        raise DonorIsMissing
    number = one.delivered + 1
    fact = SupportDelivered(
        occurred_at=start_of_day(delivery.on), number=number, delivery=delivery, stage=one.stage
    )
    stage = one.but(deliveries={**one.deliveries, number: fact}, told=False).stage
    return fact.model_copy(update={"stage": stage})


def _cancel(one: SupportNeed, part: DeliveryCancel, act: Act) -> SupportDeliveryCancelled:
    if part.delivery not in one.deliveries:
        raise NoSuchDelivery
    left = {n: held for n, held in one.deliveries.items() if n != part.delivery}
    return SupportDeliveryCancelled(
        occurred_at=act.at,
        delivery=part.delivery,
        reason=part.reason,
        stage=one.but(deliveries=left).stage,
    )


def _report(one: SupportNeed, report: Report, act: Act) -> SupportReported:
    if not one.deliveries:
        raise NothingDelivered
    not_ahead(report.on, act)
    return SupportReported(occurred_at=act.at, report=report, stage=one.but(told=True).stage)


def _close(one: SupportNeed, closing: Closing, act: Act) -> SupportClosed:
    one.goes_on()
    given = closing.outcome is not SupportOutcome.NOT_MET
    if given and not one.deliveries:
        raise NothingDelivered
    if one.deliveries and not one.told and not closing.not_reported:
        raise DonorNotTold
    return SupportClosed(occurred_at=act.at, closing=closing, stage=one.but(closed=True).stage)


def _pledge_of(one: SupportNeed, number: int) -> int:
    if number not in one.pledges:
        raise NoSuchPledge
    return number
