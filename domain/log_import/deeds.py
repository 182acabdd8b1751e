"""What one row of an old log becomes: the facts of a case, by the same decisions as the pages.

The entry gets a number of the year in which it is copied (decision 0003), its old number stands beside it. It was
received when the log says, and recorded now. Only closing is ever guarded: where the guard says no, the entry is kept
open, so that what is owed to the child shows in the follow-up log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from domain.child_case import ChildCase
from domain.child_case.file_code import FileCode
from domain.imported import CaseImported
from domain.kernel import Act, Erased, Event, Refused, fold
from domain.log_import.entry import OldEntry


@dataclass(frozen=True, slots=True)
class Mark:
    """Which import enters the row, and the keyed hashes by which it is known again."""

    import_id: UUID
    row_key: str
    number_key: str = ""


@dataclass(frozen=True, slots=True)
class Deeds:
    """The facts of a new case, and why it was not closed although the log says so."""

    facts: tuple[Event, ...]
    kept_open: type[Refused] | None = None


def deeds_of(
    entry: OldEntry, case_id: UUID, unit: UUID, code: FileCode, number: int, mark: Mark, act: Act
) -> Deeds:
    """Return what entering a row records."""
    opened = ChildCase.take_in(
        unit, code, number, entry.situation, entry.reception, entry.details, act
    ).model_copy(update={"counsellor": entry.counsellor or act.account})
    imported = CaseImported(
        occurred_at=act.at,
        received_at=opened.received_at,
        import_id=mark.import_id,
        row=entry.row,
        row_key=mark.row_key,
        number_key=mark.number_key,
        old_number=entry.old_number,
        sheet=entry.sheet,
        source=entry.source,
    )
    facts: list[Event] = [opened, imported, *_further(entry, ChildCase.began(case_id, opened), act)]
    if entry.closing is None:
        return Deeds(tuple(facts))
    case = fold(ChildCase, case_id, facts)
    assert case is not None  # noqa: S101 - it was opened above
    try:
        closed = case.close(entry.closing, replace(act, at=entry.closed_at or act.at))
    except Refused as no:
        return Deeds(tuple(facts), type(no))
    return Deeds((*facts, closed))


def _further(entry: OldEntry, case: ChildCase, act: Act) -> Iterable[Event]:
    if entry.triage is not None:
        yield case.assess(entry.triage, act)
    for forwarding in entry.forwardings:
        yield case.pass_on(forwarding, act)
    for known in entry.known:
        yield case.known_already(known, act)
    if entry.note and not isinstance(entry.note, Erased):
        yield case.note(entry.note, act, entry.reception.lateness)
    if entry.step is not None:
        yield case.plan(entry.step, act)
