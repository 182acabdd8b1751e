"""File codes, and the numbers of a register that show no entry.

Source: Circular 12/2018/TT-BTP, art. 11(1) (LAW 4.3); *số đã dùng*: DESIGN, section 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

_CODE = re.compile(r"(?P<unit>.+)\.TN\.(?P<number>[0-9]+)\.(?P<year>[0-9]{4})")


class FileCode(str):
    """Unit, form, ordinal and year, as `BG.TN.0001.2026` (Circular 12/2018/TT-BTP, art. 11(1): LAW 4.3)."""

    @classmethod
    def of(cls, unit_code: str, number: int, year: int) -> FileCode:
        """Return the code of an entry; TN stands for *tiếp nhận* (reception)."""
        return cls(f"{unit_code}.TN.{number:04d}.{year}")

    def place_in(self, unit_code: str) -> tuple[int, int] | None:
        """Return (year, number) in the register of a unit; None for the code of another register.

        >>> FileCode("BG.TN.0012.2026").place_in("BG"), FileCode("SD.TN.0012.2026").place_in("BG")
        ((2026, 12), None)
        """
        found = _CODE.fullmatch(self)
        if found is None or found["unit"] != unit_code:
            return None
        return int(found["year"]), int(found["number"])


def used_numbers(
    unit_code: str,
    shown: Iterable[tuple[UUID, FileCode]],
    last: Mapping[int, int],
    *,
    is_last_page: bool,
) -> dict[UUID | None, str]:
    """Return the numbers of a register that show no entry, under the entry they stand below (None: above all).

    A reader sees that a number was used and not why: void, moved, or held closely look the same.

    Args:
        unit_code: Whose register it is.
        shown: Entries as shown, the latest number first; those of other registers are passed over.
        last: The last number given out, by year; empty beyond the first page.
        is_last_page: Whether the register ends with this page, so that it goes down to number 1.

    >>> one, two = UUID(int=1), UUID(int=2)
    >>> page = [(one, FileCode("BG.TN.0004.2026")), (two, FileCode("BG.TN.0002.2026"))]
    >>> list(used_numbers("BG", page, {2026: 6}, is_last_page=True).values())
    ['BG.TN.0005.2026 – BG.TN.0006.2026', 'BG.TN.0003.2026', 'BG.TN.0001.2026']
    """
    used: dict[UUID | None, list[str]] = {}
    above: UUID | None = None
    expected = dict(last)
    for case_id, code in shown:
        place = code.place_in(unit_code)
        if place is None:
            continue
        year, number = place
        for earlier in [one for one in sorted(expected, reverse=True) if one > year]:
            used.setdefault(above, []).extend(_run(unit_code, earlier, 1, expected.pop(earlier)))
        used.setdefault(above, []).extend(_run(unit_code, year, number + 1, expected.get(year, number)))
        expected[year], above = number - 1, case_id
    if is_last_page:
        for year in sorted(expected, reverse=True):
            used.setdefault(above, []).extend(_run(unit_code, year, 1, expected[year]))
    return {place: "; ".join(runs) for place, runs in used.items() if runs}


def _run(unit_code: str, year: int, first: int, last: int) -> Iterator[str]:
    """Yield one text for the numbers from the first to the last; nothing when there are none."""
    if first == last:
        yield FileCode.of(unit_code, first, year)
    elif first < last:
        yield f"{FileCode.of(unit_code, first, year)} – {FileCode.of(unit_code, last, year)}"
