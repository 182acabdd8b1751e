"""What the import of a list of members asks of the fact rows, and what a file is refused for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from application.matches import Named
from domain.kernel import Refused
from domain.member_list.units import ListUnit


class NoListInFile(Refused):
    """No sheet has heads of a list of members."""

    vi = "Không thấy hàng tiêu đề nào giống danh sách hội viên (cần cột Họ và tên và ít nhất một cột khác của tệp mẫu)."
    en = "No row looks like the heads of a list of members (the full name and one other column of the template)."


@dataclass(frozen=True, slots=True)
class ListImportRow:
    """One import of a list."""

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


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who was entered from a row before."""

    unit: UUID
    left_on: date | None


@dataclass(frozen=True, slots=True)
class SamePerson:
    """Somebody who is in a unit today and whom a row names by a strong combination."""

    member: UUID
    record_no: int
    unit: UUID


class MemberLists(Protocol):
    """Imports of lists, and whom the rows name, straight from the fact rows; keyed hashes only."""

    def units(self) -> Sequence[ListUnit]:
        """Return every unit, those that ended too, with all names that it bore."""

    def entered(self, keys: Sequence[str]) -> Mapping[str, Sequence[Entered]]:
        """Return who was entered from these rows before, by key."""

    def same(self, people: Sequence[tuple[int, Named]]) -> Mapping[int, Sequence[SamePerson]]:
        """Return the members of today whom rows name, by row: name with birth date, or identity number."""

    def unfinished(self, unit: UUID, digest: str) -> UUID | None:
        """Return the import of this file that was cut, if there is one."""

    def all(self) -> Sequence[ListImportRow]:
        """Return the imports of the reader's scope, the newest first."""

    def of(self, import_id: UUID) -> ListImportRow | None:
        """Return one of them."""
