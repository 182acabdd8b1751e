"""What a case keeps of the row of an old log that it was copied from: where it stood, and what stood in it.

Source: DESIGN, section 4 (actor `import:<uuid>`); section 6 (classes of personal fields). A column whose meaning is not
known may hold anything, so its words are held as closely as health.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from domain.kernel import (
    Contact,
    Event,
    Evidence,
    FieldClass,
    Health,
    Identity,
    Line,
    Narrative,
    ReporterIdentity,
    Said,
    Summary,
    Text,
    Value,
)


class SourceCell(Value):
    """One cell as it was written, under the head of its column."""

    column: Line
    text: Text


class SourceRow(Value):
    """One row of the file, cell by cell, each under the class of what its column means."""

    summary: Summary[tuple[SourceCell, ...]] = ()
    narrative: Narrative[tuple[SourceCell, ...]] = ()
    identity: Identity[tuple[SourceCell, ...]] = ()
    contact: Contact[tuple[SourceCell, ...]] = ()
    reporter: ReporterIdentity[tuple[SourceCell, ...]] = ()
    evidence: Evidence[tuple[SourceCell, ...]] = ()
    other: Health[tuple[SourceCell, ...]] = ()
    """Health, and columns that nobody knows."""


PART_OF: dict[FieldClass, str] = {
    FieldClass.SUMMARY: "summary",
    FieldClass.NARRATIVE: "narrative",
    FieldClass.IDENTITY: "identity",
    FieldClass.CONTACT: "contact",
    FieldClass.REPORTER_IDENTITY: "reporter",
    FieldClass.EVIDENCE: "evidence",
    FieldClass.HEALTH: "other",
}
"""In which part of a source row the cells of a class stand."""


class CaseImported(Event):
    """The entry was copied from a row of an old log.

    `row_key` and `number_key` are keyed hashes: of all that stood in the row, and of its old number and year. Their key
    is in the key store; whoever could try them must hold the whole old row already.
    """

    TOPIC: ClassVar[str] = "case.imported.1"
    import_id: UUID
    row: int
    """Number of the row in the sheet, as a spreadsheet shows it."""
    row_key: str
    number_key: str = ""
    old_number: Summary[Line] = ""
    """*Số sổ cũ*: the number of the old log; the entry has a number of the year in which it was copied."""
    sheet: Summary[Line] = ""
    source: SourceRow = SourceRow()


class CaseTakenBack(Event):
    """The import that made the entry was wrong as a whole, and nobody had worked on the entry: it counts no longer.

    Its number stays used. Whoever logs something on it later takes it up again (DESIGN, section 3, rule 3).
    """

    TOPIC: ClassVar[str] = "case.import-taken-back.1"
    import_id: UUID
    reason: Narrative[Said]
