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
    ReviewerProposed,
    ReviewerRecused,
)
from domain.referral.request import ReferralStage
from infrastructure.facts import Statement, assigned, record, rows_of, state, unassigned


def _released(recorded: Recorded) -> Statement:
    """Return the end of whatever tie a reviewer had; a recusal stays for good."""
    return (
        "UPDATE facts.assignments SET active = false"
        " WHERE record = %s AND relation IN ('proposed-reviewer', 'reviewer')",
        (recorded.stream,),
    )


def _chosen_anew(recorded: Recorded) -> Statement:
    """Return the end of the wish for another reviewer."""
    return "DELETE FROM facts.reassignments WHERE record = %s", (recorded.stream,)


@rows_of.register
def _submitted(fact: ReferralSubmitted, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "referral", fact.chapter, ReferralStage.SUBMITTED.value, case_id=fact.case_id)
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
def _drafted(fact: OpinionDrafted, recorded: Recorded) -> Iterator[Statement]:
    yield state(recorded, ReferralStage.OPINION_DRAFTED.value)


@rows_of.register
def _sent_back(fact: OpinionSentBack, recorded: Recorded) -> Iterator[Statement]:
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
