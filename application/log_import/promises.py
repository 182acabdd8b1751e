"""What an import asks of files and of the fact rows, and what a file is refused for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from application.matches import Named
from domain.kernel import Refused
from domain.log_import.columns import LOG
from domain.log_import.table import Sheet


class FileNotRead(Refused):
    """The file is no spreadsheet and no table of text."""

    vi = "Không đọc được tệp. Tệp phải là .xlsx, .xls, .ods hoặc .csv, và không có mật khẩu."
    en = "The file cannot be read. It must be .xlsx, .xls, .ods or .csv, without a password."


class FileTooLarge(FileNotRead):
    """The file, or what it unfolds to, is larger than a log ever is."""

    vi = "Tệp quá lớn hoặc quá nhiều ô: nhiều nhất {megabytes} MB, {rows} dòng, {columns} cột. Hãy chia nhỏ theo năm."
    en = "The file is too large: at most {megabytes} MB, {rows} rows, {columns} columns. Divide it by year."


class NoSuchSheet(FileNotRead):
    """The sheet that was named is not in the file."""

    vi = "Tệp không có trang tính tên này."
    en = "The file has no sheet of this name."


class NoLogInFile(Refused):
    """No sheet has heads of a log."""

    vi = (
        "Không thấy hàng tiêu đề nào giống sổ theo dõi (cần ít nhất ba cột quen thuộc, ví dụ Ngày tiếp nhận, "
        "Họ và tên, Nội dung). Xem docs/imports.md."
    )
    en = (
        "No row looks like the heads of a log (at least three known columns are needed). See docs/imports.md."
    )


class ColumnsMissing(Refused):
    """A column without which nothing can be entered is not there."""

    vi = "Tệp thiếu cột bắt buộc: {columns}. Nếu cột có tên khác, hãy chỉ rõ cột nào là cột ấy."
    en = "The file lacks a column that is needed: {columns}. If it has another name, say which column it is."


class HeldFileGone(FileNotRead):
    """The file that was checked is not held any longer: an hour has passed, or the session is another."""

    vi = "Tệp đã kiểm tra không còn được giữ (quá một giờ, hoặc phiên làm việc đã đổi). Hãy chọn lại tệp."
    en = (
        "The file that was checked is not held any longer (after an hour, or a new session). Choose it again."
    )


class HeldFiles(Protocol):
    """Files between their check and what follows: encrypted, under a key that the page of whoever sent it completes."""

    def hold(self, content: bytes) -> str:
        """Hold a file for the session, in the place of the one before; return the mark that opens it."""

    def of(self, mark: str) -> bytes:
        """Return the file of a mark.

        Raises:
            HeldFileGone: It is not held, or not by this session.
        """

    def let_go(self) -> None:
        """Hold the session's file no longer, from the commit on."""


class Readings(Protocol):
    """Reads a file into cells, within limits, without running anything of it."""

    def sheet(self, content: bytes, name: str, form: str = LOG) -> Sheet:
        """Return a sheet by its name; the first one that holds a list of the form where no name is given.

        Raises:
            FileNotRead: It is too large, no table, locked, or dangerous to open.
        """


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import as a list shows it."""

    import_id: UUID
    record_no: int
    unit: UUID
    begun_at: datetime
    begun_by: UUID | None
    rows: int
    good: int
    left_out: int
    entered: int
    finished_at: datetime | None
    taken_back: int = 0
    """Entries that were taken back."""
    taken_back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that names the same child by a strong combination."""

    record_no: int
    code: str


@dataclass(frozen=True, slots=True)
class ImportedEntry:
    """One entry that an import made."""

    case_id: UUID
    record_no: int
    code: str
    row: int


class Imports(Protocol):
    """Imports and the rows they entered, straight from the fact rows; keyed hashes only."""

    def digest(self, content: bytes) -> str:
        """Return the keyed hash of a file."""

    def keys(self, unit: UUID, contents: Iterable[str]) -> list[str]:
        """Return the keyed hashes of rows in the register of a unit; empty for an empty text."""

    def there(self, unit: UUID, keys: Sequence[str]) -> Mapping[str, str]:
        """Return which rows stand in the register already, with the code of the entry where the reader may open it."""

    def numbers(self, unit: UUID, keys: Sequence[str]) -> Mapping[str, str]:
        """Return which old numbers stand there already, with the code of the entry where the reader may open it."""

    def alike(self, people: Sequence[tuple[int, Named]]) -> Mapping[int, Sequence[Alike]]:
        """Return cases of the reader's lists that name the same person, by the row that names them."""

    def unfinished(self, unit: UUID, digest: str) -> UUID | None:
        """Return the import of this file that was cut, if there is one."""

    def all(self) -> Sequence[ImportRow]:
        """Return the imports of the reader's scope, the newest first."""

    def of(self, import_id: UUID) -> ImportRow | None:
        """Return one of them."""

    def entries(self, import_id: UUID, after: int, most: int) -> Sequence[ImportedEntry]:
        """Return the entries of an import that stand and that the reader may open, by row, after a row."""

    def untouched(self, import_id: UUID, among: Sequence[UUID] | None = None) -> Sequence[UUID]:
        """Return its entries that the reader may open and that nobody has worked on since, by row.

        Those that are named are kept as they are until the commit.
        """
