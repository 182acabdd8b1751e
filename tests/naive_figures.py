"""What every figure should be, counted from the list of facts and nothing else: no signed facts, all counted anew.

What activities, rounds and recommendations come to is in `tests.naive_works`. Written from the rules that pages show
(`domain.article92_rules`) without a look at the view. Slow and plain on purpose.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg

from application.ledger import Recorded
from domain.calendar import CLOCK_SLACK, ENTRY_LIMIT, vietnam_day
from domain.chapter import DifficultAreaNoted, UnitFounded
from domain.child_case import CaseDetailsSet, CaseOpened, CasePassedOn, CaseReopened
from domain.child_case.entries import EntryCorrected, EntryMovedIn
from domain.child_case.merging import CaseGivenBack, CaseMergedAway
from domain.correction import Hiding
from domain.counselling import (
    ConsultationLogged,
    CounsellingLinked,
    CounsellingOpened,
    CounsellingRelinked,
    SessionCorrected,
)
from domain.emergency import EmergencyNoted
from domain.imported import CaseImported, CaseTakenBack
from domain.lists import Allegation, UnitLevel
from domain.member import MemberAdmitted, MemberChanged, MemberLeft, MemberMoved
from domain.referral.facts import OpinionApproved, ReferralSubmitted
from infrastructure.ledger import EventRecorder, Ledger
from tests import naive_works

Figure = tuple[UUID | None, date, str, str | None]
"""Unit, day, measure, and the key of the place where one was said."""
ENTRY = ("received", "in_time", "imported")


@dataclass
class Known:
    """What the facts so far say."""

    items: dict[tuple[UUID, int], list[tuple[str, date, UUID | None]]] = field(default_factory=dict)
    """By stream and version of the fact: measure, day, and the unit where it does not move with the stream."""
    unit: dict[UUID, UUID | None] = field(default_factory=dict)
    entered_at: dict[UUID, datetime] = field(default_factory=dict)
    """When the first fact of a stream was recorded."""
    alleged: set[UUID] = field(default_factory=set)
    members: set[UUID] = field(default_factory=set)
    merged: set[UUID] = field(default_factory=set)
    taken_back: set[UUID] = field(default_factory=set)
    works: naive_works.Works = field(default_factory=naive_works.Works)

    def figures(self) -> Counter[Figure]:
        """Count everything."""
        found: Counter[Figure] = Counter()
        for (stream, _), counted in self.items.items():
            if stream in self.taken_back:
                continue
            for measure, day, unit in counted:
                if not (stream in self.merged and measure in ENTRY):
                    found[unit or self.unit.get(stream), day, measure, None] += 1
        for unit, day, measure, area, value in naive_works.figures(self.works):
            found[unit, day, measure, area] += value
        return Counter({figure: count for figure, count in found.items() if count})


def known(facts: Iterable[Recorded], upto: int) -> Known:
    """Return what the facts up to a position say."""
    so_far = Known()
    for one in facts:
        if one.position <= upto:
            _note(so_far, one)
    return so_far


def _note(so_far: Known, one: Recorded) -> None:
    naive_works.note(so_far.works, one)
    fact, stream, version = one.fact, one.stream, one.version or 0
    so_far.unit.setdefault(stream, one.envelope.unit)
    so_far.entered_at.setdefault(stream, one.recorded_at)
    counted = so_far.items.setdefault((stream, version), [])
    match fact:
        case CaseOpened():
            so_far.unit[stream] = fact.unit
            _alleged(so_far, stream, fact)
            counted += _reception(fact.received_at or fact.occurred_at, one)
        case CaseDetailsSet():
            _alleged(so_far, stream, fact)
        case CaseImported() if fact.received_at and not _in_time(fact.received_at, one):
            counted.append(("imported", vietnam_day(fact.received_at), None))
        case CasePassedOn():
            counted += _forwarding(so_far, stream, fact.occurred_at)
        case EntryMovedIn() if fact.value.forwarding is not None:
            counted += _forwarding(so_far, stream, fact.occurred_at)
        case EntryCorrected():
            _corrected(so_far, stream, fact)
        case SessionCorrected() if fact.consultation.held_at:
            so_far.items[stream, fact.entry] = [
                ("consultations", vietnam_day(fact.consultation.held_at), None)
            ]
        case Hiding(instead=None):
            so_far.items[stream, fact.entry] = []
        case CaseMergedAway():
            so_far.merged.add(stream)
        case CaseGivenBack():
            so_far.merged.discard(stream)
        case CaseTakenBack():
            so_far.taken_back.add(stream)
        case CaseReopened():
            so_far.taken_back.discard(stream)
        case CounsellingOpened():
            so_far.unit[stream] = fact.unit
        case CounsellingLinked() | CounsellingRelinked():
            so_far.unit[stream] = (fact.case_id and so_far.unit.get(fact.case_id)) or so_far.unit[stream]
        case ConsultationLogged():
            counted.append(("consultations", vietnam_day(fact.occurred_at), None))
        case EmergencyNoted():
            so_far.unit[stream] = fact.unit
            counted.append(("emergencies", vietnam_day(fact.occurred_at), None))
        case ReferralSubmitted():
            so_far.unit[stream] = (fact.about and so_far.unit.get(fact.about)) or one.envelope.unit
            counted.append(("referrals", vietnam_day(fact.occurred_at), None))
        case OpinionApproved():
            counted.append(("opinions", vietnam_day(fact.occurred_at), None))
        case _:
            _organisation(so_far, one, counted)


def _organisation(so_far: Known, one: Recorded, counted: list[tuple[str, date, UUID | None]]) -> None:
    fact, stream = one.fact, one.stream
    match fact:
        case UnitFounded(founding=founding):
            so_far.unit[stream] = stream
            if founding.level is UnitLevel.COMMUNE:
                counted.append(("units_founded", founding.founded_on, None))
                if founding.in_difficult_area:
                    counted.append(("units_difficult", founding.founded_on, None))
            if founding.level is UnitLevel.LINK_NETWORK:
                counted.append(("networks", founding.founded_on, None))
            if founding.level is UnitLevel.CLUB:
                counted.append(("clubs", founding.founded_on, None))
        case DifficultAreaNoted():
            first = so_far.items[stream, 0]
            if first and first[0][0] == "units_founded" and fact.effective_on <= first[0][1]:
                more = [("units_difficult", first[0][1], None)] if fact.is_difficult else []
                so_far.items[stream, 0] = [first[0], *more]
        case MemberAdmitted():
            so_far.unit[stream] = fact.unit
            if fact.kind.counts_as_member:
                so_far.members.add(stream)
                day = fact.admitted_on or vietnam_day(fact.occurred_at)
                counted.append(("members", day, fact.unit))
        case MemberChanged():
            so_far.unit[stream] = fact.unit
            if fact.kind.counts_as_member and stream not in so_far.members:
                so_far.members.add(stream)
                so_far.items[stream, 0] = [("members", vietnam_day(fact.occurred_at), fact.unit)]
            elif not fact.kind.counts_as_member:
                so_far.members.discard(stream)
                so_far.items[stream, 0] = []
        case MemberMoved():
            so_far.unit[stream] = fact.unit
        case MemberLeft() if stream in so_far.members:
            counted.append(("members_left", fact.left_on or vietnam_day(fact.occurred_at), None))
        case _:
            pass  # it counts in nothing


def _alleged(so_far: Known, stream: UUID, fact: CaseOpened | CaseDetailsSet) -> None:
    told = fact.details.circumstances
    if told.allegation in {Allegation.ABUSE, Allegation.RISK} or told.abuse_types:
        so_far.alleged.add(stream)
    else:
        so_far.alleged.discard(stream)


def _forwarding(so_far: Known, stream: UUID, at: datetime) -> list[tuple[str, date, UUID | None]]:
    names = ("forwarded", "forwarded_abuse") if stream in so_far.alleged else ("forwarded",)
    return [(name, vietnam_day(at), None) for name in names]


def _in_time(received_at: datetime, one: Recorded) -> bool:
    took = one.recorded_at - received_at
    return -CLOCK_SLACK <= took <= ENTRY_LIMIT


def _reception(received_at: datetime, one: Recorded) -> list[tuple[str, date, UUID | None]]:
    names = ("received", "in_time") if _in_time(received_at, one) else ("received",)
    return [(name, vietnam_day(received_at), None) for name in names]


def _corrected(so_far: Known, stream: UUID, fact: EntryCorrected) -> None:
    before = so_far.items[stream, fact.entry]
    sent, reception = fact.value.forwarding, fact.value.reception
    names = [name for name, _, _ in before]
    if sent is not None and sent.at is not None and names:
        so_far.items[stream, fact.entry] = [(name, vietnam_day(sent.at), None) for name in names]
    if reception is not None and reception.received_at is not None and names:
        took = so_far.entered_at[stream] - reception.received_at
        names = ["received", "in_time"] if -CLOCK_SLACK <= took <= ENTRY_LIMIT else ["received"]
        so_far.items[stream, fact.entry] = [
            (name, vietnam_day(reception.received_at), None) for name in names
        ]


_SUMS = """
SELECT unit, day, measure, area, sum(delta) FROM v_article92.facts WHERE position <= %s
 GROUP BY unit, day, measure, area HAVING sum(delta) <> 0
"""


def shown(connection: psycopg.Connection[Any], upto: int) -> dict[Figure, int]:
    """Return the figures of the view, as of a position."""
    rows = connection.execute(_SUMS, (upto,)).fetchall()
    return {(unit, day, measure, area): int(count) for unit, day, measure, area, count in rows}


def differing(dsn: str, positions: int = 20) -> list[int]:
    """Return the positions, of the last and so many before it, at which the view differs from what is counted anew."""
    with psycopg.connect(dsn) as connection:
        facts = Ledger(keys=None).recorded(EventRecorder(connection).after(0, 1_000_000))
        last = facts[-1].position
        chosen = {last, *random.Random(92).sample(range(1, last), min(positions, last - 1))}
        return [
            upto for upto in sorted(chosen) if shown(connection, upto) != dict(known(facts, upto).figures())
        ]
