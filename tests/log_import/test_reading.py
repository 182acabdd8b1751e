"""What people write in old logs, read without a database: heads, days, numbers, words, letters, dangerous files."""

from __future__ import annotations

import ast
import inspect
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from pydantic import ValidationError

from api.import_words import REMARKS, is_worded, said_of
from api.problems import SENTENCES
from application.log_import import checking
from application.log_import.promises import FileNotRead, FileTooLarge, NoSuchSheet
from domain import log_import
from domain.identity import DateWarning
from domain.kernel import ERASED
from domain.lists import AbuseType, SpecialGroup
from domain.log_import import cells, rows
from domain.log_import.cells import (
    Cell,
    Unreadable,
    age_of,
    clock_of,
    day_of,
    identity_number_of,
    phone_of,
    text_of,
)
from domain.log_import.columns import CODES, as_head, code_of, codes_of, columns, field_of, heads_of
from domain.log_import.entry import CheckedRow, OldEntry, Remark
from domain.log_import.places import place_in
from domain.log_import.reading import code_of_error
from domain.log_import.rows import check
from domain.log_import.table import Sheet, Table, table_of
from infrastructure.documents import reading
from infrastructure.documents.old_logs import chosen, sheets

BOOKS = Path(__file__).with_name("books")
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
HEADS = ("Ngày tiếp nhận", "Họ và tên", "Nội dung")
GOOD = ("27.3.2024", "Lò Văn Ví Dụ", "Hỏi thủ tục")


def table(*given: tuple[Cell, ...]) -> Table:
    found = table_of(Sheet("1", given))
    assert found is not None
    return found


def checked(*given: tuple[Cell, ...]) -> list[CheckedRow]:
    return list(check(table(*given), NOW))


def one(heads: tuple[str, ...], said: tuple[Cell, ...]) -> CheckedRow:
    return checked((*HEADS, *heads), (*GOOD, *said))[0]


def entry(heads: tuple[str, ...], said: tuple[Cell, ...]) -> OldEntry:
    found = one(heads, said)
    assert found.entry is not None, found.remarks
    return found.entry


def codes(found: CheckedRow) -> list[str]:
    return [remark.code for remark in found.remarks]


# -- cells ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("27.3.2024", "27/03/2024"),
        ("27/3/24", "27/03/2024"),
        ("27-03-2024", "27/03/2024"),
        ("2024-03-27", "27/03/2024"),
        ("ngày 27 tháng 3 năm 2024", "27/03/2024"),
        ("27.3.2024 lúc 8h30", "27/03/2024"),
        (45378, "27/03/2024"),
        (45378.0, "27/03/2024"),
        ("45378", "27/03/2024"),
        (date(2024, 3, 27), "27/03/2024"),
        (datetime(2024, 3, 27, 8, 30), "27/03/2024"),
        ("tháng 3/2024", "03/2024"),
        ("3/2024", "03/2024"),
        ("tháng 3 năm 2024", "03/2024"),
        (2015, "2015"),
        ("2015", "2015"),
        ("1/1/99", "01/01/1999"),
    ],
)
def test_a_day_is_read_however_it_is_written(said: Cell, meant: str) -> None:
    assert str(day_of(said, latest=2026)) == meant


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("hôm qua", "day_unreadable"),
        ("31/02/2024", "no_such_day"),
        ("3/27/2024", "no_such_day"),
        ("27/3", "day_unreadable"),
        (12, "day_unreadable"),
        (float("nan"), "day_unreadable"),
        (float("inf"), "day_unreadable"),
        (9e9, "day_unreadable"),
        (True, "day_unreadable"),
    ],
)
def test_a_day_that_cannot_be_is_not_guessed(said: Cell, code: str) -> None:
    with pytest.raises(Unreadable) as wrong:
        day_of(said, latest=2026)
    assert wrong.value.code == code


def test_times_are_read_and_impossible_ones_told() -> None:
    said: tuple[tuple[Cell, time | None], ...] = (
        ("8h30", time(8, 30)),
        ("8 giờ 30 phút", time(8, 30)),
        ("14h", time(14)),
        ("09:05:30", time(9, 5)),
        (time(7, 15), time(7, 15)),
        (timedelta(hours=7, minutes=15), time(7, 15)),
        (45378.5, time(12)),
        ("27.3.2024", None),
        ("", None),
    )
    assert [clock_of(one) for one, _ in said] == [meant for _, meant in said]
    with pytest.raises(Unreadable):
        clock_of("27h80")


def test_numbers_get_back_the_zeros_that_a_spreadsheet_ate() -> None:
    assert phone_of(912345678.0) == ("0912345678", True)
    assert phone_of("+84 912.345.678") == ("0912345678", True)
    assert phone_of("84912345678") == ("0912345678", True)
    assert phone_of("0912345678; 0987654321 (bà)") == ("0912345678; 0987654321 (bà)", True)
    assert phone_of("12345") == ("12345", False)
    assert identity_number_of(24201001234.0) == ("024201001234", True)
    assert identity_number_of("1234567890") == ("001234567890", True)
    assert identity_number_of("CMND mất") == ("CMND mất", False)
    assert [age_of(said) for said in (12.0, "khoảng 8 tuổi", "18 tháng", "không rõ", "bé")] == [
        *("12", "8", "1", "", "be"),
    ]


def test_letters_taken_apart_are_put_together() -> None:
    assert text_of("Nguye\u0302\u0303n Thi\u0323") == "Nguyễn Thị"
    assert text_of("'=1+1") == "=1+1" and text_of("'tis") == "'tis"


# -- heads -----------------------------------------------------------------------------------------------------------


def test_heads_are_found_below_titles_with_or_without_marks() -> None:
    found = table(
        ("HỘI BẢO VỆ QUYỀN TRẺ EM",),
        ("SỔ THEO DÕI NĂM 2024", None, None),
        (),
        ("stt", "NGAY TIEP NHAN (*)", "ho va ten tre", "Nội dung", "Mã QR", "Nội dung"),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
        (1, "27.3.2024", "A", "B", "x", "lặp"),
        (None, None, "  ", None),
        ("Tổng cộng:", 1, None, 45),
    )
    assert found.fields == ("ordinal", "received_on", "child_name", "what", None, None)
    assert (found.head_row, found.blank, found.totals) == (4, 2, (8,))
    assert [row.number for row in found.rows] == [6]
    assert found.unknown == ("Mã QR", "Nội dung")


def test_heads_in_two_rows_are_joined() -> None:
    found = table(
        ("Ngày tiếp nhận", "Trẻ em", None, "Nội dung"),
        (None, "Họ và tên", "Năm sinh", None),
        ("1/2/2024", "A", 2015, "B"),
    )
    assert found.fields == ("received_on", "child_name", "child_birth", "what")
    assert len(found.rows) == 1


def test_a_sheet_without_heads_is_no_log_and_a_column_can_be_named_by_hand() -> None:
    assert table_of(Sheet("1", (("a", "b", "c"), ("1", "2", "3")))) is None
    sheet = Sheet("1", (("Hôm nào", "Ai", "Chuyện", "Giới tính"), ("1/2/2024", "A", "B", "Nam")))
    assert table_of(sheet) is None
    named = table_of(sheet, {"Hôm nào": "received_on", "chuyện": "what"})
    assert named is not None and named.missing == ()


def test_no_head_means_two_fields_and_each_is_known() -> None:
    heads = [(as_head(head), field) for field in columns() for head in heads_of(field)]
    assert len({head for head, _ in heads}) == len({*heads})
    assert all(field_of(head) == field for head, field in heads)
    assert len(heads) > 200


def test_letters_of_old_fonts_are_read_and_told() -> None:
    found = table_of(
        Sheet("1", (("Ngµy tiÕp nhËn", "Hä vµ tªn", "Néi dung"), ("1/2/2024", "NguyÔn V¨n An", "Hái")))
    )
    assert found is not None and found.is_tcvn3
    assert found.rows[0].cells[1] == "Nguyễn Văn An"


# -- words and places --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(CODES))
def test_every_label_of_a_list_is_understood_with_and_without_marks(name: str) -> None:
    for member in CODES[name]:
        assert code_of(name, member.vi) == member.value
        assert code_of(name, member.vi.upper()) == member.value
        assert code_of(name, member.en) == member.value


def test_the_words_of_the_table_mean_codes_that_there_are() -> None:
    import json
    from importlib.resources import files

    said = json.loads(files("domain.reference").joinpath("import-words.json").read_text(encoding="utf-8"))
    for name, of in said.items():
        if name in CODES:
            assert set(of) <= {member.value for member in CODES[name]}, name
        words = [word for several in of.values() for word in several]
        assert len(words) == len(set(words)), name


def test_several_words_in_one_cell() -> None:
    assert codes_of("abuse-type", "Bạo lực; bỏ mặc") == (("violence", "abandonment_neglect"), ())
    assert codes_of("abuse-type", "xhtd và loại 7") == (("sexual_abuse",), ("loai 7",))
    found = entry(("Hình thức xâm hại", "Giới tính"), ("Đánh đập + XHTD", "bé gái"))
    assert found.details.circumstances.abuse_types == (AbuseType.VIOLENCE, AbuseType.SEXUAL_ABUSE)
    assert found.details.circumstances.allegation.value == "abuse"


def test_a_commune_is_that_of_the_day_and_several_of_one_name_are_left_as_spoken() -> None:
    old, new = place_in("xã Đồng Kỳ", date(2024, 3, 1)), place_in("Đồng Kỳ", date(2025, 8, 1))
    assert old[0] is not None and new[0] is not None
    assert (old[0].valid_until is None, new[0].valid_until) == (False, None)
    from collections import Counter

    from domain.log_import.places import _communes

    twice = next(name for name, units in _communes(False).items() if len(units) > 1)
    unit, several = place_in(twice, date(2024, 3, 1))
    assert unit is None and several
    one_of = _communes(False)[twice][0]
    above = next(up.name for up in one_of.upwards() if up is not one_of)
    if Counter(next(u.upwards()).parent for u in _communes(False)[twice])[one_of.parent] == 1:
        assert place_in(f"{twice}, {above}", date(2024, 3, 1))[0] is one_of
    found = one(("Xã",), (twice,))
    assert codes(found) == ["several_communes"]
    assert found.entry is not None and found.entry.details.child.residence.spoken == twice
    assert found.entry.details.child.residence.unit is None


# -- rows --------------------------------------------------------------------------------------------------------------


def test_a_row_becomes_the_values_of_the_form() -> None:
    found = entry(
        (
            "Giờ",
            "Hình thức tiếp nhận",
            "Năm sinh",
            "Giới tính",
            "SĐT",
            "Đã chuyển",
            "Ngày chuyển",
            "Kết quả",
            "Số sổ",
        ),
        ("8h30", "ĐT", 2015.0, "nữ", 912345678.0, "CA xã; UBND xã", "28/3/24", "đang theo dõi", "7/2024"),
    )
    assert found.reception.received_at == datetime(2024, 3, 27, 1, 30, tzinfo=UTC)
    assert found.reception.lateness is not None and found.reception.lateness.value == "old_log"
    assert (found.reception.channel.value, found.details.child.sex.value) == ("phone", "female")
    assert str(found.details.child.birth) == "2015" and found.details.child.telephone == "0912345678"
    kinds = [one.recipient.kind.value for one in found.forwardings]
    assert kinds == ["commune_police", "commune_peoples_committee"]
    assert found.closing is None and found.old_number == "7/2024"


def test_who_informed_is_named_only_with_their_agreement() -> None:
    plain = one(("Người báo",), ("Nông Thị Báo",))
    assert codes(plain) == ["informant_left_out"]
    assert plain.entry is not None and plain.entry.details.informant.name == ""
    assert plain.entry.source.reporter is not ERASED
    assert [cell.text for cell in plain.entry.source.reporter] == ["Nông Thị Báo"]  # type: ignore[union-attr]
    agreed = entry(("Người báo", "Người báo đồng ý"), ("Nông Thị Báo", "x"))
    assert agreed.details.informant.name == "Nông Thị Báo"


def test_the_group_with_hiv_never_stays_in_the_clear() -> None:
    found = entry(("Nhóm hoàn cảnh",), (SpecialGroup.HIV.vi,))
    assert found.details.circumstances.groups == ()
    assert found.details.circumstances.leaves
    assert [cell.text for cell in found.source.other] == [SpecialGroup.HIV.vi]  # type: ignore[union-attr]


def test_the_same_row_twice_is_told_and_its_number_in_the_list_does_not_matter() -> None:
    again = (2, "27/3/24", " Lò  Văn Ví Dụ", "Hỏi thủ tục")
    found = checked(("STT", *HEADS), (1, *GOOD), again, (3, *GOOD[:2], "Khác"))
    assert [codes(row) for row in found] == [[], ["same_row_twice"], []]
    assert found[1].remarks[0].limit == "2"


def test_formulas_are_text() -> None:
    found = entry(("Ghi chú",), ("=cmd|' /C calc'!A0",))
    assert found.note == "=cmd|' /C calc'!A0"


def test_odd_ages_warn_and_are_kept() -> None:
    assert codes(one(("Tuổi",), ("17 tuổi",))) == [DateWarning.NOT_A_CHILD.value]
    assert codes(one(("Tuổi",), ("40",))) == [DateWarning.UNLIKELY_AGE.value]
    assert codes(one(("Tuổi",), ("bé",))) == ["int_parsing"]
    assert codes(one(("Ngày sinh",), ("1/1/2025",))) == [DateWarning.BIRTH_IN_FUTURE.value]


# -- messages ----------------------------------------------------------------------------------------------------------


def _own_codes() -> Iterator[str]:
    """Yield every code that stands in the source of the check."""
    for module in (rows, cells, checking):
        for call in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(call, ast.Call):
                yield from _codes_in(call)


def _codes_in(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    at = {"_fault": 1, "_warn": 1, "_remark": 1, "Unreadable": 0}.get(name)
    said = call.args[at : at + 1] if at is not None else []
    said += [one.value for one in call.keywords if one.arg == "code"]
    yield from (one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _model_codes() -> Iterator[str]:
    """Yield every type of error that the models of an entry can raise, by feeding each leaf what it does not take."""
    strange: tuple[Any, ...] = (None, "", "x" * 600_000, 7.5, -1, 99, [], {}, b"\xff", "1", True)
    paths = [one.path for one in columns().values() if one.path]
    paths += [
        "closing.outcome",
        "closing.why_not_informed",
        "closed_at",
        "row",
        "forwardings",
        "known",
        "old_number",
    ]
    paths += [
        "reception.received_at",
        "forwardings.0.recipient.kind",
        "forwardings.0.at",
        "content",
        "note",
        "sheet",
    ]
    for path in paths:
        for value in strange if path != "details.circumstances.groups" else ([], ["x"], [1]):
            yield from _codes_with(path, value)


def _codes_with(path: str, value: Any) -> Iterator[str]:
    told: dict[str, Any] = {"situation": {"what": "x"}, "reception": {}, "row": 1}
    node = told
    *above, last = path.split(".")
    for step in above:
        node = node.setdefault(step, {})
    node[last] = value
    try:
        OldEntry.model_validate(told)
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False, include_input=False):
            yield code_of_error(error)[0]


def test_every_code_that_can_come_has_a_sentence_in_both_languages() -> None:
    own, of_models = set(_own_codes()), set(_model_codes())
    assert len(own) > 20 and len(of_models) > 8
    for code in sorted(own | of_models | {one.value for one in DateWarning} | {"there_already", "alike"}):
        assert is_worded(code), code
        said = Remark(row=1, code=code, limit="7", case="HT.TN.0001.2026")
        assert said_of(said, "vi") != said_of(said, "en"), code
        assert "HT.TN.0001.2026" in said_of(said, "vi")
        assert "{n}" not in said_of(said, "vi")


def test_no_sentence_is_pydantic_s_own() -> None:
    english = re.compile(r"\b(input|should|value|valid|string|expected)\b", re.I)
    assert [code for code, (vi, _) in {**SENTENCES, **REMARKS}.items() if english.search(vi)] == []


# -- files -------------------------------------------------------------------------------------------------------------


def workbook(*given: tuple[Any, ...], name: str = "Sổ", merged: tuple[int, int, int] | None = None) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet(name)
    for at, row in enumerate(given):
        for column, cell in enumerate(row):
            if cell is not None:
                page.write(at, column, cell)
    if merged:
        first, last, column = merged
        page.merge_range(first, column, last, column, given[first][column])
    book.close()
    return out.getvalue()


def test_merged_cells_count_for_every_row_they_cover() -> None:
    content = workbook(HEADS, GOOD, (None, "Vi Thị Hai", "Khác"), merged=(1, 2, 0))
    found = list(check(table_of(sheets(content)[0]), NOW))  # type: ignore[arg-type]
    assert [row.is_good for row in found] == [True, True]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_of_text_are_read_in_each_way_of_writing(delimiter: str, encoding: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in (HEADS, GOOD))
    found = table_of(chosen(sheets(text.encode(encoding)), ""))
    assert found is not None and found.rows[0].cells[1] == "Lò Văn Ví Dụ"


def test_windows_1258_and_tcvn3_tables_of_text_are_read() -> None:
    import unicodedata

    text = ";".join(HEADS) + "\r\n" + ";".join(GOOD)
    apart = re.sub("[^\n\r]", lambda m: _as_1258(m[0]), unicodedata.normalize("NFC", text))
    found = table_of(chosen(sheets(apart.encode("cp1258")), ""))
    assert found is not None and not found.is_tcvn3
    assert text_of(found.rows[0].cells[1]) == "Lò Văn Ví Dụ"
    old = "Ngµy tiÕp nhËn;Hä vµ tªn;Néi dung\r\n27.3.2024;Lß V¨n VÝ Dô;Hái".encode("latin-1")
    found = table_of(chosen(sheets(old), ""))
    assert found is not None and found.is_tcvn3 and found.rows[0].cells[1] == "Lò Văn Ví Dụ"


def _as_1258(letter: str) -> str:
    import unicodedata

    try:
        letter.encode("cp1258")
        return letter
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        marks = [mark for mark in parts[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"]
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in marks))
        return base + "".join(marks)


def test_a_sheet_is_chosen_by_its_name_or_by_what_it_holds() -> None:
    two = [Sheet("Bìa", (("Hội",),)), Sheet("Sổ", (HEADS, GOOD))]
    assert chosen(two, "").name == "Sổ"
    assert chosen(two, "bìa").name == "Bìa"
    with pytest.raises(NoSuchSheet):
        chosen(two, "khác")


def test_a_file_that_is_none_is_said_to_be_none() -> None:
    for content in (b"PK\x03\x04 nothing", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing", b"\x00\x01\x02" * 50):
        with pytest.raises(FileNotRead) as wrong:
            sheets(content)
        assert not isinstance(wrong.value, FileTooLarge)


def test_files_that_unfold_to_more_than_a_log_are_not_opened() -> None:
    with pytest.raises(FileTooLarge):
        sheets(b"x" * (reading.MOST_BYTES + 1))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (40 << 20))
    with pytest.raises(FileTooLarge):
        sheets(bomb.getvalue())
    with pytest.raises(FileTooLarge):
        sheets(("a;b\n" * (reading.MOST_ROWS + 100)).encode())
    with pytest.raises(FileTooLarge):
        sheets((";" * (reading.MOST_COLUMNS + 2)).encode())


def test_a_cell_at_the_far_end_of_a_sheet_takes_no_memory_of_ours() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    page.write(0, 0, "a")
    page.write(1_048_575, 16_383, "b")
    book.close()
    with pytest.raises(FileTooLarge):
        sheets(out.getvalue())


def test_the_package_of_the_import_knows_its_refusals() -> None:
    assert log_import.FileHasFaults(faulty=3).sentence("vi").startswith("Tệp có 3 dòng lỗi")


# -- what was to be done next --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "day_head"),
    [("Việc tiếp theo", "Ngày hẹn"), ("VIEC CAN LAM", "Hạn xử lý"), ("Việc tiếp theo và hạn", "hẹn ngày")],
)
def test_the_next_step_and_its_day_are_planned(head: str, day_head: str) -> None:
    step = entry((head, day_head), ("Gọi lại cho gia đình", "5/6/26")).step
    assert step is not None and (step.what, step.due_on) == ("Gọi lại cho gia đình", date(2026, 6, 5))


def test_an_appointment_without_words_is_a_step_of_its_day() -> None:
    step = entry(("Ngày hẹn",), (datetime(2026, 6, 5),)).step
    assert step is not None and (step.what, step.due_on) == (
        "Hẹn (sổ cũ không ghi việc gì)",
        date(2026, 6, 5),
    )


@pytest.mark.parametrize("day", ["tuần sau", "tháng 6/2026", ""])
def test_a_next_step_without_a_day_is_kept_as_a_note_and_told(day: str) -> None:
    found = one(("Ghi chú", "Việc tiếp theo", "Ngày hẹn"), ("đã gọi", "Gọi lại", day))
    assert found.entry is not None and found.entry.step is None
    assert found.entry.note == "đã gọi\nViệc tiếp theo: Gọi lại" + (f"; hẹn: {day}" if day else "")
    assert codes(found) == ["step_without_day"]


def test_no_next_step_is_none() -> None:
    found = one(("Việc tiếp theo", "Ngày hẹn"), ("", "không"))
    assert found.entry is not None and found.entry.step is None and not found.entry.note
    assert codes(found) == []


# -- workbooks of other programs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_workbook_of_an_older_or_another_program_is_read(kind: str) -> None:
    """`books` holds one log as xlwt 1.3 (BIFF8) and odfpy 1.4 wrote it: a million empty rows repeated at its end."""
    found = chosen(sheets((BOOKS / f"so-cu.{kind}").read_bytes()), "")
    log = table_of(found)
    assert log is not None and (found.name, log.head_row) == ("Sổ 2024", 4)
    read = list(check(log, NOW))
    first, second, third, fourth = read
    assert first.entry is not None and second.entry is not None and third.entry is not None
    assert first.entry.reception.received_at == datetime(2024, 3, 27, 1, 30, tzinfo=UTC)
    assert first.entry.details.child.telephone == "0912345678"
    assert (
        str(first.entry.details.child.birth) == "2015" and str(second.entry.details.child.birth) == "05/2012"
    )
    assert first.entry.step is not None and first.entry.step.due_on == date(2026, 6, 5)
    assert codes(fourth) == ["required"]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_workbook_cut_short_is_refused_kindly(kind: str) -> None:
    content = (BOOKS / f"so-cu.{kind}").read_bytes()
    with pytest.raises(FileNotRead) as no:
        sheets(content[: len(content) // 3])
    assert ".ods" in no.value.sentence("vi")
