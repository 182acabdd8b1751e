"""What figures, rows of the follow-up log and open steps should be, counted from the list of facts and nothing else.

Written from decision 0089 without a look at the views: no signed facts, no rows kept, all counted anew each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from application.ledger import Recorded
from domain.calendar import ENTRY_LIMIT, vietnam_day
from domain.child_case import (
    CaseAnswered,
    CaseAssessed,
    CaseClosed,
    CaseDetailsSet,
    CaseKnownAlready,
    CaseNoted,
    CaseOpened,
    CasePassedOn,
    CaseReopened,
    CaseStepDone,
    CaseStepPlanned,
)
from domain.child_case.merging import CaseGivenBack, CaseMergedAway
from domain.counselling import ConsultationLogged, CounsellingOpened, CounsellingStepDone
from domain.emergency import EmergencyNoted
from domain.identity import AgeBand
from domain.lists import AbuseType, Allegation

Step = tuple[UUID, int]
_WORK = (CasePassedOn, CaseKnownAlready, CaseNoted, CaseAssessed, CaseAnswered, CaseStepPlanned)


@dataclass
class File:
    """One file as its own facts have it."""

    case_id: UUID
    unit: UUID
    month: date
    in_time: bool
    into: UUID | None = None
    state: str = "open"
    alleged: bool = False
    sexual: bool = False
    adult: bool = False
    told: list[tuple[str, bool]] = field(default_factory=list)
    """Kind of body, and whether it counts."""
    consultations: int = 0
    emergencies: int = 0
    steps: dict[Step, date] = field(default_factory=dict)

    def work(self) -> None:
        """Note that someone works on it."""
        if self.state == "open":
            self.state = "following"

    def details(self, fact: CaseOpened | CaseDetailsSet) -> None:
        """Take over what is alleged."""
        told = fact.details.circumstances
        self.alleged = told.allegation in {Allegation.ABUSE, Allegation.RISK} or bool(told.abuse_types)
        self.sexual = AbuseType.SEXUAL_ABUSE in told.abuse_types
        self.adult = fact.age_band is AgeBand.ADULT


@dataclass
class Told:
    """All files as a list of facts has them."""

    files: dict[UUID, File]
    done: Counter[tuple[UUID, date, str]]
    """What happened and is counted for ever: forwardings and sessions, by unit and month."""

    def root(self, case_id: UUID) -> UUID:
        """The main file of a file."""
        while (into := self.files[case_id].into) is not None:
            case_id = into
        return case_id

    def child(self, root: UUID) -> list[File]:
        """All files of the child with this main file."""
        return [one for one in self.files.values() if self.root(one.case_id) == root]

    def figures(self) -> dict[tuple[UUID, date, str], int]:
        """Figures of Article 92 by unit, month and measure: a child counts by its main file alone."""
        found = Counter(self.done)
        for one in self.files.values():
            if one.into is None:
                found[one.unit, one.month, "received"] += 1
                found[one.unit, one.month, "in_time"] += one.in_time
        return {key: count for key, count in found.items() if count}

    def rows(self) -> dict[UUID, dict[str, Any]]:
        """The rows of the follow-up log by main file."""
        return {one.case_id: self._row(one) for one in self.files.values() if one.into is None}

    def _row(self, main: File) -> dict[str, Any]:
        child = self.child(main.case_id)
        days = [day for one in child for day in one.steps.values()]
        return {
            "state": main.state,
            "alleged": any(one.alleged for one in child),
            "duty_met": self.duty_met(main.case_id),
            "told": sorted(kind for one in child for kind, _ in one.told),
            "consultations": sum(one.consultations for one in child),
            "emergencies": sum(one.emergencies for one in child),
            "due_on": min(days) if days and main.state != "closed" else None,
        }

    def duty_met(self, root: UUID) -> bool:
        """Whether what was told in any file is enough for what is alleged in each."""
        child = self.child(root)
        kinds = {kind for one in child for kind, counts in one.told if counts}
        if any(one.sexual and not one.adult for one in child):
            return bool(kinds & {"commune_police", "provincial_police"})
        return bool(kinds & {"commune_police", "provincial_police", "hotline_111", "commune_committee"})

    def must_be_told(self, root: UUID) -> bool:
        """Whether closing is refused."""
        return any(one.alleged for one in self.child(root)) and not self.duty_met(root)

    def open_steps(self) -> set[Step]:
        """All open steps."""
        return {step for one in self.files.values() for step in one.steps}


def told(facts: Iterable[Recorded], upto: int | None = None) -> Told:
    """Return what the facts up to a position say."""
    found = Told({}, Counter())
    matters: dict[UUID, UUID] = {}
    for one in facts:
        if upto is not None and one.position > upto:
            break
        _note(found, matters, one)
    return found


def _note(found: Told, matters: dict[UUID, UUID], one: Recorded) -> None:
    fact, stream, version = one.fact, one.stream, one.version or 0
    match fact:
        case CaseOpened():
            received = fact.received_at or fact.occurred_at
            in_time = one.recorded_at - received <= ENTRY_LIMIT
            file = found.files[stream] = File(stream, fact.unit, _month(received), in_time)
            file.details(fact)
        case CounsellingOpened(case_id=case_id) if case_id is not None:
            matters[stream] = case_id
        case ConsultationLogged(consultation=said):
            file = found.files[matters[stream]]
            file.consultations += 1
            file.work()
            found.done[file.unit, _month(fact.occurred_at), "consultations"] += 1
            if said.next is not None:
                file.steps[stream, version] = said.next.due_on
        case CounsellingStepDone(step=step):
            found.files[matters[stream]].steps.pop((stream, step), None)
        case EmergencyNoted(case_id=case_id):
            found.done[fact.unit, _month(fact.occurred_at), "emergencies"] += 1
            if case_id is not None:
                found.files[case_id].emergencies += 1
        case CaseMergedAway(into=into):
            found.files[stream].into = into
        case CaseGivenBack():
            found.files[stream].into = None
        case CaseClosed():
            found.files[stream].state = "closed"
            for file in _hanging_on(found, stream):
                file.steps.clear()
        case _ if stream in found.files:
            _of_file(found, found.files[stream], one)
        case _:
            pass  # facts of accounts and conflicts count for nothing here


def _of_file(found: Told, file: File, one: Recorded) -> None:
    fact = one.fact
    if isinstance(fact, _WORK):
        file.work()
    match fact:
        case CaseDetailsSet():
            file.details(fact)
        case CasePassedOn(forwarding=sent):
            file.told.append((sent.recipient.kind.value, True))
            found.done[file.unit, _month(fact.occurred_at), "forwarded"] += 1
            found.done[file.unit, _month(fact.occurred_at), "forwarded_abuse"] += file.alleged
        case CaseKnownAlready(known=known, counts=counts):
            file.told.append((known.recipient.kind.value, counts))
        case CaseStepPlanned(step=step):
            _end_own(file)
            file.steps[file.case_id, one.version or 0] = step.due_on
        case CaseStepDone():
            _end_own(file)
        case CaseReopened():
            file.state = "reopened"
        case _:
            pass  # other facts change nothing that is compared


def _end_own(file: File) -> None:
    file.steps = {key: day for key, day in file.steps.items() if key[0] != file.case_id}


def _hanging_on(found: Told, case_id: UUID) -> list[File]:
    """A file and all that hangs on it."""
    below: list[File] = [found.files[case_id]]
    for one in below:
        below += [file for file in found.files.values() if file.into == one.case_id]
    return below


def _month(at: Any) -> date:
    return vietnam_day(at).replace(day=1)
