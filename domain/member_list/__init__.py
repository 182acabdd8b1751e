"""The import of a list of members: begun for one file, entered in batches, finished.

As with an old log a dry run is no fact, and a row that was entered already is passed over (decision 0096).
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from domain.kernel import Act, Event, Refused, State
from domain.log_import import ImportIsOver, may_begin


class ListImportBegun(Event):
    """Every row of a list was checked, and the good ones are being entered. Counts and a keyed hash only."""

    TOPIC: ClassVar[str] = "memberlist.begun.1"
    unit: UUID
    """Whoever imports works in it; the rows name their own."""
    digest: str
    """Keyed hash of the file's bytes."""
    rows: int
    good: int
    left_out: int
    """Rows with a fault."""


class ListImportFinished(Event):
    """Every good row of the list is entered."""

    TOPIC: ClassVar[str] = "memberlist.finished.1"
    entered: int
    there_already: int


class AllMembersThere(Refused):
    """Every good row is a member already."""

    vi = "Mọi dòng đúng của tệp đã là hội viên; không có gì để thêm."
    en = "Every good row of the file is a member already; there is nothing to add."


class ListImport(State[ListImportBegun, ListImportFinished]):
    """One import of one list."""

    unit: UUID
    is_over: bool = False

    @classmethod
    def begin(
        cls,
        unit: UUID,
        digest: str,
        *,
        rows: int,
        good: int,
        new: int,
        faulty: int,
        accept_good: bool,
        act: Act,
    ) -> ListImportBegun:
        """Begin, once every row was checked.

        Raises:
            FileHasFaults: A row has a fault, and good rows alone were not asked for.
            NothingToImport: There is no good row.
            AllMembersThere: Each good row is a member already.
        """
        may_begin(good=good, faulty=faulty, accept_good=accept_good)
        if not new:
            raise AllMembersThere
        return ListImportBegun(
            occurred_at=act.at, unit=unit, digest=digest, rows=rows, good=good, left_out=faulty
        )

    @classmethod
    def began(cls, stream: UUID, fact: ListImportBegun) -> ListImport:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, unit=fact.unit)

    def apply(self, fact: ListImportFinished) -> ListImport:
        """Return the state after one more fact."""
        return self.but(is_over=True)

    def goes_on(self) -> None:
        """Refuse further rows.

        Raises:
            ImportIsOver: It has ended.
        """
        if self.is_over:
            raise ImportIsOver

    def finish(self, entered: int, there_already: int, act: Act) -> ListImportFinished:
        """End it.

        Raises:
            ImportIsOver: It has ended.
        """
        self.goes_on()
        return ListImportFinished(occurred_at=act.at, entered=entered, there_already=there_already)
