"""What corrections, hidden values and moved entries change in a row of the follow-up log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from application.ledger import Recorded
from domain.child_case.correcting import as_entry
from domain.child_case.entries import EntryCorrected, EntryMovedIn, EntryMovedOut, ValuesHidden
from domain.correction import Hiding
from domain.counselling import CounsellingRelinked, SessionCorrected, SessionHidden, SessionMovedOut
from domain.directory import Recipient
from domain.emergency import EmergencyRelinked, EmergencyTakenUp
from infrastructure.views.log_rows import Changes, Row, changes, step_of

One = dict[str, Any]


@changes.register
def _corrected(fact: EntryCorrected, row: Row, recorded: Recorded) -> Changes | None:
    value = fact.value
    if value.reception is not None:
        at = value.reception.received_at
        return {
            "channel": value.reception.channel.value,
            "source_type": value.reception.source.value,
            **({"received_at": at} if at else {}),
            **({"age_band": fact.age_band.value} if fact.age_band else {}),
        }
    if value.triage is not None:
        return {"triage": value.triage.level.value} if fact.stands else None
    if value.closing is not None:
        return {"outcome": value.closing.outcome.value} if fact.stands else None
    if value.answer is not None:
        reply = {"version": fact.entry, "said_in": recorded.version, "kind": value.answer.kind.value}
        return {"told": _replied(row, reply, value.answer.forwarding, value.answer.at)}
    if value.step is not None:
        return {"open_steps": _steps(row, recorded, fact)}
    return {"told": _told(row, recorded, fact)} if value.forwarding or value.known else None


def _told(row: Row, recorded: Recorded, fact: EntryCorrected) -> list[One]:
    value = fact.value

    def now(one: One) -> One:
        changed = {**one, "said_in": recorded.version}
        if value.forwarding is not None:
            at = value.forwarding.at
            return {**changed, **_body(value.forwarding.recipient), **({"at": at.isoformat()} if at else {})}
        if value.known is not None:
            since = value.known.since.isoformat() if value.known.since else None
            return {**changed, **_body(value.known.recipient), "since": since, "counts": fact.counts}
        return one

    return _with(row["told"], fact.entry, now)


def _body(body: Recipient) -> One:
    return {"kind": body.kind.value, "unit": body.unit.key if body.unit else None}


def _with(told: list[One], version: int, now: Callable[[One], One]) -> list[One]:
    return [now(one) if one["version"] == version else one for one in told]


def _replied(row: Row, reply: One, forwarding: int, at: Any) -> list[One]:
    replies = (r for one in row["told"] for r in one["replies"])
    earlier = next((r["at"] for r in replies if r["version"] == reply["version"]), None)
    said = {**reply, "at": at.isoformat() if at else earlier}
    told = [
        {**one, "replies": [r for r in one["replies"] if r["version"] != reply["version"]]}
        for one in row["told"]
    ]
    return _with(told, forwarding, lambda one: {**one, "replies": [*one["replies"], said]})


def _steps(row: Row, recorded: Recorded, fact: EntryCorrected) -> list[One]:
    step = fact.value.step
    stream = str(recorded.stream)
    if step is None:
        return list(row["open_steps"])
    counsellor = str(row["counsellor"]) if row["counsellor"] else None
    who = str(step.responsible) if step.responsible else counsellor
    return [
        {**one, "due": step.due_on.isoformat(), "responsible": who}
        if (one["stream"], one["version"]) == (stream, fact.entry)
        else one
        for one in row["open_steps"]
    ]


@changes.register
def _gone(fact: ValuesHidden | EntryMovedOut, row: Row, recorded: Recorded) -> Changes | None:
    return _without(fact, row, recorded) if fact.instead is None else None


def _without(fact: Hiding, row: Row, recorded: Recorded) -> Changes:
    """Return the row without an entry that was taken away or moved."""
    told = [
        {**one, "replies": [r for r in one["replies"] if r["version"] != fact.entry]}
        for one in row["told"]
        if one["version"] != fact.entry
    ]
    mine = (str(recorded.stream), fact.entry)
    return {
        "told": told,
        "open_steps": [one for one in row["open_steps"] if (one["stream"], one["version"]) != mine],
    }


@changes.register
def _moved_in(fact: EntryMovedIn, row: Row, recorded: Recorded) -> Changes | None:
    return changes(as_entry(fact), row, recorded)


PLACED = (EmergencyTakenUp, EmergencyRelinked)
RECOUNTED = (SessionCorrected, SessionHidden, SessionMovedOut, CounsellingRelinked, *PLACED)
"""Facts after which the sessions, or the emergencies, of a case are counted anew."""


def count(matter: Row, sessions: list[One]) -> None:
    """Set the sessions of a matter, and what is counted of them."""
    matter["sessions"] = sessions
    matter["consultations"] = len(sessions)
    matter["consultation_kinds"] = sorted({one["kind"] for one in sessions})


def recount(matter: Row, recorded: Recorded) -> None:
    """Correct a session of a matter, or take it away, with the step that it agreed."""
    fact = recorded.fact
    if isinstance(fact, SessionHidden) and fact.instead is None:
        count(matter, [one for one in matter["sessions"] if one["version"] != fact.entry])
        matter["open_steps"] = _other_steps(matter, fact.entry)
    if isinstance(fact, SessionCorrected):
        session = next(one for one in matter["sessions"] if one["version"] == fact.entry)
        now = {**session, "kind": fact.consultation.kind.value}
        count(matter, [now if one is session else one for one in matter["sessions"]])
        steps = _other_steps(matter, fact.entry)
        if fact.consultation.next is not None and fact.step_is_open:
            step = {**step_of(fact.consultation.next, recorded, None), "version": fact.entry}
            steps.append({**step, "position": session["position"]})
        matter["open_steps"] = steps


def _other_steps(matter: Row, entry: int) -> list[One]:
    return [step for step in matter["open_steps"] if step["version"] != entry]


def recounted(row: Row, matters: Iterable[Row], recorded: Recorded, before: UUID | None) -> Changes:
    """Return what a case has of its matters now; a step that the end of its follow-up ended does not come back.

    Args:
        before: The case that the stream belonged to before this fact.
    """
    fact, corrected = recorded.fact, str(recorded.stream)
    if isinstance(fact, PLACED):
        added = int(row["case_id"] == fact.case_id) - int(row["case_id"] == before)
        return {"emergencies": row["emergencies"] + added}
    known = list(matters)
    mine = [matter for matter in known if matter["case_id"] == row["case_id"]]
    of_matters = {str(matter["stream_id"]) for matter in known}
    held = {(step["stream"], step["version"]) for step in row["open_steps"]}
    if isinstance(fact, SessionCorrected) and fact.step_is_open:
        held.add((corrected, fact.entry))
    if isinstance(fact, CounsellingRelinked):
        held |= {
            (step["stream"], step["version"])
            for matter in mine
            for step in matter["open_steps"]
            if step["stream"] == corrected
        }
    steps = [step for step in row["open_steps"] if step["stream"] not in of_matters]
    steps += [
        step for matter in mine for step in matter["open_steps"] if (step["stream"], step["version"]) in held
    ]
    return {
        "consultations": sum(matter["consultations"] for matter in mine),
        "consultation_kinds": sorted({kind for matter in mine for kind in matter["consultation_kinds"]}),
        "open_steps": sorted(steps, key=lambda step: step["position"]),
    }
