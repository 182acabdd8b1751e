"""Pages of the import of an old log, looked at on a phone and at a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.harness import look, plain, signed_in
from tests.journeys.world import World
from tests.log_import.workbook import made

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _without_scripts(page: Page) -> None:
    """Check another log, take the workbook of faults, enter the good rows, and look until they are there."""
    one = made(20, seed="without scripts")
    page.goto("/nhap-so-cu")
    page.set_input_files("#import [name=file]", {"name": "so.xlsx", "mimeType": XLSX, "buffer": one.content})
    page.click("#import button[type=submit]")
    expect(page.locator("main")).to_contain_text("Chưa ghi gì vào sổ.")
    with page.expect_download() as got:
        page.get_by_role("button", name="Tải tệp lỗi (XLSX)").click()
    assert got.value.suggested_filename == "loi-nhap-so-cu.xlsx"
    page.check("#enter [name=accept_good][type=checkbox]")
    page.get_by_role("button", name=f"Nhập {one.good} dòng").click()
    for _ in range(100):
        if page.get_by_text("Xong lúc").count():
            break
        page.wait_for_timeout(100)
        page.reload()
    expect(page.locator("main")).to_contain_text(f"{one.good} trên {one.good} dòng đúng")
    page.context.close()


@pytest.mark.long
def test_an_old_log_is_imported(world: World, address: str, browser: Browser) -> None:
    page, one = signed_in(browser, address, "supervisor"), made(60)
    page.goto(f"{address}/nhap-so-cu")
    page.get_by_text("Tùy chọn thêm").click()
    look(page, "imports-empty")
    page.get_by_role("button", name="Kiểm tra tệp").click()
    page.get_by_role("link", name="Chưa chọn tệp nào").wait_for()
    look(page, "imports-nothing")
    page.get_by_label("Tệp sổ cũ").set_input_files(
        {"name": "so.xlsx", "mimeType": XLSX, "buffer": one.content}
    )
    page.get_by_role("button", name="Kiểm tra tệp").click()
    page.get_by_role("heading", name="Kết quả kiểm tra tệp").wait_for()
    look(page, "import-report")
    with page.expect_download() as got:
        page.get_by_role("button", name="Tải tệp lỗi (XLSX)").click()
    assert got.value.suggested_filename == "loi-nhap-so-cu.xlsx"
    page.get_by_label("Bỏ lại dòng lỗi, chỉ nhập các dòng đúng").check()
    page.get_by_role("button", name=f"Nhập {one.good} dòng").click()
    page.get_by_role("heading", name="Lần nhập sổ cũ").wait_for()
    for _ in range(100):
        if page.get_by_text("Xong lúc").count():
            break
        page.wait_for_timeout(100)
        page.reload()
    page.get_by_text("Cả lần nhập này là nhầm?").click()
    look(page, "import-done")
    done = page.url
    _without_scripts(plain(browser, world, "supervisor", address))
    page.goto(f"{address}/nhap-so-cu?lang=en")
    look(page, "imports")
    page.goto(f"{address}/so-theo-doi?lang=vi")
    look(page, "log-imported")
    page.goto(f"{address}/dieu-92?year=2024")
    look(page, "article92-imported")
    page.goto(done)
    page.get_by_text("Cả lần nhập này là nhầm?").click()
    page.get_by_label("Vì sao lấy lại").fill("Nhập nhầm sổ năm 2023")
    page.get_by_role("button", name="Lấy lại lần nhập này").click()
    page.get_by_text("đã lấy lại", exact=True).wait_for()
    for _ in range(100):
        if page.get_by_text(f"{one.good} mục, số vẫn đã dùng").count():
            break
        page.wait_for_timeout(100)
        page.reload()
    assert page.get_by_text(f"{one.good} mục, số vẫn đã dùng").count() == 1
    look(page, "import-taken-back")
    page.goto(f"{done}?lang=en")
    look(page, "import-taken-back-en")
