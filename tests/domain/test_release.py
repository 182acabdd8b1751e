"""Tables given out, and the thresholds under which they are."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from uuid import UUID

import pytest

from domain.article92 import OF_CHILDREN, RULE_VERSION, Measure
from domain.disclosure.convention import (
    CONVENTION,
    Convention,
    NotAboutChildren,
    SmallestSet,
    ThresholdOutOfReach,
    set_smallest,
)
from domain.disclosure.overlap import Checked, check
from domain.disclosure.parts import Counted, Mark
from domain.disclosure.released import HIDDEN, Area, Cut, Days, ReleasedTable
from domain.disclosure.rows import Row
from domain.release import (
    METHOD,
    MOST_FIGURES,
    CutOffIsNotFixed,
    NothingToRelease,
    Release,
    Smallest,
    TableKind,
    TableReleased,
    TableTooLarge,
    areas_of,
    checked_size,
    ends_a_month,
    spans_of_year,
)
from infrastructure.linear import HighsSolver
from tests.spec import at, given, when

ACT = at("2025-07-03", role="office")
DAYS = Days(first=date(2025, 1, 1), last=date(2025, 6, 30))
CUT = Cut(rows=(Measure.RECEIVED, Measure.CONSULTATIONS), spans=(DAYS,), areas=(Area(name="Toàn Hội"),))
TABLE = ReleasedTable(cut=CUT, counts=(None, 12))
CHECKED = Checked(table=TABLE, hidden=1, added=0, narrowest=5, given_away=0)
THRESHOLDS = (1, (Smallest(row=Measure.RECEIVED, count=5),))
EARLIER = (UUID(int=7),)
FACT = TableReleased(
    occurred_at=ACT.at,
    kind=TableKind.FIGURES,
    title="6 tháng",
    cut_off=DAYS.last,
    upto=40,
    table=TABLE,
    digest=TABLE.digest(),
    smallest=THRESHOLDS[1],
    convention=1,
    rules=RULE_VERSION,
    method=METHOD,
    against=EARLIER,
    hidden=1,
    added=0,
    narrowest=5,
    given_away=0,
)
A, B, C, D = (UUID(int=number) for number in range(1, 5))


def test_a_table_is_given_out_with_what_it_was_held_against() -> None:
    give = partial(
        Release.give_out, TableKind.FIGURES, "6 tháng", DAYS.last, 40, CHECKED, THRESHOLDS, EARLIER
    )
    when(lambda: give(ACT)).then(FACT)
    given(Release, FACT).then_state(lambda release: release.given == FACT)


def test_a_day_that_is_not_over_is_no_cut_off() -> None:
    for day, refused in ((date(2025, 7, 2), False), (date(2025, 7, 3), True), (date(2025, 7, 4), True)):
        give = partial(
            Release.give_out, TableKind.FIGURES, "6 tháng", day, 40, CHECKED, THRESHOLDS, EARLIER, ACT
        )
        if refused:
            when(give).then_refused(CutOffIsNotFixed)
        else:
            when(give).then(FACT.model_copy(update={"cut_off": day}))


def test_the_file_is_the_same_bytes_for_ever_and_says_what_is_hidden() -> None:
    lines = TABLE.file().decode().splitlines()
    assert lines == [
        "measure,first_day,last_day,unit,unit_name,count",
        f"received,2025-01-01,2025-06-30,,Toàn Hội,{HIDDEN}",
        "consultations,2025-01-01,2025-06-30,,Toàn Hội,12",
    ]
    assert ReleasedTable(cut=CUT, counts=(None, 13)).digest() != TABLE.digest()


def test_a_year_has_its_months_and_months_have_ends() -> None:
    year, *months = spans_of_year(2024)
    assert (year.first, year.last) == (date(2024, 1, 1), date(2024, 12, 31))
    assert year.is_year and not year.is_month and all(one.is_month and not one.is_year for one in months)
    assert not DAYS.is_year and not DAYS.is_month
    assert months[1] == Days(first=date(2024, 2, 1), last=date(2024, 2, 29))
    assert all(one.last + timedelta(days=1) == other.first for one, other in pairwise(months))
    assert [ends_a_month(date(2024, 2, day)) for day in (28, 29)] == [False, True]


def test_rows_are_all_each_unit_and_each_with_what_is_below_it() -> None:
    units = [(A, None, "Tỉnh"), (B, A, "Huyện"), (C, B, "Xã"), (D, A, "Xã khác")]
    areas = areas_of("Toàn Hội", units, frozenset({B, C, D, None}), "Không ghi đơn vị")
    assert [(area.name, area.units) for area in areas] == [
        ("Toàn Hội", None),
        ("Tỉnh (+)", (B, C, D)),
        ("Huyện", (B,)),
        ("Huyện (+)", (B, C)),
        ("Xã", (C,)),
        ("Xã khác", (D,)),
        ("Không ghi đơn vị", (None,)),
    ]
    assert areas_of("Toàn Hội", units, frozenset({B, C, D}), "–")[1].name == "Huyện", (
        "all below the top is all"
    )


def test_a_table_of_nothing_and_one_that_is_too_large_are_refused() -> None:
    with pytest.raises(NothingToRelease):
        checked_size(CUT.model_copy(update={"rows": ()}))
    many = tuple(
        Area(name=f"Xã {number}", units=(UUID(int=number),)) for number in range(MOST_FIGURES // 2 + 1)
    )
    with pytest.raises(TableTooLarge):
        checked_size(CUT.model_copy(update={"areas": many}))
    assert checked_size(CUT) == CUT


# -- thresholds ------------------------------------------------------------------------------------------------------


def test_a_threshold_is_set_for_all_or_for_one_measure() -> None:
    when(lambda: set_smallest(None, 6, "Ít trẻ", ACT)).then(
        SmallestSet(occurred_at=ACT.at, smallest=6, reason="Ít trẻ")
    )
    for wrong in (2, 51):
        when(partial(set_smallest, None, wrong, "Thử", ACT)).then_refused(ThresholdOutOfReach)
    when(lambda: set_smallest(Measure.OUTREACH, 6, "Thử", ACT)).then_refused(NotAboutChildren)


def test_a_measure_s_own_threshold_goes_before_the_common_one() -> None:
    none = Convention(id=CONVENTION, version=-1)
    assert {none.smallest(one) for one in OF_CHILDREN} == {5} and none.smallest(Measure.OUTREACH) == 0
    facts = [
        SmallestSet(occurred_at=ACT.at, smallest=6, reason="Thử"),
        SmallestSet(occurred_at=ACT.at, measure=Measure.RECEIVED, smallest=10, reason="Thử"),
        SmallestSet(occurred_at=ACT.at, measure=Measure.RECEIVED, smallest=9, reason="Thử"),
    ]
    given(Convention, *facts).then_state(
        lambda one: (one.smallest(Measure.RECEIVED), one.smallest(Measure.OPINIONS)) == (9, 6)
    )


# -- what tells of something else --------------------------------------------------------------------------------------


def test_those_entered_late_are_not_told_by_the_rest() -> None:
    """20 received, 18 of them in time: two were late, and nobody may say so."""
    counted = files(18, Measure.RECEIVED, Measure.IN_TIME) + files(2, Measure.RECEIVED)
    checked = check(
        cut_of(Measure.RECEIVED, Measure.IN_TIME, Measure.IMPORTED), 0, counted, (), five, HighsSolver()
    )
    assert checked.hidden == 1 and checked.table.counts[2] == 0
    assert checked.narrowest is not None and checked.narrowest >= 5


def test_a_row_without_a_threshold_is_never_hidden() -> None:
    counted = files(2, Measure.RECEIVED)
    checked = check(cut_of(Measure.RECEIVED), 0, counted, (), lambda row: 0, HighsSolver())
    assert checked.table.counts == (2,) and checked.hidden == 0


def five(row: Row) -> int:
    return 5


def files(count: int, *rows: Row) -> list[Counted]:
    """Return files that count in these rows from the first stage on."""
    marks = frozenset(Mark(row, date(2025, 3, 4), A) for row in rows)
    return [Counted(count, ((0, marks),))]


def cut_of(*rows: Row) -> Cut:
    return CUT.model_copy(update={"rows": rows})
