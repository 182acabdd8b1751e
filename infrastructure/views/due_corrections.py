"""What corrections change in the steps that are due."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from application.ledger import Recorded
from domain.child_case.entries import EntryCorrected, EntryMovedOut, ValuesHidden
from domain.child_case.follow_up import Step
from domain.correction import Hiding
from domain.counselling import CounsellingRelinked, SessionCorrected, SessionHidden, SessionMovedOut
from infrastructure.views.base import Statement

CORRECTING = (
    EntryCorrected,
    ValuesHidden,
    EntryMovedOut,
    SessionCorrected,
    SessionHidden,
    SessionMovedOut,
    CounsellingRelinked,
)
_AGREE = (
    "INSERT INTO steps (stream_id, version, position, due_on, responsible, kind)"
    " SELECT stream_id, version, position, %s, %s, 'step' FROM es.events WHERE stream_id = %s AND version = %s"
    " ON CONFLICT (stream_id, version) DO UPDATE SET due_on = excluded.due_on, responsible = excluded.responsible"
)
_CHANGE = "UPDATE steps SET due_on = %s, responsible = %s WHERE stream_id = %s AND version = %s"
_END = "UPDATE steps SET done_at = %s WHERE stream_id = %s AND version = %s AND done_at IS NULL"


def corrected(recorded: Recorded) -> Iterator[Statement]:
    """Return what one correction changes; other facts change nothing here."""
    match recorded.fact:
        case EntryCorrected(entry=entry, value=value) if value.step is not None:
            yield _CHANGE, _said(value.step, recorded.stream, entry)
        case SessionCorrected(entry=entry, consultation=said) if said.next is not None:
            is_open = recorded.fact.step_is_open
            yield (_AGREE if is_open else _CHANGE), _said(said.next, recorded.stream, entry)
        case SessionCorrected(entry=entry):
            yield _END, (recorded.position, recorded.stream, entry)
        case Hiding(entry=entry, instead=None):
            yield _END, (recorded.position, recorded.stream, entry)
        case CounsellingRelinked(case_id=case_id):
            yield "UPDATE streams SET case_id = %s WHERE stream_id = %s", (case_id, recorded.stream)
        case _:
            pass  # nothing of it is due


def _said(step: Step, stream: UUID, entry: int) -> tuple[object, ...]:
    return step.due_on, step.responsible, stream, entry
