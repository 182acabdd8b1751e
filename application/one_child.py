"""Which files are about one child, and what all of them say: rules that hold for the child ask for every file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from application.work import Work
from domain.child_case import ChildCase


@dataclass(frozen=True, slots=True)
class Filed:
    """A file that another one hangs on, or that hangs on it: id and code, no word of it."""

    case_id: UUID
    code: str


@dataclass(frozen=True, slots=True)
class MergedNumber:
    """The number of a duplicate, and that of the file into which it went (*đã nhập vào*)."""

    case_id: UUID
    code: str
    into: str


class MergedFiles(Protocol):
    """Which files hang together, straight from the fact rows."""

    def above(self, case_id: UUID) -> Sequence[Filed]:
        """Return the files that a file hangs on, the nearest first, the main file last; empty when it is none's."""

    def below(self, case_id: UUID) -> Sequence[Filed]:
        """Return the files that hang on a file, however far below, in the order of entry."""

    def by_code(self, code: str) -> UUID | None:
        """Return the case with a file code."""

    def numbers(self, unit_code: str) -> Sequence[MergedNumber]:
        """Return the duplicates whose number begins with the code of a unit, and into which file each went."""

    def ever_merged(self, records: Collection[UUID]) -> Sequence[UUID]:
        """Return those of these cases that hung on another at some time."""

    def code_of(self, case_id: UUID) -> str:
        """Return the number of a file."""

    def is_erased(self, case_id: UUID) -> bool:
        """Return whether the keys of a file were destroyed."""


def files_of_child(case_id: UUID, work: Work) -> tuple[UUID, ...]:
    """Return every other file of the child that was not erased."""
    files = work.view(MergedFiles)  # type: ignore[type-abstract]
    above = files.above(case_id)
    main = above[-1].case_id if above else case_id
    together = {main, *(one.case_id for one in files.below(main))} - {case_id}
    return tuple(sorted(one for one in together if not files.is_erased(one)))


def others_of(case_id: UUID, work: Work) -> tuple[ChildCase, ...]:
    """Return every other file of the child, for rules that hold for the child and not for one file.

    What was erased is left out: nothing of it can be read.
    """
    return tuple(work.read(ChildCase, one) for one in files_of_child(case_id, work))
