"""Fact rows of requests to the chapter: the record lies in the chapter's unit; people are tied to it one by one."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.referral.facts import (
    NoConflictDeclared,
    OpinionApproved,
    OpinionDrafted,
    OpinionRead,
    OpinionSentBack,
    ReassignmentAsked,
    ReferralDeclined,
    ReferralHandedOver,
    ReferralSentToLegalAid,
    ReferralSubmitted,
    ReferralWithdrawn,
    ReviewBegun,
    ReviewerProposed,
    ReviewerRecused,
)
from domain.referral.questions import InformationAsked, InformationGiven
from domain.referral.request import ReferralStage, referral_code
from domain.referral.second_look import SecondLookAsked, SecondLookOpened, SecondLookRecused
from domain.referral.tie import TieFound, TiePart
from infrastructure.facts import Statement, assigned, record, rows_of, state, unassigned


def _released(recorded: Recorded) -> Statement:
    """Return the end of whatever tie a reviewer had; a recusal stays for good."""
    return (
        "UPDATE facts.assignments SET active = false"
        " WHERE record = %s AND relation IN ('proposed-reviewer', 'reviewer')",
        (recorded.stream,),
    )


def _looks_end(recorded: Recorded) -> Iterator[Statement]:
    """Yield the end of second looks, while the reviewer goes on."""
    yield (
        "UPDATE facts.assignments a SET active = false FROM facts.referrals f"
        " WHERE f.referral = a.record AND a.record = %s AND a.account = ANY(f.second_readers)"
        " AND a.relation IN ('proposed-reviewer', 'reviewer')",
        (recorded.stream,),
    )
    yield "UPDATE facts.referrals SET second_readers = '{}' WHERE referral = %s", (recorded.stream,)


def _chosen_anew(recorded: Recorded) -> Statement:
    """Return the end of the wish for another reviewer."""
    return "DELETE FROM facts.reassignments WHERE record = %s", (recorded.stream,)


@rows_of.register
def _submitted(fact: ReferralSubmitted, recorded: Recorded) -> Iterator[Statement]:
    begun = ReferralStage.SUBMITTED.value
    code = None if fact.about else referral_code(recorded.stream)
    yield record(recorded, "referral", fact.chapter, begun, case_id=fact.about, code=code)
    yield (
        "INSERT INTO facts.referrals (referral, matter, written_by) VALUES (%s, %s, %s)",
        (recorded.stream, fact.matter, fact.written_by),
    )
    if fact.referrer is not None:
        yield assigned(recorded, fact.referrer, "referrer")


@rows_of.register
def _proposed(fact: ReviewerProposed, recorded: Recorded) -> Iterator[Statement]:
    yield _released(recorded)
    yield _chosen_anew(recorded)
    yield assigned(recorded, fact.reviewer, "proposed-reviewer")
    yield state(recorded, ReferralStage.CONFLICT_CHECK.value)


@rows_of.register
def _clear(fact: NoConflictDeclared, recorded: Recorded) -> Iterator[Statement]:
    yield _released(recorded)
    yield assigned(recorded, fact.reviewer, "reviewer")
    yield state(recorded, ReferralStage.ASSIGNED.value)


@rows_of.register
def _recused(fact: ReviewerRecused, recorded: Recorded) -> Iterator[Statement]:
    yield _released(recorded)
    yield _chosen_anew(recorded)
    yield assigned(recorded, fact.reviewer, "recused")
    yield state(recorded, ReferralStage.RECUSED.value)


@rows_of.register
def _look_asked(fact: SecondLookAsked, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.assignments SET active = false WHERE record = %s AND relation = 'proposed-reviewer'",
        (recorded.stream,),
    )
    yield assigned(recorded, fact.reader, "proposed-reviewer")
    yield (
        "UPDATE facts.referrals SET second_readers = second_readers || %s WHERE referral = %s",
        (fact.reader, recorded.stream),
    )


@rows_of.register
def _look_opened(fact: SecondLookOpened, recorded: Recorded) -> Iterator[Statement]:
    yield unassigned(recorded, fact.reader, "proposed-reviewer")
    yield assigned(recorded, fact.reader, "reviewer")


@rows_of.register
def _look_recused(fact: SecondLookRecused, recorded: Recorded) -> Iterator[Statement]:
    yield unassigned(recorded, fact.reader, "proposed-reviewer")
    yield unassigned(recorded, fact.reader, "reviewer")
    yield assigned(recorded, fact.reader, "recused")


@rows_of.register
def _asked(fact: InformationAsked, recorded: Recorded) -> Iterator[Statement]:
    yield _questions(recorded, 1)


@rows_of.register
def _given(fact: InformationGiven, recorded: Recorded) -> Iterator[Statement]:
    yield _questions(recorded, -1)


def _questions(recorded: Recorded, more: int) -> Statement:
    return (
        "UPDATE facts.referrals SET open_questions = open_questions + %s WHERE referral = %s",
        (more, recorded.stream),
    )


@rows_of.register
def _tie(fact: TieFound, recorded: Recorded) -> Iterator[Statement]:
    if fact.part is TiePart.APPROVER or fact.back_to is ReferralStage.RECUSED:
        yield state(recorded, fact.back_to.value)
    if fact.back_to is ReferralStage.RECUSED:
        yield _released(recorded)
    if fact.reviewer is not None:
        yield assigned(recorded, fact.reviewer, "reviewer")
    if fact.part is TiePart.REVIEWER:
        yield unassigned(recorded, fact.account, "reviewer")
    yield assigned(recorded, fact.account, "recused")


def of_matter(recorded: Recorded, case_id: object) -> Statement:
    """Return the change by which requests from a consultation follow it to its case, or away from one."""
    return (
        "UPDATE facts.records SET case_id = coalesce(%s, f.matter), sensitivity = coalesce((SELECT c.sensitivity"
        " FROM facts.records c WHERE c.record = %s), facts.records.sensitivity)"
        " FROM facts.referrals f WHERE f.referral = facts.records.record AND f.matter = %s",
        (case_id, case_id, recorded.stream),
    )


@rows_of.register
def _drafted(fact: OpinionDrafted, recorded: Recorded) -> Iterator[Statement]:
    yield state(recorded, ReferralStage.OPINION_DRAFTED.value)


@rows_of.register
def _begun(fact: ReviewBegun, recorded: Recorded) -> Iterator[Statement]:
    yield state(recorded, ReferralStage.IN_REVIEW.value)


@rows_of.register
def _sent_back(fact: OpinionSentBack, recorded: Recorded) -> Iterator[Statement]:
    yield from _looks_end(recorded)
    yield state(recorded, ReferralStage.IN_REVIEW.value)


@rows_of.register
def _approved(fact: OpinionApproved, recorded: Recorded) -> Iterator[Statement]:
    yield _released(recorded)
    yield state(recorded, ReferralStage.OPINION_APPROVED.value)


@rows_of.register
def _read(fact: OpinionRead, recorded: Recorded) -> Iterator[Statement]:
    yield state(recorded, ReferralStage.RETURNED.value)


@rows_of.register
def _declined(fact: ReferralDeclined, recorded: Recorded) -> Iterator[Statement]:
    yield _released(recorded)
    yield state(recorded, ReferralStage.DECLINED.value)


@rows_of.register
def _sent(fact: ReferralSentToLegalAid, recorded: Recorded) -> Iterator[Statement]:
    yield _released(recorded)
    yield state(recorded, ReferralStage.SENT_TO_LEGAL_AID.value)


@rows_of.register
def _withdrawn(fact: ReferralWithdrawn, recorded: Recorded) -> Iterator[Statement]:
    yield _released(recorded)
    yield state(recorded, ReferralStage.WITHDRAWN.value)


@rows_of.register
def _handed_over(fact: ReferralHandedOver, recorded: Recorded) -> Iterator[Statement]:
    if fact.before is not None:
        yield unassigned(recorded, fact.before, "referrer")
    yield assigned(recorded, fact.referrer, "referrer")


@rows_of.register
def _to_reassign(fact: ReassignmentAsked, recorded: Recorded) -> Iterator[Statement]:
    yield "INSERT INTO facts.reassignments VALUES (%s) ON CONFLICT DO NOTHING", (recorded.stream,)
