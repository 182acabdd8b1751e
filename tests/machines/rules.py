"""What each aggregate's facts must say, told without its state: plain counts over the facts and who made them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from domain.account import AccountClosed, AccountRolesSet, TokenGranted, TokenRevoked
from domain.child_case import ChildCase
from domain.child_case.facts import CaseClosed, CaseReopened
from domain.consent import ConsentGiven, ConsentWithdrawn
from domain.counselling import CounsellingLinked, CounsellingOpened, CounsellingRelinked
from domain.erasure import ErasureConfirmed, ErasureDecided, ErasureNoticeGiven, ErasureWithdrawn
from domain.export import ExportApproved, ExportRejected, ExportWithdrawn
from domain.files import FileAttached, FileWithdrawn
from domain.fund.facts import FundApproved, FundCancelled, FundCorrected, FundEntered
from domain.glass import GlassReviewed
from domain.inspection import FindingClosed, FindingVerified, RemedyReported
from domain.kernel import Act, Event
from domain.legal_hold import HoldLifted
from domain.recommendation.facts import RecommendationApproved
from domain.referral.facts import ReviewerProposed, ReviewerRecused
from domain.report.facts import ReportApproved, ReportDrafted, ReportRedrafted, ReportRevised
from domain.restriction import RestrictionLiftAsked, RestrictionLifted
from domain.retention import RuleConfirmed, RuleRejected, RuleWithdrawn
from domain.support.facts import (
    SupportDelivered,
    SupportDeliveryCancelled,
    SupportPledged,
    SupportPledgeEnded,
)
from domain.work_transfer import WorkAccepted, WorkCalledBack, WorkDeclined, WorkReturned

Facts = Sequence[Any]
"""Facts of one stream, oldest first; their fields are read where their kind is known."""
Acts = Sequence[Act]
Rule = Callable[[Any, Facts, Acts], None]

NEVER_REFUSED = frozenset(
    f"domain.{name}"
    for name in (
        *(f"child_case.ChildCase.{one}" for one in ("take_in", "first_contact", "note", "assess", "pass_on")),
        *(f"child_case.ChildCase.{one}" for one in ("known_already", "plan", "set_details", "step_done")),
        *(f"child_case.ChildCase.{one}" for one in ("assign", "give_steps")),
        *(f"counselling.Counselling.{one}" for one in ("begin", "log", "assign", "give_steps")),
        *(
            f"mirror.decisions.{one}"
            for one in ("report_step", "request_cooperation", "invite", "assign_task")
        ),
        "emergency.EmergencyCall.note",
        "restriction.Restriction.place",
        "breach.BreachRecord.note",
        "conflict.ConflictOfInterest.declare",
        "files.attach",
        "account.Account.declare_kin",
        "legal_hold.LegalHold.place",
    )
)
"""Recording, counselling, passing on, referring what is in a file, protecting: in any state, by anybody (DESIGN, 3)."""


def _of(kind: type[Any] | tuple[type[Any], ...], facts: Facts) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


def _places(kind: type[Any] | tuple[type[Any], ...], facts: Facts) -> list[int]:
    return [at for at, fact in enumerate(facts) if isinstance(fact, kind)]


def _followed(state: ChildCase, facts: Facts, acts: Acts) -> None:
    ends = _of((CaseClosed, CaseReopened), facts)
    assert state.closed == bool(ends and isinstance(ends[-1], CaseClosed))
    given = set(_places(ConsentGiven, facts))
    assert set(state.consents) == given - {one.consent for one in _of(ConsentWithdrawn, facts)}


def _tied(state: Any, facts: Facts, acts: Acts) -> None:
    last = _of((CounsellingOpened, CounsellingLinked, CounsellingRelinked), facts)[-1]
    assert state.case_id == last.case_id
    assert set(state.open_steps) <= set(state.steps)


def _files(state: Any, facts: Facts, acts: Acts) -> None:
    added = _places(FileAttached, facts)
    taken = {one.attached for one in _of(FileWithdrawn, facts)}
    assert {one.version for one in state.files.live} == set(added) - taken
    assert [facts[at].number for at in added] == list(range(1, len(added) + 1))


def _booked(state: Any, facts: Facts, acts: Acts) -> None:
    """What a fund holds is the sum of the entries that stand and count, whatever was corrected on the way."""
    counts: dict[int, Any] = {}
    for fact in facts:
        match fact:
            case FundEntered():
                counts[fact.number] = (fact.voucher, fact.booked is not None)
            case FundCorrected():
                counts[fact.entry] = (fact.voucher, fact.booked is not None)
            case FundApproved():
                counts[fact.entry] = (counts[fact.entry][0], True)
            case FundCancelled():
                del counts[fact.entry]
            case _:
                pass
    held: Counter[int | None] = Counter()
    for voucher, is_booked in counts.values():
        held[voucher.purpose] += voucher.signed_vnd if is_booked else 0
    told: Counter[int | None] = Counter()
    for line in state.lines:
        told[line.purpose] += line.amount_vnd
    assert {p: held[p] for p in {*held, *told}} == {p: told[p] for p in {*held, *told}}


def _access(state: Any, facts: Facts, acts: Acts) -> None:
    roles = [fact for fact in facts if isinstance(fact, AccountRolesSet)]
    assert state.roles == (roles[-1].roles if roles else facts[0].roles)
    closed = _places(AccountClosed, facts)
    assert len(closed) <= 1 and state.closed == bool(closed)
    since = closed[0] if closed else len(facts)
    assert all(at < since for at in _places((AccountRolesSet, TokenGranted), facts))
    live: list[Any] = []
    for fact in _of((TokenGranted, TokenRevoked), facts):
        live = [*live, fact.token] if isinstance(fact, TokenGranted) else [t for t in live if t != fact.token]
    assert list(state.tokens) == live


def _two_people(*decided: type[Event]) -> Rule:
    """Whoever asked did not decide."""

    def holds(state: Any, facts: Facts, acts: Acts) -> None:
        assert all(acts[at].account != acts[0].account for at in _places(decided, facts))

    return holds


def _decided_once(*decided: type[Event]) -> Rule:
    def holds(state: Any, facts: Facts, acts: Acts) -> None:
        assert len(_places(decided, facts)) <= 1

    return holds


def _lifted(state: Any, facts: Facts, acts: Acts) -> None:
    asked = None
    for fact in facts:
        if isinstance(fact, RestrictionLifted):
            assert asked is not None and fact.agreed_by != asked
        asked = fact.asked_by if isinstance(fact, RestrictionLiftAsked) else None


def _erased(state: Any, facts: Facts, acts: Acts) -> None:
    for at in _places(ErasureDecided, facts):
        before = facts[:at]
        confirmed = _places(ErasureConfirmed, before)
        assert confirmed and any(one > confirmed[-1] for one in _places(ErasureNoticeGiven, before))
        assert not _of(ErasureWithdrawn, before)


def _written_by_another(state: Any, facts: Facts, acts: Acts) -> None:
    """Nobody approves what they wrote on, since it last went out."""
    writers: set[Any] = set()
    for fact, act in zip(facts, acts, strict=True):
        match fact:
            case ReportDrafted() | ReportRevised():
                writers = {fact.drafted_by}
            case ReportRedrafted():
                writers.add(fact.drafted_by)
            case ReportApproved():
                assert act.account not in writers
            case _:
                pass


def _letter_of_another(state: Any, facts: Facts, acts: Acts) -> None:
    for at in _places(RecommendationApproved, facts):
        drafted = facts[facts[at].drafted]
        assert acts[at].account != drafted.drafted_by


def _recused(state: Any, facts: Facts, acts: Acts) -> None:
    """A recusal is final for the matter."""
    gone: set[Any] = set()
    for fact in facts:
        if isinstance(fact, ReviewerRecused):
            gone.add(fact.reviewer)
        elif isinstance(fact, ReviewerProposed):
            assert fact.reviewer not in gone


def _standing(state: Any, facts: Facts, acts: Acts) -> None:
    given = range(1, len(_of(SupportDelivered, facts)) + 1)
    assert set(state.deliveries) == set(given) - {
        one.delivery for one in _of(SupportDeliveryCancelled, facts)
    }
    pledged = range(1, len(_of(SupportPledged, facts)) + 1)
    assert set(state.pledges) == set(pledged) - {one.pledge for one in _of(SupportPledgeEnded, facts)}


def _looked_at(state: Any, facts: Facts, acts: Acts) -> None:
    for at in _places(FindingVerified, facts):
        reported = _places(RemedyReported, facts[:at])
        assert reported and not any(one > reported[-1] for one in _places(FindingVerified, facts[:at]))
    assert len(_places(FindingClosed, facts)) <= 1


def _glass(state: Any, facts: Facts, acts: Acts) -> None:
    reviewed = _places(GlassReviewed, facts)
    assert len(reviewed) <= 1 and all(acts[at].account != state.account for at in reviewed)


def _work(state: Any, facts: Facts, acts: Acts) -> None:
    """Of each record the last that was said stands; what is accepted was offered, what comes back was accepted."""
    stages: dict[Any, str] = {
        WorkAccepted: "accepted",
        WorkDeclined: "declined",
        WorkCalledBack: "called-back",
        WorkReturned: "returned",
    }
    said: dict[Any, str] = {one.record: "offered" for one in facts[0].given}
    before: dict[Any, str] = {WorkAccepted: "offered", WorkDeclined: "offered", WorkReturned: "accepted"}
    for fact in facts[1:]:
        records, lapsed = fact.records, getattr(fact, "lapsed", ())
        assert type(fact) not in before or {said[one] for one in (*records, *lapsed)} <= {before[type(fact)]}
        said |= dict.fromkeys(records, stages[type(fact)]) | dict.fromkeys(lapsed, "lapsed")
    if len(state.items) == len(said):
        told = {one.record: one.stage.value for one in state.items}
        assert told == said, (told, said)


_EXPORT = (
    _two_people(ExportApproved, ExportRejected),
    _decided_once(ExportApproved),
    _decided_once(ExportWithdrawn),
)
_RULES: dict[str, tuple[Rule, ...]] = {
    "ChildCase": (_followed, _files),
    "Counselling": (_tied, _files),
    "Activity": (_files,),
    "Recommendation": (_files, _letter_of_another),
    "Fund": (_booked, _files),
    "Account": (_access,),
    "Export": _EXPORT,
    "LogExtract": _EXPORT,
    "RetentionRule": (
        _two_people(RuleConfirmed, RuleRejected),
        _decided_once(RuleConfirmed, RuleRejected, RuleWithdrawn),
    ),
    "LegalHold": (_decided_once(HoldLifted),),
    "Restriction": (_lifted,),
    "Erasure": (_erased, _two_people(ErasureConfirmed)),
    "Report": (_written_by_another,),
    "Referral": (_recused,),
    "SupportNeed": (_standing,),
    "InspectionFinding": (_looked_at,),
    "Glass": (_glass,),
    "WorkTransfer": (_work,),
}


def rules_of(kind: type[Any]) -> tuple[Rule, ...]:
    """Return the rules of an aggregate beyond those of all."""
    return _RULES.get(kind.__name__, ())
