"""The tree of units, one unit, its forms, and members by name and day, in Vietnamese at both widths."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.harness import look, signed_in
from tests.journeys.test_units import enter, found, member
from tests.journeys.world import World
from tests.member_list.workbook import XLSX, Made, made


@pytest.mark.long
def test_a_unit_with_who_does_what_in_it(browser: Browser, world: World, address: str) -> None:
    district = found(
        world, "district", "YTHE", "2024-01-10", areas=["215@1900-01-01"], in_difficult_area=True
    )
    club = found(world, "club", "CLB", "2024-02-01", parent=district)
    juror = member(
        world, district, "Hà Văn Thẩm", "juror", court={"code": "district-215", "since": "2024-02-01"}
    )
    member(world, district, "Hoàng Thị Giúp", "collaborator")
    enter(world, club, what="children", on="2024-06-01", count=25)
    enter(world, district, what="officer", office="president", since="2024-03-01", member=juror)
    enter(world, district, what="award", form="certificate", decision="12/QĐ-HBV", decided_on="2024-12-20")
    page = signed_in(browser, address, "supervisor")
    page.goto(f"{address}/don-vi/{district}/ghi/phan-cong")
    look(page, "unit-task-form")
    page.fill("#unit-form input[name=task]", "Rà soát danh sách hội viên")
    page.fill("#unit-form input[name=due_on]", "2025-06-30")
    page.select_option("#unit-form select[name=member]", juror)
    page.click("#unit-form button[type=submit]")
    expect(page.get_by_text("quá hạn")).to_be_visible()
    look(page, "unit")
    page.goto(f"{address}/don-vi")
    look(page, "units-tree")
    page.goto(f"{address}/hoi-vien?unit={district}")
    look(page, "members-of-a-unit")
    page.goto(f"{address}/hoi-vien/{juror}")
    look(page, "member-juror")
    _import_a_list(page, address, made(40))


def _import_a_list(page: Page, address: str, one: Made) -> None:
    """Check a list, take the workbook of faults, admit the good rows, and look until they are there."""
    page.goto(f"{address}/hoi-vien")
    page.get_by_role("link", name="Nhập từ tệp").click()
    with page.expect_download() as got:
        page.get_by_role("link", name="Tải tệp mẫu (XLSX)").click()
    assert got.value.suggested_filename == "mau-danh-sach-hoi-vien.xlsx"
    page.get_by_role("button", name="Kiểm tra tệp").click()
    page.get_by_role("link", name="Chưa chọn tệp nào").wait_for()
    look(page, "member-lists-nothing")
    page.get_by_label("Tệp danh sách").set_input_files(
        {"name": "ds.xlsx", "mimeType": XLSX, "buffer": one.content}
    )
    page.get_by_role("button", name="Kiểm tra tệp").click()
    page.get_by_role("heading", name="Kết quả kiểm tra danh sách").wait_for()
    look(page, "member-list-report")
    with page.expect_download() as got:
        page.get_by_role("button", name="Tải tệp lỗi (XLSX)").click()
    assert got.value.suggested_filename == "loi-nhap-hoi-vien.xlsx"
    page.get_by_label("Bỏ lại dòng lỗi, chỉ nhập các dòng đúng").check()
    page.get_by_role("button", name="Nhập", exact=False).click()
    page.get_by_role("heading", name="Lần nhập danh sách hội viên").wait_for()
    for _ in range(300):
        if page.get_by_text("Xong lúc").count():
            break
        page.wait_for_timeout(100)
        page.reload()
    look(page, "member-list-done")
    page.goto(f"{address}/nhap-hoi-vien?lang=en")
    look(page, "member-lists")
