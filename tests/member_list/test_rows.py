"""One row of a list of members: what is admitted, and each reason why not, by cell; without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from api.member_list_words import REMARKS, is_worded, said_of
from domain.courts import JurorCourt
from domain.identity import PartialDate
from domain.kernel import Act, Actor
from domain.kin import Kin
from domain.lists import MemberKind
from domain.log_import import FileHasFaults, ImportIsOver, NothingToImport
from domain.log_import.columns import MEMBERS
from domain.log_import.entry import Remark
from domain.log_import.table import Table, table_of
from domain.member import unit_takes
from domain.member_list import AllMembersThere, ListImport, ListImportBegun, ListImportFinished
from domain.member_list.rows import ListedMember, ListedRow, check
from domain.member_list.units import ListUnit, ListUnits
from infrastructure.documents import reading
from infrastructure.documents.old_logs import as_sheets, chosen
from tests.member_list.workbook import FAULTS, FIELDS, FIRST, FORMULA, JUROR, Row, written
from tests.spec import given, when

NOW = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
ACT = Act(Actor.account(UUID(int=7)), NOW)
OWN, ENDED, TWIN, OTHER = (UUID(int=one) for one in (1, 2, 3, 4))
UNITS = ListUnits(
    (
        ListUnit(OWN, "SD", ("Hội xã Sơn Động",)),
        ListUnit(
            ENDED,
            "HY",
            ("Hội huyện Cũ", "Hội Bảo vệ quyền trẻ em huyện Yên Thế"),
            date(2025, 7, 1),
            "Hội xã Sơn Động",
        ),
        ListUnit(TWIN, "A1", ("Hội thôn Trung",)),
        ListUnit(OTHER, "A2", ("Hội thôn Trung",)),
    )
)
GOOD: Row = {"name": "Hà Thị Mẫu", "kind": "Hội viên", "birth": "3/4/1970", "admitted_on": "1/2/2020"}


def table(*rows: Row, fields: tuple[str, ...] = FIELDS) -> Table:
    """Return the table of a workbook with these rows, as the import reads it."""
    found = table_of(
        chosen(as_sheets(reading.sheets_of(written(list(rows), fields))), "", MEMBERS), form=MEMBERS
    )
    assert found is not None
    return found


def checked(*rows: Row, default: UUID | None = OWN) -> list[ListedRow]:
    return list(check(table(*rows), NOW, UNITS, default))


def codes(one: ListedRow) -> list[tuple[str, str]]:
    return [(remark.column, remark.code) for remark in one.remarks]


def member(**cells: Any) -> ListedMember:
    """Return what a good row is admitted as."""
    (one,) = checked(GOOD | cells)
    assert one.member is not None, one.remarks
    return one.member


def test_a_row_becomes_what_admitting_by_hand_asks_for() -> None:
    found = member(identity_number="024170001234", telephone=912345678, left_on="5/6/2024", unit="sd")
    assert found == ListedMember(
        row=FIRST,
        unit=OWN,
        kind=MemberKind.MEMBER,
        person=Kin(
            name="Hà Thị Mẫu",
            birth=PartialDate(year=1970, month=4, day=3),
            telephone="0912345678",
            identity_number="024170001234",
        ),
        admitted_on=date(2020, 2, 1),
        left_on=date(2024, 6, 5),
        known_by="hà thị mẫu|03/04/1970|024170001234",
    )


def test_name_and_kind_are_all_that_is_asked() -> None:
    (one,) = check(table({"name": "Hà Thị Mẫu", "kind": "ctv"}, fields=("name", "kind")), NOW, UNITS, OWN)
    assert one.member is not None and one.remarks == ()
    assert (one.member.kind, one.member.admitted_on) == (MemberKind.COLLABORATOR, None)


@pytest.mark.parametrize("kind", FAULTS)
def test_each_fault_is_told_by_its_cell_and_keeps_the_row_out(kind: str) -> None:
    code, spoil = FAULTS[kind]
    row = GOOD | {"name": "Vi Văn Khác"}
    spoil(row, [GOOD])
    first, found = checked(GOOD, row)
    assert first.member is not None
    assert [remark.code for remark in found.faults] == [code]
    assert found.member is None or code == "same_person_twice"
    assert code == "same_person_twice" or found.faults[0].column


def test_a_person_who_stands_twice_is_told_with_the_row_that_counts() -> None:
    first, again = checked(GOOD, GOOD | {"telephone": "0912000111"})
    assert first.member is not None and again.member is None
    assert [(one.code, one.limit) for one in again.faults] == [("same_person_twice", str(FIRST))]
    by_number = {"identity_number": "024170001234"}
    assert checked(GOOD | by_number, GOOD | by_number | {"name": "Hà Mẫu", "birth": "1970"})[1].faults
    alone = {"name": "Vi Văn Chung", "kind": "Hội viên"}
    assert [bool(one.faults) for one in checked(alone, alone | {"birth": "1980"}, alone)] == [
        False,
        False,
        True,
    ]
    assert not any(one.faults for one in checked(alone, alone | {"name": "Vi Văn Chúng"}))


def test_whoever_left_and_came_again_stands_twice_rightly() -> None:
    before = GOOD | {"left_on": "1/3/2021"}
    again = GOOD | {"admitted_on": "1/3/2023"}
    assert not any(one.faults for one in checked(before, again))
    assert checked(before, GOOD | {"admitted_on": "1/2/2021"})[1].faults


@pytest.mark.parametrize(
    ("said", "unit"),
    [("Hội xã Sơn Động", OWN), ("hoi xa son dong", OWN), ("SD", OWN), ("xã Sơn Động", OWN), ("A2", OTHER)],
)
def test_a_unit_is_found_by_code_name_or_the_end_of_its_name(said: str, unit: UUID) -> None:
    assert member(unit=said).unit == unit


def test_a_unit_is_found_by_a_name_that_it_bore() -> None:
    past = {"admitted_on": "1/2/2016", "left_on": "30/6/2025"}
    assert member(unit="Hội huyện Cũ", **past).unit == member(unit="huyện Yên Thế", **past).unit == ENDED


def test_two_units_of_one_name_ask_for_the_code_and_no_unit_asks_for_one() -> None:
    (one,) = checked(GOOD | {"unit": "Hội thôn Trung"})
    assert codes(one) == [("Đơn vị", "several_units")]
    (one,) = checked(GOOD, default=None)
    assert codes(one) == [("Đơn vị", "unit_missing")]


def test_the_days_of_a_unit_are_those_of_admitting_by_hand() -> None:
    for day in ("30/6/2025", "1/7/2025"):
        (one,) = checked(GOOD | {"unit": "HY", "admitted_on": day, "left_on": day})
        taken = when(lambda day=day: _takes(day))  # type: ignore[misc]
        assert bool(one.faults) == (taken.refusal is not None)
    told = checked(GOOD | {"unit": "HY", "admitted_on": "1/7/2025"})[0].faults[0]
    assert "01/07/2025 → Hội xã Sơn Động" in said_of(told)


def test_members_of_the_units_before_it_keep_their_day() -> None:
    assert member(admitted_on="1/6/2009", birth="1970").admitted_on == date(2009, 6, 1)


def _takes(day: str) -> None:
    of, month, year = map(int, day.split("/"))
    unit_takes(date(2025, 7, 1), date(year, month, of))


def test_a_juror_is_seated_at_the_court_of_that_day() -> None:
    seat = member(**JUROR).court
    assert seat == JurorCourt(code="region-3-bac-ninh", since=date(2025, 8, 1))
    old = member(**JUROR | {"court": "Tòa án nhân dân huyện Yên Thế", "admitted_on": "1/2/2020"}).court
    assert old == JurorCourt(code="district-215", since=date(2020, 2, 1))
    later = member(**JUROR | {"admitted_on": "1/2/2020", "court_since": "1/7/2025"}).court
    assert later == JurorCourt(code="region-3-bac-ninh", since=date(2025, 7, 1))
    (one,) = checked(GOOD | JUROR | {"court": "Tòa án quân sự khu vực"})
    assert one.member is not None and codes(one) == [("Tòa án", "court_by_hand")]
    assert codes(checked(GOOD | JUROR | {"court": "Sơn Động"})[0]) == [("Tòa án", "no_court")]


def test_age_is_asked_of_members_alone_and_a_year_counts_for_them() -> None:
    young = {"birth": "2007", "admitted_on": "1/2/2025"}
    assert member(**young).person
    assert codes(checked(GOOD | young | {"birth": "2008"})[0]) == [("Ngày sinh", "member_too_young")]
    assert member(**young | {"birth": "2009", "kind": "Tình nguyện viên"}).person


def test_numbers_that_a_spreadsheet_shortened_come_back_and_typed_ones_do_not() -> None:
    found = member(identity_number=24170001234).person
    assert isinstance(found, Kin) and found.identity_number == "024170001234"
    assert codes(checked(GOOD | {"identity_number": "24170001234"})[0]) == [
        ("Số định danh", "identity_wrong")
    ]


def test_a_formula_is_told_once_and_what_stood_in_it_is_not_read() -> None:
    (one,) = checked(GOOD | {"kind": FORMULA, "birth": FORMULA})
    assert sorted(codes(one)) == [("Loại", "formula_cell"), ("Ngày sinh", "formula_cell")]


def test_the_place_of_a_formula_is_read_from_a_sheet_whatever_its_name() -> None:
    sheet = chosen(as_sheets(reading.sheets_of(written([GOOD | {"telephone": FORMULA}]))), "", MEMBERS)
    assert sheet.formulas == {(FIRST - 1, FIELDS.index("telephone"))}


def test_nothing_that_stood_in_a_cell_is_said() -> None:
    told = [remark for one in checked(GOOD, *(_spoilt(kind) for kind in FAULTS)) for remark in one.remarks]
    said = " ".join(said_of(one, language) for one in told for language in ("vi", "en"))
    assert not any(word in said for word in ("<b>", "Cán sự", "Không Có", "12345", "mùa thu", "SUM"))


def _spoilt(kind: str) -> Row:
    row = dict(GOOD)
    FAULTS[kind][1](row, [GOOD])
    return row


def test_every_code_says_why_and_what_to_do_in_both_languages() -> None:
    used = {code for code, _ in FAULTS.values()} | set(REMARKS)
    assert all(is_worded(code) for code in used)
    for code in used:
        vi, en = (said_of(Remark(row=1, code=code, limit="7"), language) for language in ("vi", "en"))
        assert vi != en and "{" not in vi + en


def begun(**more: Any) -> ListImportBegun:
    known = {"rows": 10, "good": 8, "new": 5, "faulty": 2, "accept_good": True}
    return ListImport.begin(OWN, "digest", act=ACT, **known | more)


def test_an_import_begins_finishes_and_is_over() -> None:
    fact = ListImportBegun(occurred_at=NOW, unit=OWN, digest="digest", rows=10, good=8, left_out=2)
    done = ListImportFinished(occurred_at=NOW, entered=5, there_already=3)
    when(begun).then(fact)
    given(ListImport, fact).when(lambda one: one.finish(5, 3, ACT)).then(done)
    given(ListImport, fact, done).when(lambda one: one.finish(5, 3, ACT)).then_refused(ImportIsOver)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"accept_good": False}, FileHasFaults),
        ({"good": 0, "new": 0}, NothingToImport),
        ({"new": 0}, AllMembersThere),
    ],
)
def test_an_import_that_has_nothing_to_enter_does_not_begin(more: dict[str, Any], refusal: type) -> None:
    when(lambda: begun(**more)).then_refused(refusal)
