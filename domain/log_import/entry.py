"""What one row of an old log says, as the same values that the form of a new entry carries."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from domain.child_case.follow_up import AlreadyKnown, Closing, Forwarding, Step, Triage
from domain.child_case.intake import Details, Reception, Situation
from domain.imported import SourceRow
from domain.kernel import Instant, Line, Narrative, Summary, Text, Value


class OldEntry(Value):
    """One entry of an old log; its parts are those of the form, so its rules are the form's."""

    situation: Situation
    reception: Reception
    details: Details = Details()
    triage: Triage | None = None
    forwardings: tuple[Forwarding, ...] = ()
    known: tuple[AlreadyKnown, ...] = ()
    """Bodies that were told on a day that the log does not name."""
    note: Narrative[Text] = ""
    step: Step | None = None
    """What was to be done next, where the log says until when."""
    closing: Closing | None = None
    closed_at: Instant | None = None
    counsellor_said: Summary[Line] = ""
    """Who the log says took it in, or follows it; an account of that name in the unit goes on following it."""
    counsellor: UUID | None = None
    old_number: Summary[Line] = ""
    source: SourceRow = SourceRow()
    row: int = Field(ge=1)
    sheet: Summary[Line] = ""
    content: Narrative[Text] = ""
    """What makes the row the same row: its cells, spelt alike however the file was saved."""
    number_of_year: Narrative[Line] = ""
    """Its old number with the year of receipt; the same one again is told."""


class Remark(Value):
    """Something about one cell or one row: a fault keeps the row out, a warning does not."""

    row: int
    column: str = ""
    """The head as the file writes it; empty for the row as a whole."""
    code: str
    limit: str = ""
    is_fault: bool = True
    case: str = ""
    """Code of the file that it points to, if any."""


class RowTold(Value):
    """One row with what is said of it."""

    row: int
    remarks: tuple[Remark, ...] = ()

    @property
    def faults(self) -> tuple[Remark, ...]:
        """What keeps it out."""
        return tuple(one for one in self.remarks if one.is_fault)

    @property
    def is_repeated(self) -> bool:
        """Whether nothing keeps it out but that it stands twice in the file."""
        return bool(self.faults) and all(one.code == "same_row_twice" for one in self.faults)


class CheckedRow(RowTold):
    """One row after the check: an entry, or what is wrong with it."""

    entry: OldEntry | None = None

    @property
    def is_good(self) -> bool:
        """Whether it can be entered."""
        return self.entry is not None
