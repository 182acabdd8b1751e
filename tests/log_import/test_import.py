"""An old log imported through the real work: checked without a trace, entered once, however often and however cut."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import os
import signal
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.old_files import checked as checked_file
from application.log_import import (
    ROWS_AT_ONCE,
    Checked,
    CheckLog,
    EnterRows,
    FinishImport,
    ImportLog,
    enter_rows,
    finish_import,
    import_log,
)
from domain.log_import import FileHasFaults, ImportIsOver
from domain.log_import.cells import text_of
from infrastructure.documents.old_logs import sheets
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.journeys.acts import acting, followed, proved, taken_in
from tests.journeys.world import World
from tests.log_import.given import count, entered, everything, imported
from tests.log_import.killed import run
from tests.log_import.workbook import AT, FAULTS, FIRST, HEADS, Made, made, written

CODED = "convert_from(coded, 'UTF8')::json"


def kept(tmp_path: Path, one: Made | bytes, name: str = "so.xlsx") -> Path:
    file = tmp_path / name
    file.write_bytes(one.content if isinstance(one, Made) else one)
    return file


def of_rows(*rows: dict[str, str], heads: tuple[str, ...] = ()) -> bytes:
    """Return a table of text with the columns that these rows name."""
    names = heads or tuple(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return ("\ufeff" + out.getvalue()).encode()


def checked(world: World, content: bytes, who: str = "supervisor", **more: Any) -> Checked:
    proved(world, who)
    with acting(world, who) as work:
        found = checked_file(CheckLog(**more), content, work)
        work.commit()
    return found


def row_of(**said: str) -> dict[str, str]:
    base = {"Ngày tiếp nhận": "27.3.2024", "Họ và tên": "Lò Văn Ví Dụ", "Nội dung": "Hỏi thủ tục khai sinh"}
    return base | {name.replace("_", " "): value for name, value in said.items()}


def test_a_dry_run_writes_nothing_but_the_entry_of_the_access_log(world: World, tmp_path: Path) -> None:
    file = kept(tmp_path, made(80))
    before, looks = everything(world), count(world, "count(*) FROM trail.entries WHERE action = 'import.run'")
    assert len(before) > 20
    done = imported(world, file)
    assert done.exit_code == 1 and "Chạy thử: chưa ghi gì." in done.output
    assert everything(world) == before
    assert count(world, "count(*) FROM trail.entries WHERE action = 'import.run'") == looks + 1


def test_each_of_twelve_kinds_of_fault_is_told_by_row(world: World) -> None:
    one = made(600)
    assert set(one.kinds) == set(FAULTS) and len(FAULTS) == 12
    found = checked(world, one.content)
    told = {row.row: [remark.code for remark in row.faults] for row in found.rows if row.faults}
    repeated = {row for row, codes in told.items() if codes == ["same_row_twice"]}
    assert {row: codes for row, codes in told.items() if row not in repeated} == {
        row: [FAULTS[kind][0]] for row, kind in one.faults.items()
    }
    assert len(repeated) == one.repeated == found.repeated
    assert (found.good, found.faulty) == (one.good, len(one.faults))


def test_all_or_nothing_unless_good_rows_alone_are_asked_for(world: World, tmp_path: Path) -> None:
    one = made(60)
    file = kept(tmp_path, one)
    held = imported(world, file, "--apply")
    assert isinstance(held.exception, FileHasFaults)
    assert entered(world) == 0 and count(world, "count(*) FROM facts.imports") == 0
    done = imported(world, file, "--apply", "--accept-good")
    assert done.exit_code == 0, done.exception
    assert entered(world) == one.good


def test_twice_adds_nothing_and_one_more_row_adds_one(world: World, tmp_path: Path) -> None:
    one = made(120)
    file = kept(tmp_path, one)
    assert imported(world, file, "--apply", "--accept-good").exit_code == 0
    before = everything(world)
    again = imported(world, file, "--apply", "--accept-good")
    assert again.exit_code == 0 and "đã có trong sổ" in again.output
    assert everything(world) == before
    rows: list[list[Any]] = [list(row) for row in sheets(one.content)[0].rows[FIRST - 1 : FIRST + 119]]
    for place, row in enumerate(rows):  # sorted another way, numbered anew, saved as text, with one more
        row[0] = 900 - place
    rows.reverse()
    more: list[list[Any]] = [
        *rows,
        [1, "999/2024", "3.4.2024", "", "ĐT", "Vi Thị Thêm", *[""] * 6, "Hỏi về học bổng"],
    ]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADS)
    writer.writerows([text_of(cell) for cell in row] for row in more)
    saved = kept(tmp_path, text.getvalue().encode("utf-16"), "so.csv")
    done = imported(world, saved, "--apply", "--accept-good")
    assert done.exit_code == 0 and "Đã nhập 1 mục" in done.output
    assert entered(world) == one.good + 1
    assert count(world, "count(DISTINCT row_key) FROM facts.import_rows") == one.good + 1


def test_numbers_stay_without_gaps_and_old_ones_stand_beside(world: World, tmp_path: Path) -> None:
    taken_in(world, "Vi Thị Trước")
    one = made(60)
    imported(world, kept(tmp_path, one), "--apply", "--accept-good")
    taken_in(world, "Vi Thị Sau")
    with world.house.pool.connection() as connection:
        rows = connection.execute(
            f"SELECT {CODED}->>'number', {CODED}->>'year' FROM es.events"
            " WHERE topic = 'case.opened.1' ORDER BY position"
        ).fetchall()
    year = time.gmtime().tm_year
    assert [(int(number), int(of)) for number, of in rows] == [(n, year) for n in range(1, one.good + 3)]


def test_the_envelope_says_which_import_on_whose_behalf(world: World, tmp_path: Path) -> None:
    content = of_rows(row_of(SĐT="912345678", Người_báo="Nông Thị Báo", Mã_lạ="chữ lạ", Số_sổ="7/2024"))
    assert imported(world, kept(tmp_path, content, "so.csv"), "--apply").exit_code == 0
    with world.house.pool.connection() as connection:
        rows = connection.execute(
            "SELECT topic, actor, on_behalf_of, role, correlation_id, received_at::date::text,"
            " convert_from(coded, 'UTF8') FROM es.events WHERE topic LIKE 'case.%' ORDER BY position"
        ).fetchall()
        import_id = connection.execute("SELECT import_id FROM facts.imports").fetchone()
    assert import_id is not None
    assert [row[0] for row in rows] == ["case.opened.1", "case.imported.1"]
    for _, actor, behalf, role, correlation, received, coded in rows:
        assert actor == f"import:{import_id[0]}"
        assert behalf == f"account:{world.accounts['supervisor']}"
        assert (role, correlation) == ("supervisor", import_id[0])
        assert received in ("2024-03-26", "2024-03-27")
        for said in ("Ví Dụ", "912345678", "Nông Thị", "chữ lạ", "7/2024", "khai sinh"):
            assert said not in coded
    assert json.loads(rows[0][6])["reception"]["lateness"].endswith("/old_log")
    assert json.loads(rows[0][6])["counsellor"] == str(world.accounts["supervisor"])


def test_the_source_row_is_read_by_those_who_may_and_by_nobody_else(world: World, tmp_path: Path) -> None:
    content = of_rows(row_of(SĐT="912345678", Người_báo="Nông Thị Báo", Mã_lạ="chữ lạ", Số_sổ="7/2024"))
    imported(world, kept(tmp_path, content, "so.csv"), "--apply")
    followed(world)
    case = count_text(world, "record::text FROM facts.records WHERE kind = 'case'")
    page = world.sign_in("supervisor").get(f"/ho-so/{case}").text
    assert "Nhập từ sổ cũ, dòng 2" in page and "Số sổ cũ" in page
    assert "Người báo: Nông Thị Báo" in page and "Mã lạ: chữ lạ" in page
    colleague = world.sign_in("colleague").get(f"/ho-so/{case}").text
    assert "Nhập từ sổ cũ, dòng 2" in colleague
    assert "Nông Thị Báo" not in colleague and "chữ lạ" not in colleague


def count_text(world: World, what: str) -> str:
    with world.house.pool.connection() as connection:
        row = connection.execute(f"SELECT {what}").fetchone()
    assert row is not None
    return str(row[0])


def test_what_is_owed_shows_and_closing_is_kept_open(world: World, tmp_path: Path) -> None:
    owed = {"Hình thức xâm hại": "bạo lực", "Kết quả": "đã tư vấn", "Ngày kết thúc": "2.5.2024"}
    told = owed | {"Đã chuyển": "Công an xã Tân An", "Ngày chuyển": "28.3.2024", "Số công văn": "12/CV"}
    rows = (
        row_of() | owed,
        row_of(Họ_và_tên="Vi Thị Hai") | told,
        row_of(Họ_và_tên="Vi Thị Ba") | owed | {"Đã chuyển": "UBND xã"},
        row_of(Họ_và_tên="Vi Thị Tư") | {"Kết quả": "an toàn", "Ngày kết thúc": "2.5.2024"},
    )
    content = of_rows(*rows)
    report = checked(world, content)
    codes = {row.row: {remark.code for remark in row.remarks} for row in report.rows}
    assert codes == {
        2: {"kept_open_NotForwardedYet"},
        3: set(),
        4: {"kept_open_NotForwardedYet", "forwarding_without_day"},
        5: set(),
    }
    assert imported(world, kept(tmp_path, content, "so.csv"), "--apply").exit_code == 0
    followed(world)
    browser = world.sign_in("supervisor")
    log = browser.api("GET", "/api/v1/follow-up-log").json()["items"]
    assert Counter(entry["must_be_forwarded"] for entry in log) == {True: 2, False: 2}
    assert Counter(entry["state"].rpartition("/")[2] for entry in log) == {
        "closed": 2,
        "following": 1,
        "open": 1,
    }
    assert all(entry["timeliness"].endswith("/late") and entry["is_imported"] for entry in log)
    quality = browser.api("GET", "/api/v1/follow-up-log").json()["quality"]
    assert (quality["entries"], quality["imported"], quality["in_time_percent"]) == (4, 4, None)
    assert "nhập từ sổ cũ, không tính kịp thời: 4" in browser.get("/so-theo-doi").text
    figures = browser.api("GET", "/api/v1/article-92?year=2024").json()["total"]
    assert (figures["received"], figures["imported"], figures["in_time_percent"]) == (4, 4, None)
    assert figures["forwarded"] == 1


def test_a_child_who_is_there_already_is_told_and_not_refused(world: World, tmp_path: Path) -> None:
    browser = world.sign_in("counsellor")
    child = {"name": "Lò Văn Ví Dụ", "birth": "3/4/2014", "telephone": "0912 345 678"}
    body = {"situation": {"what": "Hỏi"}, "details": {"child": child}}
    assert browser.api("POST", "/api/v1/cases", json=body).status_code == 201
    content = of_rows(
        row_of(SĐT="912345678"), row_of(Ngày_sinh="3-4-2014", Họ_và_tên="LO VAN VI DU"), row_of()
    )
    report = checked(world, content)
    told = {row.row: [remark.case for remark in row.remarks if remark.code == "alike"] for row in report.rows}
    code = count_text(world, "code FROM facts.records WHERE kind = 'case'")
    assert told == {2: [code], 3: [code], 4: []}
    elsewhere = checked(world, content, who="commune_supervisor")
    assert all(not row.remarks for row in elsewhere.rows)
    assert imported(world, kept(tmp_path, content, "so.csv"), "--apply").exit_code == 0
    assert entered(world) == 4


def test_a_corrected_row_with_its_old_number_is_told(world: World, tmp_path: Path) -> None:
    first = of_rows(row_of(Số_sổ="7"))
    assert imported(world, kept(tmp_path, first, "a.csv"), "--apply").exit_code == 0
    other = checked(world, of_rows(row_of(Số_sổ="7", Nội_dung="Hỏi thủ tục nhập học")))
    assert [remark.code for row in other.rows for remark in row.remarks] == ["number_there_already"]
    next_year = checked(world, of_rows(row_of(Số_sổ="7", Nội_dung="Khác", Ngày_tiếp_nhận="1.2.2023")))
    assert [remark.code for row in next_year.rows for remark in row.remarks] == []


def test_the_log_of_another_unit_takes_the_same_row(world: World, tmp_path: Path) -> None:
    file = kept(tmp_path, of_rows(row_of()), "so.csv")
    assert imported(world, file, "--apply").exit_code == 0
    assert imported(world, file, "--apply", "--unit", "SD").exit_code == 0
    assert entered(world) == 2
    assert imported(world, file, "--apply", "--unit", "SD", who="commune_supervisor").exit_code == 0
    assert entered(world) == 2


def test_who_the_log_names_goes_on_following(world: World, tmp_path: Path) -> None:
    content = of_rows(
        row_of(Người_tiếp_nhận="luong thi hanh"), row_of(Người_tiếp_nhận="Bà Năm", Nội_dung="Khác")
    )
    report = checked(world, content)
    assert [[remark.code for remark in row.remarks] for row in report.rows] == [[], ["counsellor_unknown"]]
    imported(world, kept(tmp_path, content, "so.csv"), "--apply")
    with world.house.pool.connection() as connection:
        rows = connection.execute("SELECT account FROM facts.assignments ORDER BY account").fetchall()
    assert {row[0] for row in rows} == {world.accounts["counsellor"], world.accounts["supervisor"]}


def test_nothing_personal_is_printed_or_logged(world: World, tmp_path: Path) -> None:
    one = made(60)
    done = imported(
        world, kept(tmp_path, one), "--apply", "--accept-good", "--errors", str(tmp_path / "loi.xlsx")
    )
    assert done.exit_code == 0
    names = {
        text_of(row[AT["HO VA TEN TRE"]]) for row in sheets(one.content)[0].rows[FIRST - 1 :] if len(row) > 6
    }
    assert len(names) > 30
    assert [name for name in names if name and name in done.output] == []
    assert (tmp_path / "loi.xlsx").stat().st_mode & 0o077 == 0


def test_views_and_fact_rows_folded_anew_are_equal(world: World, database: Database, tmp_path: Path) -> None:
    imported(world, kept(tmp_path, made(80)), "--apply", "--accept-good")
    followed(world)
    found = {one.table: one for one in compare(database.follower_dsn)}
    assert {"facts.imports", "facts.import_rows"} <= set(found)
    assert found["facts.import_rows"].rows > 60
    assert [one for one in found.values() if one.only_live or one.only_rebuilt] == []


@pytest.mark.faults
def test_an_import_killed_in_the_middle_goes_on_without_doubles(
    world: World, database: Database, tmp_path: Path
) -> None:
    one = made(500)
    file = kept(tmp_path, one)
    proved(world, "supervisor")
    child = multiprocessing.get_context("spawn").Process(
        target=run, args=(replace(database, server=None), tmp_path, file, world.tokens["supervisor"])
    )
    child.start()
    assert child.pid is not None
    for _ in range(6000):
        if count(world, "count(*) FROM facts.import_rows") >= 100:
            break
        assert child.is_alive(), child.exitcode
        time.sleep(0.005)
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    half = count(world, "count(*) FROM facts.import_rows")
    assert 100 <= half < one.good and half % ROWS_AT_ONCE == 0
    assert count(world, "count(*) FROM facts.imports WHERE finished_at IS NULL") == 1
    done = imported(world, file, "--apply", "--accept-good")
    assert done.exit_code == 0 and f"Đã nhập {one.good - half} mục" in done.output
    assert entered(world) == one.good
    assert count(world, "count(*) FROM facts.imports") == 1
    assert count(world, "entered FROM facts.imports WHERE finished_at IS NOT NULL") == one.good
    assert (
        count(
            world,
            "max((convert_from(coded, 'UTF8')::json->>'number')::integer) FROM es.events WHERE topic = 'case.opened.1'",
        )
        == one.good
    )


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_file_of_faults_alone_is_refused(world: World, share: float) -> None:
    found = checked(world, written([[None] * len(HEADS), *([["", "", "x"]] if share else [])]))
    assert found.good == 0


def test_two_who_enter_the_same_rows_at_the_same_time_enter_them_once(world: World) -> None:
    content = made(40).content
    found = checked(world, content)
    with acting(world, "supervisor") as work:
        wish = ImportLog(accept_good=True, digest="x")
        import_id = import_log(wish, found, work)
        work.commit()
    command = EnterRows(import_id=import_id, rows=found.new[:10])
    with acting(world, "supervisor") as first, acting(world, "supervisor") as second:
        assert enter_rows(command, first) == 10
        first.commit()
        assert enter_rows(command, second) == 0
        second.commit()
    assert entered(world) == 10
    assert count(world, "sum(last) FROM app.counters") == 10


def test_an_import_that_is_finished_takes_no_more_rows(world: World) -> None:
    found = checked(world, made(30).content)
    with acting(world, "supervisor") as work:
        import_id = import_log(ImportLog(accept_good=True, digest="x"), found, work)
        work.commit()
    with acting(world, "supervisor") as work:
        finish_import(FinishImport(import_id=import_id), work)
        work.commit()
    with acting(world, "supervisor") as work, pytest.raises(ImportIsOver):
        enter_rows(EnterRows(import_id=import_id, rows=found.new[:1]), work)
    assert entered(world) == 0
