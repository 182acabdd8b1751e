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
from domain.disclosure.overlap import Checked, Earlier, check
from domain.disclosure.parts import Counted, Mark
from domain.disclosure.released import HIDDEN, Area, Cut, Days, ReleasedTable
from domain.disclosure.rows import CASES, SITUATION, Row, SituationRow, code_of, parsed
from domain.kernel import STORED
from domain.log_figures import LogCount
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
    TooFewToRelease,
    areas_of,
    checked_size,
    ends_a_month,
    spans_of_year,
)
from domain.release_former import MeasuresReleased
from domain.situation import Cut as Of
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


def test_a_release_of_before_is_read_as_rows_and_its_file_stays_the_same() -> None:
    told = FACT.model_dump(mode="json", exclude={"kind", "noughts"})
    told["table"]["cut"]["measures"] = told["table"]["cut"].pop("rows")
    told["smallest"] = [{"measure": one["row"], "count": one["count"]} for one in told["smallest"]]
    for area in told["table"]["cut"]["areas"]:
        del area["by"], area["place"]
    now = MeasuresReleased.model_validate(told, context=STORED).upcast()
    assert now == FACT and now.table.digest() == FACT.digest


def test_rows_are_stored_by_what_they_are_and_read_again() -> None:
    rows: tuple[Row, ...] = (*Measure, *LogCount, *SITUATION)
    assert len({code_of(row) for row in rows}) == len({row.coded for row in rows}) == len(rows)
    assert [parsed(row.coded) for row in rows] == [parsed(code_of(row)) for row in rows] == [*rows]
    with pytest.raises(ValueError, match="unknown_code"):
        parsed("situation.sex.other")


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


def test_a_table_that_cannot_be_made_safe_is_not_given_out() -> None:
    narrowed = CHECKED.__class__(TABLE, hidden=1, added=0, narrowest=3, given_away=0, short=1)
    told_before = CHECKED.__class__(TABLE, hidden=1, added=0, narrowest=5, given_away=2)
    for kind, checked in ((TableKind.FIGURES, narrowed), (TableKind.SITUATION, told_before)):
        give = partial(Release.give_out, kind, "6 tháng", DAYS.last, 40, checked, THRESHOLDS, EARLIER, ACT)
        when(give).then_refused(TooFewToRelease)


ILL, LEFT = SituationRow(Of.GROUP, "ill_poor"), SituationRow(Of.GROUP, "abandoned")
BOYS, GIRLS = SituationRow(Of.SEX, "male"), SituationRow(Of.SEX, "female")
LITTLE, GROWN = SituationRow(Of.AGE, "under_6"), SituationRow(Of.AGE, "from_14")


def test_two_who_are_no_boys_are_not_told_by_all_less_the_boys() -> None:
    """20 files, 18 boys, and nobody by sex but them: the two girls are hidden, and so are the boys or all."""
    counted = files(18, CASES, BOYS) + files(2, CASES, GIRLS)
    shown = shown_of(check(cut_of(CASES, BOYS, GIRLS), 0, counted, (), five, HighsSolver()))
    assert shown[GIRLS] is None and None in (shown[CASES], shown[BOYS])


def test_a_total_told_by_one_table_is_known_in_another() -> None:
    """All 20 are told by sex; by age, 17 of them would tell of the three others."""
    counted = files(9, CASES, BOYS, GROWN) + files(8, CASES, GIRLS, GROWN) + files(3, CASES, GIRLS, LITTLE)
    by_sex = check(cut_of(CASES, BOYS, GIRLS), 0, counted, (), five, HighsSolver())
    assert by_sex.hidden == 0
    earlier = (Earlier(by_sex.table, 0),)
    by_age = shown_of(check(cut_of(LITTLE, GROWN), 0, counted, earlier, five, HighsSolver()))
    assert by_age == {LITTLE: None, GROWN: None}
    alone = shown_of(check(cut_of(LITTLE, GROWN), 0, counted, (), five, HighsSolver()))
    assert alone == {LITTLE: None, GROWN: 17}


def test_the_units_of_a_table_are_held_against_the_total_of_another_kind() -> None:
    rows = (CASES, Measure.RECEIVED, BOYS)
    counted = [*files(16, *rows), *files(3, *rows, unit=B)]
    told = check(cut_of(CASES), 0, counted, (), five, HighsSolver())
    areas = tuple(Area(name=str(unit), unit=unit, units=(unit,)) for unit in (A, B))
    by_unit = Cut(rows=(Measure.RECEIVED,), spans=(DAYS,), areas=areas)
    found = check(by_unit, 0, counted, (Earlier(told.table, 0),), five, HighsSolver())
    assert told.table.counts == (19,) and found.table.counts == (None, None)


def test_two_who_are_in_none_but_one_of_several_groups_are_not_told_by_the_rest() -> None:
    """20 files, 18 in a group and 12 in another: two are not in the first, though both figures are large."""
    counted = [*files(8, CASES, LEFT), *files(10, CASES, LEFT, ILL), *files(2, CASES, ILL)]
    shown = shown_of(check(cut_of(CASES, ILL, LEFT), 0, counted, (), five, HighsSolver()))
    assert None in (shown[CASES], shown[LEFT])


def test_two_who_are_in_both_groups_are_not_told_by_the_sums() -> None:
    """Ten in a group, ten in another, none in neither, 18 in all: two are in both."""
    counted = [*files(8, CASES, LEFT), *files(8, CASES, ILL), *files(2, CASES, LEFT, ILL)]
    shown = shown_of(check(cut_of(CASES, ILL, LEFT), 0, counted, (), five, HighsSolver()))
    assert None in shown.values()


def test_one_noted_to_be_in_another_group_is_not_told_by_two_releases() -> None:
    """Ten in a group at the second release and nine at the first: one file changed, and nobody may say so."""
    moved = (files(1, CASES, ILL)[0].history[0], (1, files(1, CASES, ILL, LEFT)[0].history[0][1]))
    counted = [*files(9, CASES, LEFT), *files(9, CASES, ILL), Counted(1, moved)]
    cut = cut_of(CASES, ILL, LEFT)
    first = check(cut, 0, counted, (), five, HighsSolver())
    assert first.table.counts == (19, 10, 9)
    second = check(cut, 1, counted, (Earlier(first.table, 0),), five, HighsSolver())
    assert shown_of(second) == {CASES: 19, ILL: 10, LEFT: None}


def test_of_few_entries_no_late_one_is_hidden_like_four() -> None:
    """Five entries are known: were a nought in sight, whatever is hidden beside it would be one to five."""
    log = (LogCount.ENTRIES, LogCount.LATE)
    for late in (0, 4):
        counted = files(5 - late, *log[:1]) + (files(late, *log) if late else [])
        found = check(cut_of(*log), 0, counted, (), five, HighsSolver())
        assert shown_of(found)[LogCount.LATE] is None and not found.short


def test_a_table_that_is_safe_only_if_a_hidden_figure_may_be_nought_says_so_and_goes_out() -> None:
    """Five in all were told before; of four and one beside each other at least 1 would be known, so 1 to 4."""
    counted = [*files(4, Measure.RECEIVED), *files(1, Measure.RECEIVED, unit=B)]
    whole = cut_of(Measure.RECEIVED)
    told = check(whole, 0, counted, (), five, HighsSolver())
    assert (told.table.counts, told.noughts) == ((5,), ())
    areas = tuple(Area(name=str(unit), unit=unit, units=(unit,)) for unit in (A, B))
    by_unit = Cut(rows=(Measure.RECEIVED,), spans=(DAYS,), areas=areas)
    found = check(by_unit, 0, counted, (Earlier(told.table, 0),), five, HighsSolver())
    assert found.table.counts == (None, None)
    assert (found.short, found.narrowest, found.noughts) == (0, 5, (Measure.RECEIVED,))


def shown_of(checked: Checked) -> dict[Row, int | None]:
    return {place.row: count for place, count in checked.table.figures()}


def five(row: Row) -> int:
    return 5


def files(count: int, *rows: Row, unit: UUID = A) -> list[Counted]:
    """Return files that count in these rows from the first stage on."""
    marks = frozenset(Mark(row, date(2025, 3, 4), unit) for row in rows)
    return [Counted(count, ((0, marks),))]


def cut_of(*rows: Row) -> Cut:
    return CUT.model_copy(update={"rows": rows})
