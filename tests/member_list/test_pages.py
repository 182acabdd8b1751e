"""The import of a list of members on its pages and for programs: checked, looked at, admitted behind the answer."""

from __future__ import annotations

import time
from typing import Any

import httpx2

from tests.journeys.world import Browser, World
from tests.log_import.given import count
from tests.member_list.workbook import made

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


def members(world: World) -> int:
    return count(world, "count(*) FROM facts.members")


def test_a_list_is_checked_then_admitted_on_the_pages_once(world: World) -> None:
    one = made(60)
    browser = world.sign_in("supervisor")
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
