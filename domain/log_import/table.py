"""The table in a sheet: title rows above, heads in one row or two, rows below, blank rows and totals between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.log_import.cells import Cell, text_of
from domain.log_import.columns import FEWEST_HEADS, LOG, as_head, code_of, columns, field_of

LOOKED_THROUGH = 40
"""How many rows from the top may be titles."""
_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô­õøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
"""Letters of fonts before Unicode (TCVN 5712:1993, `.VnTime`), as they appear when read as Latin letters."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row below the heads, with its number as a spreadsheet shows it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds: a name and its cells, merged ones filled in already."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    formulas: frozenset[tuple[int, int]] = frozenset()
    """Row and column, from nought, of cells whose value a formula gave."""


@dataclass(frozen=True, slots=True)
class Table:
    """Heads with the fields that they mean (None: unknown), and the rows below."""

    sheet: str
    head_row: int
    heads: tuple[str, ...]
    fields: tuple[str | None, ...]
    rows: tuple[RawRow, ...]
    blank: int
    totals: tuple[int, ...]
    """Numbers of the rows that hold totals and no entry."""
    is_tcvn3: bool = False
    form: str = LOG
    formulas: frozenset[tuple[int, int]] = frozenset()
    """Number of the row and place of the column of cells whose value a formula gave."""

    @property
    def unknown(self) -> tuple[str, ...]:
        """Heads that nobody knows; what stands below them is kept with the source row."""
        return tuple(head for head, field in zip(self.heads, self.fields, strict=True) if head and not field)

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields without which no row can be entered, and which no head names."""
        return tuple(
            one.field for one in columns(self.form).values() if one.required and one.field not in self.fields
        )

    def head_of(self, field: str) -> str:
        """Return the head that means a field; empty when there is none."""
        pairs = zip(self.heads, self.fields, strict=True)
        return next((head for head, found in pairs if found == field), "")


@dataclass(frozen=True, slots=True)
class _Names:
    form: str
    given: Mapping[str, str]


def table_of(sheet: Sheet, given: Mapping[str, str] | None = None, form: str = LOG) -> Table | None:
    """Return the table of a sheet; None when no row looks like the heads of the form.

    Args:
        sheet: Of the file.
        given: Fields by heads that were named by hand.
        form: Whose heads are looked for.
    """
    named = _Names(form, {as_head(head): field for head, field in (given or {}).items()})
    found = _found(sheet, named)
    if found is not None:
        return found
    plain = replace(sheet, rows=tuple(tuple(_from_tcvn3(cell) for cell in row) for row in sheet.rows))
    other = _found(plain, named)
    return other and _as_tcvn3(other)


def _from_tcvn3(cell: Cell) -> Cell:
    return cell.translate(_TCVN3) if isinstance(cell, str) else cell


def _as_tcvn3(table: Table) -> Table:
    return replace(table, is_tcvn3=True)


def _found(sheet: Sheet, named: _Names) -> Table | None:
    best, most = None, FEWEST_HEADS[named.form] - 1
    for at, row in enumerate(sheet.rows[:LOOKED_THROUGH]):
        known = len({_field(text_of(cell), named) for cell in row} - {None})
        if known > most:
            best, most = at, known
    if best is None:
        return None
    heads, depth = _heads(sheet.rows, best, named)
    return _below(sheet, heads, named, best + depth)


def _heads(rows: Sequence[tuple[Cell, ...]], at: int, named: _Names) -> tuple[tuple[str, ...], int]:
    """Return the heads; where a group of columns stands above its own heads, those of the second row count."""
    upper = [text_of(cell) for cell in rows[at]]
    if at and sum(bool(_field(text, named)) for text in upper) > 0:
        above = [text_of(cell) for cell in rows[at - 1]]
        more = [_field(up, named) and not _field(own, named) for up, own in zip(above, upper, strict=False)]
        if any(more):  # the lower row was taken for the heads; names merged downwards stand above it
            upper = [up if gain else own for up, own, gain in zip(above, upper, more, strict=False)]
    lower = [text_of(cell) for cell in rows[at + 1]] if at + 1 < len(rows) else []
    gains = [bool(_field(low, named)) and low != up for low, up in zip(lower, upper, strict=False)]
    if sum(gains) >= 2:
        chosen = [low if gain else up for low, up, gain in zip(lower, upper, gains, strict=False)]
        return tuple(chosen), 2
    return tuple(upper), 1


def _field(head: str, named: _Names) -> str | None:
    return named.given.get(as_head(head)) or field_of(head, named.form)


def _below(sheet: Sheet, heads: tuple[str, ...], named: _Names, first: int) -> Table:
    fields: list[str | None] = []
    for head in heads:
        field = _field(head, named) if head else None
        fields.append(None if field in fields else field)
    rows: list[RawRow] = []
    totals: list[int] = []
    blank = 0
    for at, cells in enumerate(sheet.rows[first:], first + 1):
        said = [text for cell in cells if (text := text_of(cell))]
        if not said or _is_numbering(said):
            blank += 1
        elif _is_total(said):
            totals.append(at)
        else:
            rows.append(RawRow(at, cells))
    return Table(
        *(sheet.name, first, heads, tuple(fields), tuple(rows), blank, tuple(totals)),
        form=named.form,
        formulas=frozenset((row + 1, column) for row, column in sheet.formulas),
    )


def _is_numbering(said: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3), as printed registers do below their heads."""
    numbers = [text.strip("()") for text in said]
    return len(said) > 2 and numbers == [str(n) for n in range(1, len(said) + 1)]


def _is_total(said: Sequence[str]) -> bool:
    """Whether a row sums up: it begins with such a word, and says little else."""
    words = as_head(said[0])
    is_sum = code_of("total", words) is not None or words.startswith(("tong cong", "cong thang", "cong quy"))
    return is_sum and all(not any(map(str.isalpha, text)) for text in said[1:])
