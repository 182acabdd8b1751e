"""An import that was wrong as a whole, taken back: each entry that nobody has worked on since, a few at a time.

Nothing is deleted: an entry that was taken back stands in no list and no figure, its number stays used, its history
says why. What somebody has worked on is left, and named. The same rows may then be entered anew (decision 0086).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.ledger import Recorded
from application.log_import import ROWS_AT_ONCE, AboutImport
from application.log_import.promises import Imports
from application.work import Work
from domain.child_case import CaseReopened, ChildCase
from domain.imported import CaseTakenBack
from domain.kernel import Said
from domain.log_import import LogImport

log = structlog.get_logger()


class TakeImportBack(AboutImport):
    """Say that an import was wrong as a whole, and why."""

    ACTION: ClassVar[Action] = Action.IMPORT_LOG
    reason: Said


class TakeEntriesBack(AboutImport):
    """Take a few of its entries back."""

    ACTION: ClassVar[Action] = Action.IMPORT_LOG
    reason: Said
    cases: tuple[UUID, ...]


def take_import_back(cmd: TakeImportBack, work: Work) -> tuple[UUID, ...]:
    """Take an import back, or go on with it; return the entries that nobody has worked on. None is changed yet.

    Raises:
        Unknown: There is no such import, or its unit is not within the reader's.
    """
    work.allow(cmd)
    held = work.read(LogImport, cmd.import_id)
    fact = held.take_back(cmd.reason, work.act)
    if fact is not None:
        work.append(held, fact)
    untouched = tuple(work.view(Imports).untouched(cmd.import_id))  # type: ignore[type-abstract]
    log.info("import_taken_back", stream_id=str(cmd.import_id), entries=len(untouched))
    return untouched


def take_entries_back(cmd: TakeEntriesBack, work: Work) -> int:
    """Take a few entries back and return how many; one that somebody works on meanwhile is left."""
    work.allow(cmd)
    held = work.read(LogImport, cmd.import_id)
    untouched = work.view(Imports).untouched(cmd.import_id, cmd.cases)  # type: ignore[type-abstract]
    for case_id in untouched:
        work.append(work.read(ChildCase, case_id), held.entry_back(cmd.reason, work.act))
    return len(untouched)


def handfuls(cases: Sequence[UUID]) -> Iterable[tuple[UUID, ...]]:
    """Yield the entries as they are taken back together."""
    for first in range(0, len(cases), ROWS_AT_ONCE):
        yield tuple(cases[first : first + ROWS_AT_ONCE])


def is_taken_back(history: Iterable[Recorded]) -> bool:
    """Return whether a case was taken back with its import, and nobody has taken it up again."""
    facts = [one.fact for one in history if isinstance(one.fact, CaseTakenBack | CaseReopened)]
    return bool(facts) and isinstance(facts[-1], CaseTakenBack)
