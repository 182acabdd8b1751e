"""A counsellor's pages in a browser, looked at on a phone and on a desk, and once without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.harness import look, signed_in


def test_the_sign_in_page_looks_right(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/dang-nhap")
    look(page, "sign-in")
    page.goto(f"{address}/khan-cap")
    look(page, "emergency-signed-out")


@pytest.mark.long
def test_taking_in_and_following_looks_right(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, "counsellor")
    page.goto(f"{address}/tiep-nhan")
    look(page, "intake")
    page.click("#intake button[type=submit] >> nth=0")
    look(page, "intake-errors")
    page.fill("[name='situation.what']", "Cháu kể bị bố dượng đánh nhiều lần, hay trốn sang nhà bà ngoại.")
    page.fill("[name='situation.when']", "tối qua")
    page.fill("[name='details.child.name']", "Đặng Thị Bích Ngọc")
    page.check("[name='details.circumstances.allegation'][value=abuse]")
    page.select_option("[name='details.suspected.relation']", "caregiver")
    look(page, "intake-open")
    page.click("#intake button[type=submit] >> nth=0")
    page.wait_for_url("**/ho-so/*")
    look(page, "case")
    case = page.url.partition("?")[0]
    for path in (
        "lien-he",
        "ghi-chep",
        "chuyen",
        "da-biet",
        "viec-tiep",
        "nhan-dinh",
        "chi-tiet",
        "ket-thuc",
    ):
        page.goto(f"{case}/{path}")
        look(page, f"case-{path}")
    page.click("#closing button[type=submit]")
    look(page, "case-refused")
    page.goto(f"{address}/khan-cap")
    look(page, "emergency")
    page.goto(f"{address}/mat-khau")
    look(page, "password")


@pytest.mark.long
def test_accounts_and_units_look_right(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, "administrator")
    for path in ("tai-khoan", "don-vi"):
        page.goto(f"{address}/{path}")
        look(page, path)


def test_everything_works_without_scripts(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, "counsellor", scripts=False)
    page.goto(f"{address}/tiep-nhan")
    page.fill("[name='situation.what']", "Trẻ không có giấy khai sinh, chưa đi học.")
    page.click("#intake button[type=submit] >> nth=0")
    page.wait_for_url("**/ho-so/*")
    case = page.url.partition("?")[0]
    page.goto(f"{case}/chuyen")
    page.select_option("[name='recipient.kind']", "commune_peoples_committee")
    page.click("#forward button[type=submit]")
    expect(page.locator("main")).to_contain_text("Chuyển thông tin tới")
    page.goto(f"{case}/ghi-chep")
    page.fill("[name=note]", "Đã hướng dẫn gia đình.")
    page.click("#note button[type=submit]")
    page.goto(f"{case}/ket-thuc")
    page.select_option("[name=outcome]", "safe")
    page.check("[name=child_informed][type=checkbox]")
    page.click("#closing button[type=submit]")
    expect(page.locator("main")).to_contain_text("Đã kết thúc theo dõi")
    page.goto(f"{case}/ghi-chep")
    page.fill("[name=note]", "Cháu quay lại.")
    page.click("#note button[type=submit]")
    expect(page.locator("main")).to_contain_text("Mở lại hồ sơ")
