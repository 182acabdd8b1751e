"""The import on its pages: checked, looked at, entered behind the answer; the error workbook; a proof that lapses."""

from __future__ import annotations

import os
import re
import time
from base64 import b64encode
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import httpx2
import pytest
from python_calamine import CalamineWorkbook

from infrastructure import held_files
from tests.journeys.world import Browser, World
from tests.log_import.given import count, entered
from tests.log_import.workbook import FAULTS, made

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def checked(browser: Browser, content: bytes, name: str = "so.xlsx", **more: Any) -> httpx2.Response:
    """Choose a file on the page and send the form."""
    browser.get("/nhap-so-cu")
    fields = browser.form("import") | more
    del fields["file"]
    browser.page = browser.client.post("/nhap-so-cu", data=fields, files={"file": (name, content, XLSX)})
    return browser.page


def finished(browser: Browser, page: httpx2.Response) -> str:
    """Look again until the import is finished, as a person would."""
    path = str(page.url).removeprefix("http://testserver")
    for _ in range(600):
        text = browser.get(path).text
        if "Xong lúc" in text:
            return text
        time.sleep(0.05)
    raise AssertionError("not finished")


def test_a_file_is_checked_then_entered_on_the_pages(world: World) -> None:
    one = made(60)
    browser = world.sign_in("supervisor")
    report = checked(browser, one.content)
    assert report.status_code == 200
    assert "Chưa ghi gì vào sổ." in report.text
    assert f"Nhập {one.good} dòng" in report.text
    assert entered(world) == 0
    refused = browser.submit("enter")
    assert refused.status_code == 409 and f"{len(one.faults)} dòng lỗi" in refused.text
    assert entered(world) == 0
    checked(browser, one.content)
    page = browser.submit("enter", accept_good="true")
    assert re.search(r"/nhap-so-cu/[0-9a-f-]{36}$", str(page.url))
    text = finished(browser, page)
    assert f"{one.good} trên {one.good} dòng đúng" in text
    assert entered(world) == one.good
    again = checked(browser, one.content)
    assert "Không có dòng mới nào để nhập." in again.text
    assert entered(world) == one.good


def test_the_error_workbook_holds_the_row_and_what_is_wrong_with_it(world: World) -> None:
    one = made(40)
    browser = world.sign_in("supervisor")
    checked(browser, one.content)
    fields = browser.form("enter")
    answer = browser.client.post("/nhap-so-cu/tep-loi", data=fields)
    assert answer.headers["cache-control"] == "no-store"
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    heads = next(at for at, row in enumerate(rows) if row[0] == "Dòng trong tệp")
    found = {int(str(row[0]).removesuffix(".0")): row for row in rows[heads + 1 :]}
    assert set(one.faults) <= set(found)
    assert all(found[row][1] for row in one.faults)
    formulas = [cell for row in found.values() for cell in row if isinstance(cell, str) and "cmd|" in cell]
    assert formulas and all(cell.startswith("'=") for cell in formulas)
    assert entered(world) == 0


def test_the_corrected_error_workbook_can_be_imported_as_it_is(world: World) -> None:
    one = made(40)
    browser = world.sign_in("supervisor")
    checked(browser, one.content)
    browser.submit("enter", accept_good="true")
    assert browser.page is not None
    finished(browser, browser.page)
    checked(browser, one.content)
    book = browser.client.post("/nhap-so-cu/tep-loi", data=browser.form("enter")).content
    report = checked(browser, book)
    assert "Không có dòng mới nào để nhập." in report.text
    assert entered(world) == one.good


def test_a_proof_that_lapsed_loses_no_file(world: World) -> None:
    browser = world.sign_in("supervisor")
    with world.house.pool.connection() as connection:
        connection.execute("UPDATE auth.sessions SET proved_at = now() - interval '1 hour'")
    asked = checked(browser, made(30).content)
    assert "Kết quả kiểm tra tệp" not in asked.text
    assert 'name="kept._held"' in asked.text
    mark = re.search(r'name="kept._held"[^>]*>\s*([\w=-]+)', asked.text)
    assert mark is not None and held(world) == 1
    with world.house.pool.connection() as connection:
        connection.execute("UPDATE auth.sessions SET proved_at = now()")
    browser.get("/nhap-so-cu")
    fields = browser.form("import") | {"_held": mark[1]}
    del fields["file"]
    assert "Kết quả kiểm tra tệp" in browser.client.post("/nhap-so-cu", data=fields).text


def held(world: World) -> int:
    return count(world, "count(*) FROM app.held_files")


def large(rows: int = 20) -> bytes:
    """Return a workbook of five megabytes, as one with a picture on it is."""
    out = BytesIO(made(rows).content)
    with ZipFile(out, "a") as book:
        book.writestr("xl/media/image1.png", os.urandom(5_000_000))
    return out.getvalue()


def test_a_workbook_larger_than_a_form_is_held_encrypted_and_goes_with_its_import(world: World) -> None:
    content, one = large(), made(20)
    browser = world.sign_in("supervisor")
    report = checked(browser, content)
    assert f"Nhập {one.good} dòng" in report.text and len(report.text) < 100_000
    with world.house.pool.connection() as connection:
        (sealed,) = connection.execute("SELECT sealed FROM app.held_files").fetchone() or (b"",)
        (kind,) = connection.execute(
            "SELECT relpersistence FROM pg_class WHERE oid = 'app.held_files'::regclass"
        ).fetchone() or ("",)
    assert len(sealed) > 5_000_000 and b"xl/worksheets" not in sealed and kind == "u"
    browser.client.post("/nhap-so-cu/tep-loi", data=browser.form("enter"))
    assert held(world) == 1
    finished(browser, browser.submit("enter", accept_good="true"))
    assert entered(world) == one.good and held(world) == 0


def test_a_held_file_opens_for_its_own_session_and_mark_alone_and_for_an_hour(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, other = world.sign_in("supervisor"), world.sign_in("commune_supervisor")
    checked(browser, made(20).content)
    fields = browser.form("enter")
    other.get("/nhap-so-cu")
    theirs = fields | {"_csrf": other.form("import")["_csrf"]}
    assert "không còn được giữ" in other.client.post("/nhap-so-cu/nhap", data=theirs).text
    wrong = fields | {"_held": "A" * 43 + "="}
    assert "không còn được giữ" in browser.client.post("/nhap-so-cu/nhap", data=wrong).text
    monkeypatch.setattr(held_files, "HELD_FOR", "0 seconds")
    gone = browser.client.post("/nhap-so-cu/nhap", data=fields)
    assert gone.status_code == 409 and "không còn được giữ" in gone.text and entered(world) == 0
    checked(other, made(20).content)
    assert held(world) == 1  # what waited for too long goes with the next one
    with world.house.pool.connection() as connection:
        connection.execute("DELETE FROM auth.sessions")
    assert held(world) == 0


def test_a_file_over_the_limit_is_refused_with_the_limit(world: World) -> None:
    browser = world.sign_in("supervisor")
    answer = checked(browser, b"PK\x03\x04" + bytes(17 << 20))
    assert answer.status_code in (409, 413, 422) and "16 MB" in answer.text
    assert held(world) == 0


def test_nobody_holds_a_file_who_may_not_import(world: World) -> None:
    checked_by = world.sign_in("counsellor")
    checked_by.get("/hom-nay")
    token = re.search(r'name="_csrf" value="([^"]+)"', checked_by.get("/tiep-nhan").text)
    assert token is not None
    files = {"file": ("so.xlsx", made(12).content, XLSX)}
    answer = checked_by.client.post("/nhap-so-cu", data={"_csrf": token[1]}, files=files)
    assert answer.status_code == 404 and held(world) == 0


def test_a_program_of_the_session_checks_and_imports(world: World) -> None:
    one = made(40)
    browser = world.sign_in("supervisor")
    body = {"file": b64encode(one.content).decode()}
    report = browser.api("POST", "/api/v1/imports/check", json=body).json()
    assert report["new"] == one.good and report["faulty"] == len(one.faults)
    codes = {code for code, _ in FAULTS.values()}
    assert codes <= set(report["kinds"])
    held = browser.api("POST", "/api/v1/imports", json=body)
    assert held.status_code == 409 and held.json()["type"].endswith("file-has-faults")
    begun = browser.api("POST", "/api/v1/imports", json=body | {"accept_good": True})
    assert begun.status_code == 201, begun.text
    for _ in range(600):
        told = browser.api("GET", begun.json()["location"]).json()
        if told["made"]["finished_at"]:
            break
        time.sleep(0.05)
    assert told["made"]["entered"] == one.good
    assert {entry["row"] for entry in told["entries"]} <= set(range(5, 45)) - set(one.faults)
    assert browser.api("POST", "/api/v1/imports", json=body | {"accept_good": True}).status_code == 409
    assert count(world, "count(*) FROM facts.import_rows") == one.good


def test_others_import_nothing(world: World) -> None:
    body = {"file": b64encode(made(12).content).decode()}
    for who in ("counsellor", "auditor", "officer", "office", "administrator", "head"):
        browser = world.sign_in(who)
        assert browser.api("POST", "/api/v1/imports/check", json=body).status_code == 404, who
        assert browser.api("POST", "/api/v1/imports", json=body).status_code == 404, who
    elsewhere = body | {"unit": str(world.units["province"])}
    assert (
        world.sign_in("commune_supervisor").api("POST", "/api/v1/imports", json=elsewhere).status_code == 404
    )


def test_a_file_that_was_sent_is_never_spooled_to_a_disk(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_on_disk: list[object] = []
    for kind in ("SpooledTemporaryFile", "NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(f"tempfile.{kind}", lambda *how, **more: made_on_disk.append(how))
    monkeypatch.setattr(
        "starlette.formparsers.SpooledTemporaryFile", lambda *how, **more: made_on_disk.append(how)
    )
    checked(world.sign_in("supervisor"), made(20).content)
    assert made_on_disk == []
