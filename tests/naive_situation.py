"""What every cell of children's situation should be, counted from the list of facts alone, each time all anew.

Written from the rules that the page shows, without a look at the view or at `domain.situation.told`. Slow on purpose.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from application.ledger import Recorded
from domain.calendar import vietnam_day
from domain.child_case import CaseDetailsSet, CaseOpened, CaseReopened
from domain.child_case.entries import EntryCorrected
from domain.child_case.merging import CaseGivenBack, CaseMergedAway
from domain.erasure import KeyDestroyed
from domain.identity import AgeBand
from domain.imported import CaseTakenBack
from infrastructure.ledger import EventRecorder, Ledger

Cell = tuple[UUID | None, date, str, str]
"""Unit, day, cut, code."""
TAKES_ATTENTION = {"ethnic_minority", "especially_difficult_area", "epidemic"}


@dataclass
class File:
    """What is known of one file."""

    unit: UUID
    day: date
    said: dict[str, set[str]] = field(default_factory=dict)
    hangs_on: UUID | None = None
    is_back: bool = False


def files_of(facts: Iterable[Recorded], upto: int) -> dict[UUID, File]:
    """Return what the facts up to a position say of each file."""
    files: dict[UUID, File] = {}
    for one in facts:
        if one.position > upto:
            continue
        fact, file = one.fact, files.get(one.stream)
        if isinstance(fact, CaseOpened):
            files[one.stream] = File(
                fact.unit, vietnam_day(fact.received_at or fact.occurred_at), _said(fact)
            )
        elif isinstance(fact, KeyDestroyed):
            for record in fact.records:
                if record in files:
                    said = files[record].said
                    files[record].said = {cut: {"all"} if cut == "cases" else {"unknown"} for cut in said}
        elif file is not None:
            _further(file, fact)
    return files


def _further(file: File, fact: object) -> None:
    match fact:
        case CaseDetailsSet():
            file.said = _said(fact)
        case EntryCorrected(value=value) if value.reception is not None and value.reception.received_at:
            file.day = vietnam_day(value.reception.received_at)
            if fact.age_band is not None:
                file.said["age"] = {str(fact.age_band.value)}
                if "harm_age" in file.said:
                    file.said["harm_age"] = _band(fact.harm_band)
        case CaseMergedAway(into=into):
            file.hangs_on = into
        case CaseGivenBack():
            file.hangs_on = None
        case CaseTakenBack():
            file.is_back = True
        case CaseReopened():
            file.is_back = False
        case _:
            pass  # it says nothing that is counted


def _band(band: AgeBand | None) -> set[str]:
    return {"unknown" if band is None else str(band.value)}


def _said(fact: CaseOpened | CaseDetailsSet) -> dict[str, set[str]]:
    told, accident = fact.details.circumstances, fact.details.accident
    tags = {one.value for one in told.priority}
    if accident.cause or accident.place or accident.severity or accident.care:
        tags.add("accident_injury")
    said = {
        "cases": {"all"},
        "group": {one.value for one in told.groups} - {"hiv"},
        "sex": {fact.details.child.sex.value},
        "age": {fact.age_band.value},
        "priority": tags - TAKES_ATTENTION,
        "attention": tags & TAKES_ATTENTION,
    }
    if told.allegation.value in {"abuse", "risk"} or told.abuse_types or told.environment:
        said["abuse"] = {one.value for one in told.abuse_types}
        said["environment"] = {told.environment.value} if told.environment else set()
        said["harm_age"] = _band(fact.harm_band)
    return {cut: codes or {"unknown"} for cut, codes in said.items()}


def counted(facts: Iterable[Recorded], upto: int) -> Counter[Cell]:
    """Return every cell, as of a position."""
    files = files_of(facts, upto)
    found: Counter[Cell] = Counter()
    for stream, file in files.items():
        if file.hangs_on is None and not file.is_back:
            for cut, codes in _of_child(files, stream).items():
                for code in codes:
                    found[file.unit, file.day, cut, code] += 1
    return found


def _of_child(files: dict[UUID, File], main: UUID) -> dict[str, set[str]]:
    """Return what is said of a child: in its main file, and which more rows its duplicates name."""
    said = {cut: set(codes) for cut, codes in files[main].said.items()}
    for stream, file in files.items():
        if stream == main or file.is_back or main not in set(_above(files, stream)):
            continue
        for cut in ("group", "abuse", "priority", "attention"):
            if cut in file.said:
                said.setdefault(cut, set()).update(file.said[cut])
    return {cut: codes - {"unknown"} or codes for cut, codes in said.items()}


def _above(files: dict[UUID, File], stream: UUID) -> Iterator[UUID]:
    while (above := files[stream].hangs_on) is not None:
        yield above
        stream = above


_SUMS = """
SELECT unit, day, pair, sum(delta) FROM v_situation.facts, unnest(pairs) AS pair WHERE position <= %s
 GROUP BY unit, day, pair HAVING sum(delta) <> 0
"""


def shown(connection: psycopg.Connection[Any], upto: int) -> dict[Cell, int]:
    """Return the cells of the view, as of a position."""
    rows = connection.execute(_SUMS, (upto,)).fetchall()
    return {(unit, day, *pair.split(":")): int(count) for unit, day, pair, count in rows}


def differing(dsn: str, positions: int = 20) -> list[int]:
    """Return the positions, of the last and so many before it, at which the view differs from what is counted anew."""
    with psycopg.connect(dsn) as connection:
        facts = Ledger(keys=None).recorded(EventRecorder(connection).after(0, 1_000_000))
        last = facts[-1].position
        chosen = {last, *random.Random(41).sample(range(1, last), min(positions, last - 1))}
        return [upto for upto in sorted(chosen) if shown(connection, upto) != dict(counted(facts, upto))]
