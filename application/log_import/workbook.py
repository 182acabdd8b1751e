"""The error workbook: each remark with the row itself, to be corrected and imported again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from application.export_sheet import Cell, Head, Notice, Sheet
from domain.export import CONFIDENTIALITY
from domain.log_import.cells import text_of
from domain.log_import.entry import Remark, RowTold
from domain.log_import.table import Table

TITLE = ("Lỗi khi nhập sổ cũ", "Faults of an import")


def errors_of(
    table: Table,
    found: Sequence[RowTold],
    said_of: Callable[[Remark, str], str],
    language: str,
    title: tuple[str, str] = TITLE,
) -> Sheet:
    """Return the rows that have a remark, one line each: its number, what is said by column, and the row itself.

    The first three columns are known to the import and passed over, so the corrected workbook can be imported as it is.
    """
    at = language == "en"
    heads = (
        ("Dòng trong tệp", "Lỗi cần sửa", "Lưu ý khi nhập"),
        ("Row in the file", "Faults to correct", "Remarks of the import"),
    )[at]
    cells = {raw.number: raw.cells for raw in table.rows}
    rows: list[tuple[Cell, ...]] = []
    for one in sorted(found, key=lambda row: not row.faults):
        if one.remarks:
            said = (_joined(one, said_of, language, faults=faults) for faults in (True, False))
            rows.append((one.row, *said, *(text_of(cell) for cell in cells[one.row])))
    return Sheet(
        title=title[at],
        notices=(
            Notice(("Mức độ bảo mật", "Confidentiality")[at], "confidentiality", CONFIDENTIALITY[at]),
            Notice(("Nội dung", "Content")[at], "content", title[at]),
        ),
        heads=tuple(Head(head, head) for head in (*heads, *table.heads)),
        rows=iter(rows),
    )


def _joined(one: RowTold, said_of: Callable[[Remark, str], str], language: str, *, faults: bool) -> str:
    said = ((r.column, said_of(r, language)) for r in one.remarks if r.is_fault is faults)
    return " ".join(f"[{column}] {text}" if column else text for column, text in said)
