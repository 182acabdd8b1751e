"""One row of the follow-up log and what each fact changes in it; codes, days and positions only.

A row is a mapping of column to value, ready for JSON. Nothing here reads a clock: what moves with it (overdue,
age) is computed when asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, singledispatch
from typing import Any
from uuid import UUID

from application.ledger import Recorded
from domain.child_case import (
    CaseAnswered,
    CaseAssessed,
    CaseAssigned,
    CaseClosed,
    CaseDetailsSet,
    CaseKnownAlready,
    CaseNoted,
    CaseOpened,
    CasePassedOn,
    CaseReopened,
    CaseStepDone,
    CaseStepPlanned,
    duty,
)
from domain.child_case.follow_up import Step
from domain.child_case.intake import Details, Situation
from domain.counselling import ConsultationLogged, CounsellingAssigned, CounsellingLinked, CounsellingStepDone
from domain.directory import Recipient, RecipientKind
from domain.emergency import EmergencyNoted
from domain.follow_up_log import Blank, EntryState, Filled, completeness
from domain.handover import CaseStepsGiven, CounsellingStepsGiven, HandOver, StepsGiven
from domain.identity import AgeBand
from domain.imported import CaseImported, CaseTakenBack
from domain.kernel import Event
from domain.lists import AbuseType, Allegation, PriorityTag, SpecialGroup, TriageLevel
from domain.mirror.codes import MirrorState
from domain.mirror.facts import AuthorityReported
from domain.referral.facts import (
    NoConflictDeclared,
    OpinionApproved,
    OpinionDrafted,
    OpinionRead,
    OpinionSentBack,
    ReferralDeclined,
    ReferralSentToLegalAid,
    ReferralSubmitted,
    ReferralWithdrawn,
    ReviewBegun,
    ReviewerProposed,
    ReviewerRecused,
)
from domain.referral.request import ReferralStage
from domain.restriction import RestrictionPlaced
from infrastructure.views.reported import state_with

Row = dict[str, Any]
Changes = dict[str, Any]

_STAGES: Mapping[type[Event], ReferralStage] = {
    ReferralSubmitted: ReferralStage.SUBMITTED,
    ReviewerProposed: ReferralStage.CONFLICT_CHECK,
    NoConflictDeclared: ReferralStage.ASSIGNED,
    ReviewerRecused: ReferralStage.RECUSED,
    ReviewBegun: ReferralStage.IN_REVIEW,
    OpinionDrafted: ReferralStage.OPINION_DRAFTED,
    OpinionSentBack: ReferralStage.IN_REVIEW,
    OpinionApproved: ReferralStage.OPINION_APPROVED,
    OpinionRead: ReferralStage.RETURNED,
    ReferralDeclined: ReferralStage.DECLINED,
    ReferralSentToLegalAid: ReferralStage.SENT_TO_LEGAL_AID,
    ReferralWithdrawn: ReferralStage.WITHDRAWN,
}


def opened(fact: CaseOpened, recorded: Recorded) -> Row:
    """Return the first row of an entry."""
    row: Row = {
        "case_id": recorded.stream,
        "valid_from": recorded.position,
        "valid_to": None,
        "record_no": recorded.position,
        "unit": fact.unit,
        "code": fact.code,
        "number": fact.number,
        "year": fact.year,
        "received_at": fact.received_at or fact.occurred_at,
        "recorded_at": recorded.recorded_at,
        "imported": False,
        "channel": fact.reception.channel.value,
        "source_type": fact.reception.source.value,
        "counsellor": fact.counsellor,
        "state": EntryState.OPEN.value,
        "triage": None,
        "told": [],
        "consultations": 0,
        "consultation_kinds": [],
        "open_steps": [],
        "referral_state": None,
        "emergencies": 0,
        "outcome": None,
        "closed_at": None,
        "reported": [],
        "mirror": MirrorState.UNKNOWN.value,
        "identity_version": recorded.version,
        "merged_into": None,
        **_told(fact.situation, fact.details),
        "age_band": fact.age_band.value,
    }
    return settled(row)


def _told(situation: Situation, details: Details) -> Changes:
    """Return the columns of what was told; the group of children with HIV/AIDS and all leaves stay out."""
    told = details.circumstances
    accident = details.accident
    answered = {
        Blank.INCIDENT_UNIT: situation.where.unit,
        Blank.ABUSE_TYPE: told.abuse_types,
        Blank.ENVIRONMENT: told.environment,
        Blank.SUSPECTED_RELATION: details.suspected.relation,
        Blank.INJURY_CAUSE: accident.cause,
        Blank.INJURY_PLACE: accident.place,
        Blank.INJURY_SEVERITY: accident.severity,
        Blank.CARE_RECEIVED: accident.care,
    }
    parts = (accident.cause, accident.place, accident.severity, accident.care)
    return {
        "danger": situation.danger_now.value,
        "sex": details.child.sex.value,
        "incident": situation.where.unit.key if situation.where.unit else None,
        "residence": details.child.residence.unit.key if details.child.residence.unit else None,
        "allegation": told.allegation.value,
        "abuse_types": [one.value for one in told.abuse_types],
        "groups": [one.value for one in told.groups if one is not SpecialGroup.HIV],
        "priority": [one.value for one in told.priority],
        "accident": any(parts) or PriorityTag.ACCIDENT_INJURY in told.priority,
        "answers": [blank.value for blank, answer in answered.items() if answer],
    }


def settled(row: Row, *, sexual_abuse_under_18: bool | None = None) -> Row:
    """Return the row with the columns that follow from its others; None asks the row for abuse and age."""
    steps = [] if row["state"] == EntryState.CLOSED else row["open_steps"]
    steps = sorted(steps, key=lambda step: (step["due"], step["position"]))
    first = steps[0] if steps else None
    row["due_on"] = first["due"] if first else None
    row["step_position"] = first["position"] if first else None
    row["responsible"] = first["responsible"] if first else row["counsellor"]
    alleged = row["allegation"] in _ALLEGED or bool(row["abuse_types"])
    row["alleged"] = alleged
    sexual = AbuseType.SEXUAL_ABUSE.value in row["abuse_types"] and row["age_band"] != AgeBand.ADULT.value
    row["duty_met"] = duty.is_met(
        (RecipientKind(one["kind"]) for one in row["told"] if one["counts"]),
        sexual_abuse_under_18=sexual if sexual_abuse_under_18 is None else sexual_abuse_under_18,
    )
    found = _completeness(
        Filled(
            state=EntryState(row["state"]),
            is_alleged=alleged,
            is_abuse=row["allegation"] == Allegation.ABUSE.value,
            is_accident=row["accident"],
            has=_has(row),
        )
    )
    row["required"], row["filled"] = len(found.required), found.filled
    row["missing"] = [blank.value for blank in found.missing]
    return row


_completeness = lru_cache(maxsize=4096)(completeness)
_ALLEGED = frozenset({Allegation.ABUSE.value, Allegation.RISK.value})


def _has(row: Row) -> frozenset[Blank]:
    later = {
        Blank.TRIAGE: row["triage"] not in (None, TriageLevel.NOT_YET),
        Blank.FORWARDED: row["duty_met"],
        Blank.NEXT_STEP: row["open_steps"],
        Blank.OUTCOME: row["outcome"],
    }
    return frozenset([*map(Blank, row["answers"]), *(blank for blank, there in later.items() if there)])


@singledispatch
def changes(fact: Event, row: Row, recorded: Recorded) -> Changes | None:
    """Return the columns that a fact changes; None when it touches none."""
    stage = _STAGES.get(type(fact))
    return {"referral_state": stage.value, **_following(row)} if stage else None


def _following(row: Row) -> Changes:
    return {"state": EntryState.FOLLOWING.value} if row["state"] == EntryState.OPEN else {}


@changes.register
def _imported(fact: CaseImported, row: Row, recorded: Recorded) -> Changes:
    return {"imported": True}


@changes.register
def _details_set(fact: CaseDetailsSet, row: Row, recorded: Recorded) -> Changes:
    told = _told(fact.situation, fact.details)
    return {**told, "age_band": fact.age_band.value, "identity_version": recorded.version}


@changes.register
def _assessed(fact: CaseAssessed, row: Row, recorded: Recorded) -> Changes:
    return {"triage": fact.triage.level.value, **_following(row)}


@changes.register
def _passed_on(fact: CasePassedOn, row: Row, recorded: Recorded) -> Changes:
    passed_on = _told_to(fact.forwarding.recipient, recorded, at=fact.occurred_at.isoformat())
    return {"told": [*row["told"], passed_on], **_following(row)}


def _told_to(
    body: Recipient,
    recorded: Recorded,
    *,
    at: str | None = None,
    since: str | None = None,
    counts: bool = True,
) -> dict[str, Any]:
    """Return a body that was told, or knew already; its reference stays sealed, by the version of the fact."""
    return {
        "version": recorded.version,
        "kind": body.kind.value,
        "unit": body.unit.key if body.unit else None,
        "known": at is None,
        "at": at,
        "since": since,
        "counts": counts,
        "replies": [],
    }


@changes.register
def _known(fact: CaseKnownAlready, row: Row, recorded: Recorded) -> Changes:
    since = fact.known.since.isoformat() if fact.known.since else None
    known = _told_to(fact.known.recipient, recorded, since=since, counts=fact.counts)
    return {"told": [*row["told"], known], **_following(row)}


@changes.register
def _noted(fact: CaseNoted, row: Row, recorded: Recorded) -> Changes | None:
    return _following(row) or None


@changes.register
def _answered(fact: CaseAnswered, row: Row, recorded: Recorded) -> Changes:
    answer = fact.answer
    reply = {
        "version": recorded.version,
        "kind": answer.kind.value,
        "at": fact.occurred_at.isoformat(),
    }
    told = [
        {**one, "replies": [*one["replies"], reply]} if one["version"] == answer.forwarding else one
        for one in row["told"]
    ]
    return {"told": told, **_following(row)}


@changes.register
def _planned(fact: CaseStepPlanned, row: Row, recorded: Recorded) -> Changes:
    others = [step for step in row["open_steps"] if step["stream"] != str(recorded.stream)]
    return {"open_steps": [*others, step_of(fact.step, recorded, row["counsellor"])], **_following(row)}


def step_of(step: Step, recorded: Recorded, otherwise: object) -> dict[str, Any]:
    """Return a step as the row keeps it: which fact agreed it, until when, for whom."""
    responsible = step.responsible or otherwise
    return {
        "stream": str(recorded.stream),
        "version": recorded.version,
        "position": recorded.position,
        "due": step.due_on.isoformat(),
        "responsible": str(responsible) if responsible else None,
    }


@changes.register
def _done(fact: CaseStepDone, row: Row, recorded: Recorded) -> Changes:
    return {"open_steps": without(row["open_steps"], recorded, fact.step)}


def without(steps: list[dict[str, Any]], recorded: Recorded, version: int | None) -> list[dict[str, Any]]:
    """Return the steps but that of a version of this stream; of any version when it is None."""
    stream = str(recorded.stream)
    return [s for s in steps if s["stream"] != stream or (version is not None and s["version"] != version)]


@changes.register
def _closed(fact: CaseClosed, row: Row, recorded: Recorded) -> Changes:
    return {
        "state": EntryState.CLOSED.value,
        "outcome": fact.closing.outcome.value,
        "closed_at": fact.occurred_at,
        "open_steps": [],
    }


@changes.register
def _taken_back(fact: CaseTakenBack, row: Row, recorded: Recorded) -> Changes:
    return {"state": EntryState.TAKEN_BACK.value, "closed_at": fact.occurred_at, "open_steps": []}


@changes.register
def _assigned(fact: CaseAssigned, row: Row, recorded: Recorded) -> Changes:
    given = fact.handover
    return {"counsellor": given.counsellor, "open_steps": followed(row["open_steps"], given)}


@changes.register
def _matter_assigned(fact: CounsellingAssigned, row: Row, recorded: Recorded) -> Changes:
    return {"open_steps": followed(row["open_steps"], fact.handover, of=recorded.stream)}


def followed(steps: list[dict[str, Any]], given: HandOver, of: UUID | None = None) -> list[dict[str, Any]]:
    """Return the steps with those of whom a hand-over relieves, and of nobody, given to the new counsellor."""
    relieved = {None, *(str(one) for one in given.relieved)}
    return [
        {**step, "responsible": str(given.counsellor)}
        if step["responsible"] in relieved and (of is None or step["stream"] == str(of))
        else step
        for step in steps
    ]


@changes.register(CaseStepsGiven)
@changes.register(CounsellingStepsGiven)
def _steps_given(fact: CaseStepsGiven | CounsellingStepsGiven, row: Row, recorded: Recorded) -> Changes:
    return {"open_steps": given_on(row["open_steps"], fact.given, recorded)}


def given_on(steps: list[dict[str, Any]], given: StepsGiven, recorded: Recorded) -> list[dict[str, Any]]:
    """Return the steps with those of one person in this stream given to another."""
    ours = (str(recorded.stream), str(given.of))
    return [
        {**step, "responsible": str(given.to)} if (step["stream"], step["responsible"]) == ours else step
        for step in steps
    ]


@changes.register
def _reopened(fact: CaseReopened, row: Row, recorded: Recorded) -> Changes:
    return {"state": EntryState.REOPENED.value, "outcome": None, "closed_at": None}


@changes.register
def _consulted(fact: ConsultationLogged, row: Row, recorded: Recorded) -> Changes:
    said = fact.consultation
    steps = row["open_steps"]
    if said.next is not None:
        steps = [*steps, step_of(said.next, recorded, row["counsellor"])]
    kinds = sorted({*row["consultation_kinds"], said.kind.value})
    return {
        "consultations": row["consultations"] + 1,
        "consultation_kinds": kinds,
        "open_steps": steps,
        **_following(row),
    }


@changes.register
def _consultation_step_done(fact: CounsellingStepDone, row: Row, recorded: Recorded) -> Changes:
    return {"open_steps": without(row["open_steps"], recorded, fact.step)}


@changes.register
def _linked(fact: CounsellingLinked, row: Row, recorded: Recorded) -> Changes:
    return _following(row)


@changes.register
def _emergency(fact: EmergencyNoted, row: Row, recorded: Recorded) -> Changes:
    return {"emergencies": row["emergencies"] + 1}


@changes.register
def _restricted(fact: RestrictionPlaced, row: Row, recorded: Recorded) -> Changes | None:
    return {"unit": fact.placing.answers} if fact.placing.answers is not None else None


@changes.register
def _reported(fact: AuthorityReported, row: Row, recorded: Recorded) -> Changes:
    """Only the mirror moves; the state of the follow-up stays as it is."""
    reported, state = state_with(row["reported"], fact, recorded)
    return {"reported": reported, "mirror": state.value}
