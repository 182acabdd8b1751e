"""The import of a list of members on its pages: checked, looked at, corrected, admitted behind the answer."""

from __future__ import annotations

import re
import time
from io import BytesIO
from typing import Any

import httpx2
from python_calamine import CalamineWorkbook

from domain.log_import.columns import MEMBERS, heads_of
from tests.journeys.world import Browser, World
from tests.log_import.given import count
from tests.member_list.workbook import FIELDS, XLSX, made

PATH = "/nhap-hoi-vien"


def sent(browser: Browser, content: bytes, **more: Any) -> httpx2.Response:
    """Choose a list on the page and send the form."""
    browser.get(PATH)
    fields = browser.form("import") | more
    del fields["file"]
    browser.page = browser.client.post(PATH, data=fields, files={"file": ("ds.xlsx", content, XLSX)})
    return browser.page


def finished(browser: Browser, page: httpx2.Response) -> str:
    """Look again until the import is finished, as a person would."""
    path = str(page.url).removeprefix("http://testserver")
    for _ in range(1200):
        text = browser.get(path).text
        if "Xong lúc" in text:
            return text
        time.sleep(0.05)
    raise AssertionError("not finished")


def rows_of(book: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()


def members(world: World) -> int:
    return count(world, "count(*) FROM facts.members")


def test_a_list_is_checked_admitted_once_and_corrected_on_the_pages(world: World) -> None:
    one = made(60)
    browser = world.sign_in("supervisor")
    template = browser.client.get(f"{PATH}/tep-mau")
    assert [heads_of(name, MEMBERS)[0] for name in FIELDS] in rows_of(template.content)
    empty = sent(browser, template.content)
    assert "Không có dòng mới nào để nhập." in empty.text and "<h2>Lỗi" not in empty.text
    report = sent(browser, one.content)
    assert report.status_code == 200 and "Chưa ghi ai vào danh sách." in report.text
    assert f"Nhập {one.good} dòng" in report.text and members(world) == 0
    refused = browser.submit("enter")
    assert refused.status_code == 409 and members(world) == 0
    sent(browser, one.content)
    text = finished(browser, browser.submit("enter", accept_good="true"))
    assert f"{one.good} trên {one.good} dòng đúng" in text and members(world) == one.good
    again = sent(browser, one.content)
    assert "Không có dòng mới nào để nhập." in again.text
    assert count(world, "count(*) FROM app.held_files") == 1
    answer = browser.client.post(f"{PATH}/tep-loi", data=browser.form("enter"))
    assert answer.headers["cache-control"] == "no-store"
    rows = rows_of(answer.content)
    heads = next(at for at, row in enumerate(rows) if row[0] == "Dòng trong tệp")
    told = {int(str(row[0]).removesuffix(".0")): row for row in rows[heads + 1 :]}
    assert {row for row, cells in told.items() if cells[1]} == set(one.faults)
    assert not any(re.match(r"[=@]", str(cell)) for row in told.values() for cell in row)
    # the error workbook is read as it is: its own columns are passed over, and what is wrong stays wrong but for
    # formulas, which stand in it as the values that they gave
    same = sent(browser, answer.content)
    assert f"Nhập {one.kinds['a formula']} dòng" in same.text and "Cột không rõ" not in same.text
    assert members(world) == one.good


def test_nobody_holds_a_list_who_may_not_admit(world: World) -> None:
    browser = world.sign_in("counsellor")
    token = re.search(r'name="_csrf" value="([^"]+)"', browser.get("/tiep-nhan").text)
    assert token is not None
    files = {"file": ("ds.xlsx", made(30).content, XLSX)}
    answer = browser.client.post(PATH, data={"_csrf": token[1]}, files=files)
    assert answer.status_code == 404 and count(world, "count(*) FROM app.held_files") == 0
    assert browser.get(f"{PATH}/tep-mau").status_code == 404
