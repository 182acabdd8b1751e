"""The import of an old log (*nhập sổ cũ*): begun for one file, entered in batches, finished.

A dry run is no fact. Nothing begins before every row of the file was checked; rows are then entered in transactions of
a few, and a row that was entered already, by this import or another one, is passed over: so an import that was cut
goes on where it stopped, and the same file again adds nothing (decision 0086).
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from domain.imported import CaseTakenBack
from domain.kernel import Act, Event, Narrative, Refused, Said, State

INTERNAL = "Quy ước nội bộ"


class ImportBegun(Event):
    """Every row of a file was checked, and the good ones are being entered. Counts and a keyed hash only."""

    TOPIC: ClassVar[str] = "import.begun.1"
    unit: UUID
    digest: str
    """Keyed hash of the file's bytes: the same file is known again, nothing can be tried without the key store."""
    rows: int
    good: int
    left_out: int
    """Rows with a fault; more than none only where that was asked for."""


class ImportFinished(Event):
    """Every good row of the file stands in the log."""

    TOPIC: ClassVar[str] = "import.finished.1"
    entered: int
    there_already: int


class ImportTakenBack(Event):
    """The import was wrong as a whole: its entries are taken back, but those that somebody has worked on since."""

    TOPIC: ClassVar[str] = "import.taken-back.1"
    reason: Narrative[Said]


class FileHasFaults(Refused):
    """All or nothing: one row with a fault holds the file back, unless good rows alone are asked for."""

    vi = "Tệp có {faulty} dòng lỗi nên chưa nhập dòng nào. Hãy sửa tệp, hoặc chọn chỉ nhập các dòng đúng."
    en = "The file has {faulty} rows with faults, so none was entered. Correct it, or ask for the good rows alone."
    source = INTERNAL


class NothingToImport(Refused):
    """No row of the file can be entered."""

    vi = "Tệp không có dòng nào nhập được."
    en = "No row of the file can be entered."


class AllThere(Refused):
    """Every good row stands in the log already."""

    vi = "Mọi dòng đúng của tệp đã có trong sổ; không có gì để thêm."
    en = "Every good row of the file stands in the log already; there is nothing to add."


class ImportIsOver(Refused):
    """The import was finished already."""

    vi = "Lần nhập này đã xong."
    en = "This import is finished."


class ImportStands(Refused):
    """The import was not taken back."""

    vi = "Lần nhập này chưa được lấy lại."
    en = "This import was not taken back."


def may_begin(*, good: int, faulty: int, accept_good: bool) -> None:
    """Refuse a file that holds nothing good, or faults where good rows alone were not asked for.

    Raises:
        FileHasFaults: A row has a fault.
        NothingToImport: There is no good row.
    """
    if faulty and not accept_good:
        raise FileHasFaults(faulty=faulty)
    if not good:
        raise NothingToImport


class LogImport(State[ImportBegun, ImportFinished | ImportTakenBack]):
    """One import of one file."""

    unit: UUID
    is_over: bool = False
    is_taken_back: bool = False

    @classmethod
    def begin(
        cls, unit: UUID, digest: str, *, rows: int, good: int, faulty: int, accept_good: bool, act: Act
    ) -> ImportBegun:
        """Begin, once every row was checked.

        Raises:
            FileHasFaults: A row has a fault, and good rows alone were not asked for.
            NothingToImport: There is no good row.
        """
        may_begin(good=good, faulty=faulty, accept_good=accept_good)
        return ImportBegun(
            occurred_at=act.at, unit=unit, digest=digest, rows=rows, good=good, left_out=faulty
        )

    @classmethod
    def began(cls, stream: UUID, fact: ImportBegun) -> LogImport:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, unit=fact.unit)

    def apply(self, fact: ImportFinished | ImportTakenBack) -> LogImport:
        """Return the state after one more fact; what is taken back takes no more rows."""
        return self.but(is_over=True, is_taken_back=self.is_taken_back or isinstance(fact, ImportTakenBack))

    def finish(self, entered: int, there_already: int, act: Act) -> ImportFinished:
        """End it.

        Raises:
            ImportIsOver: It has ended.
        """
        if self.is_over:
            raise ImportIsOver
        return ImportFinished(occurred_at=act.at, entered=entered, there_already=there_already)

    def take_back(self, reason: str, act: Act) -> ImportTakenBack | None:
        """Take it back as a whole, finished or cut; None when that was said before, and goes on."""
        return None if self.is_taken_back else ImportTakenBack(occurred_at=act.at, reason=reason)

    def entry_back(self, reason: str, act: Act) -> CaseTakenBack:
        """Take one of its entries back, that nobody has worked on since.

        Raises:
            ImportStands: The import was not taken back.
        """
        if not self.is_taken_back:
            raise ImportStands
        return CaseTakenBack(occurred_at=act.at, import_id=self.id, reason=reason)
