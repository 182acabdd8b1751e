"""Numbers of duplicates in registers: *đã nhập vào <số>* beside *số đã dùng*, for whoever may open the duplicate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from application.access import Action
from application.one_child import MergedFiles, MergedNumber
from application.work import Work
from domain.child_case.file_code import FileCode
from domain.child_case.merging import CaseGivenBack, CaseMergedAway

Placed = Mapping[UUID | None, tuple[MergedNumber, ...]]
"""By the entry that they stand below; None: on top."""


def merged_numbers(unit_code: str, shown: Iterable[tuple[UUID, FileCode]], work: Work) -> Placed:
    """Return the duplicates of a register that the reader may open, by the entry below which their number stands."""
    places = [(case_id, place) for case_id, code in shown if (place := code.place_in(unit_code))]
    found: dict[UUID | None, list[MergedNumber]] = {}
    for one in work.view(MergedFiles).numbers(unit_code):  # type: ignore[type-abstract]
        place = FileCode(one.code).place_in(unit_code)
        if place is not None and work.may(Action.OPEN_CASE, one.case_id):
            above = [case_id for case_id, other in places if other > place]
            found.setdefault(above[-1] if above else None, []).append(one)
    return {
        above: tuple(sorted(some, key=lambda one: one.code, reverse=True)) for above, some in found.items()
    }


def merged_before(cases: Mapping[UUID, str], upto: int, work: Work) -> Mapping[str, str]:
    """Return into which file each of these went, by their numbers, as a book at a position of the log says it."""
    found: dict[str, str] = {}
    for case_id in work.view(MergedFiles).ever_merged(list(cases)):  # type: ignore[type-abstract]
        if not work.may(Action.OPEN_CASE, case_id):
            continue
        moves = [
            one.fact
            for one in work.history(case_id)
            if one.position <= upto and isinstance(one.fact, CaseMergedAway | CaseGivenBack)
        ]
        if moves and isinstance(moves[-1], CaseMergedAway):
            into = work.view(MergedFiles).code_of(moves[-1].into)  # type: ignore[type-abstract]
            found[cases[case_id]] = into
    return found
