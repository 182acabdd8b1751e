"""What of the desks waits for this person: how much, and where it is; no record is shown.

Each count is taken from the rows that the desk's own page shows, so that no rule stands in two places.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

from application.access import Action
from application.breach import Breaches
from application.conflict import to_judge
from application.data_request import DataRequests
from application.decoy import to_confirm, touches_to_review
from application.erasure import Erasures
from application.export import Exports
from application.glass import Glasses
from application.inspection import findings_waiting
from application.looks import waiting_for_review
from application.recommendation.desk import Recommendations, late_spans
from application.restriction import HeldClosely, Restrictions
from application.retention import Retentions
from application.work import Work
from domain.calendar import vietnam_day
from domain.data_request import RequestStage
from domain.erasure import ErasureStage
from domain.export import ExportStage
from domain.retention import ProposalStage


@dataclass(frozen=True, slots=True)
class Notices:
    """How much waits at each desk that this person works at."""

    to_explain: int = 0
    """Own uses of broken glass without a reason yet."""
    on_own_cases: int = 0
    """Uses by others on cases that this person answers for, not reviewed yet."""
    to_review: int = 0
    """Uses that this person may review."""
    conflicts: int = 0
    """Conflicts of interest that wait for this person's verdict."""
    week: int = 0
    """Lines of last week's review list of the access log without a verdict."""
    data_requests: int = 0
    """Requests of data subjects without an answer."""
    data_requests_late: int = 0
    """Those of them whose answer or acknowledgement is late."""
    breaches: int = 0
    """Breaches not closed."""
    breaches_late: int = 0
    """Those of them of which nobody was notified in time."""
    erasures_to_confirm: int = 0
    """Requests to erase that wait for this person as the second one."""
    erasures_to_run: int = 0
    """Confirmed ones whose delay is over."""
    holds: int = 0
    """Cases that a hold keeps, for whoever may lift it."""

    exports_to_approve: int = 0
    """Requests for an export that wait for this person as the second one."""
    rules_to_confirm: int = 0
    """Proposed terms of retention that wait for this person as the second one."""
    decoys_to_confirm: int = 0
    """Proposed decoys that wait for this person as the second one."""
    decoys_touched: int = 0
    """Touches of decoys by others that no inspector looked into, also by an emergency that is on no other list."""
    recommendations_to_approve: int = 0
    """Letters of recommendations by others that this person may approve."""
    recommendations_late: int = 0
    """Recommendations of which a reply is overdue by our own convention."""
    findings_to_remedy: int = 0
    """Findings of the inspection board that this person's units are to remedy."""
    findings_late: int = 0
    """Those of them whose day is over."""
    findings_to_verify: int = 0
    """Findings that the board is to verify or close."""
    lifts: tuple[HeldClosely, ...] = ()
    """Restrictions that wait for this person as the second one to lift them."""

    @property
    def any(self) -> bool:
        """Whether anything concerns this person."""
        return any(astuple(self))


def notices(work: Work) -> Notices:
    """Count what waits at each desk; a desk that is not for the person's roles counts nothing."""
    found: dict[str, int] = {}
    lifts = tuple(work.view(Restrictions).awaiting())  # type: ignore[type-abstract]
    if work.may(Action.SEE_GLASS):
        found |= _glass(work)
    if work.may(Action.SEE_CONFLICTS):
        found["conflicts"] = sum(row.awaits_reader for row in to_judge(work))
    if work.may(Action.SEE_TRAIL):
        found["week"] = waiting_for_review(work)
    if work.may(Action.HANDLE_DATA_REQUESTS):
        found |= _data_requests(work)
    if work.may(Action.HANDLE_BREACHES):
        found |= _breaches(work)
    if work.may(Action.SEE_ERASURES):
        found |= _erasures(work)
    if work.may(Action.APPROVE_EXPORT):
        found["exports_to_approve"] = sum(
            row.stage is ExportStage.REQUESTED and row.requested_by != work.reader.account
            for row in work.view(Exports).all()  # type: ignore[type-abstract]
            if work.may(Action.APPROVE_EXPORT, row.export)
        )
    if work.may(Action.CONFIRM_POLICY):
        found["rules_to_confirm"] = sum(
            row.stage is ProposalStage.PROPOSED and row.proposed_by != work.reader.account
            for row in work.view(Retentions).all()  # type: ignore[type-abstract]
            if work.may(Action.CONFIRM_POLICY, row.proposal)
        )
    if work.may(Action.CONFIRM_DECOY):
        found |= {"decoys_to_confirm": to_confirm(work), "decoys_touched": touches_to_review(work)}
    if work.may(Action.WORK_ON_RECOMMENDATION):
        desk = work.view(Recommendations)  # type: ignore[type-abstract]
        found["recommendations_late"] = desk.count_overdue(late_spans(vietnam_day(work.now())))
        if work.may(Action.APPROVE_RECOMMENDATION):
            found["recommendations_to_approve"] = desk.count_to_approve(work.reader.account)
    if work.may(Action.SEE_FINDINGS):
        found |= _findings(work)
    return Notices(lifts=lifts, **found)


def _glass(work: Work) -> dict[str, int]:
    uses = work.view(Glasses).seen_by_reader()  # type: ignore[type-abstract]
    others = sum(not use.is_own and use.finding is None for use in uses)
    reviews = work.may(Action.REVIEW_GLASS)
    return {
        "to_explain": sum(use.is_own and not use.explained for use in uses),
        "to_review" if reviews else "on_own_cases": others,
    }


def _data_requests(work: Work) -> dict[str, int]:
    today = vietnam_day(work.now())
    rows = work.view(DataRequests).all()  # type: ignore[type-abstract]
    waiting = [row for row in rows if row.stage is RequestStage.OPEN]
    late = (row.is_overdue(today) or row.acknowledgement_is_overdue(today) for row in waiting)
    return {"data_requests": len(waiting), "data_requests_late": sum(late)}


def _breaches(work: Work) -> dict[str, int]:
    waiting = [row for row in work.view(Breaches).all() if not row.closed]  # type: ignore[type-abstract]
    return {"breaches": len(waiting), "breaches_late": sum(row.is_overdue(work.now()) for row in waiting)}


def _findings(work: Work) -> dict[str, int]:
    waiting = findings_waiting(work)
    return {
        "findings_to_remedy": waiting.to_remedy,
        "findings_late": waiting.late,
        "findings_to_verify": waiting.to_verify,
    }


def _erasures(work: Work) -> dict[str, int]:
    erasures, today = work.view(Erasures), vietnam_day(work.now())  # type: ignore[type-abstract]
    rows = erasures.all()
    confirms = work.may(Action.CONFIRM_ERASURE)
    decides, holds = work.may(Action.DECIDE_ERASURE), work.may(Action.MANAGE_HOLDS)
    to_confirm = (
        row.stage is ErasureStage.REQUESTED and row.requested_by != work.reader.account for row in rows
    )
    to_run = (
        row.stage is ErasureStage.CONFIRMED and row.may_run_from is not None and row.may_run_from <= today
        for row in rows
    )
    return {
        "erasures_to_confirm": sum(to_confirm) if confirms else 0,
        "erasures_to_run": sum(to_run) if decides else 0,
        "holds": len(erasures.holds()) if holds else 0,
    }
