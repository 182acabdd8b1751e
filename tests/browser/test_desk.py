"""Pages of the data-protection officer's desk and of consents, looked at on a phone and at a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.harness import look, plain, served, signed_in
from tests.journeys.acts import taken_in
from tests.journeys.test_consent import SUSPECT, case_of
from tests.journeys.test_retention import closed_case, confirmed, rule
from tests.journeys.world import World


@pytest.mark.long
def test_requests_breaches_and_consents(world: World, address: str, browser: Browser) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor)
    code = counsellor.api("GET", f"/api/v1/cases/{case}").json()["code"]
    consent = {"purpose": "support", "by": "representative", "form": "paper", "name": "Vi Thị Mẫu"}
    path = f"/api/v1/cases/{case}/consents"
    made = counsellor.api("POST", path, json=consent | {"child_assents": True, "recipient": "Trung tâm"})
    assert made.status_code == 201
    page = signed_in(browser, address, "counsellor")
    page.goto(f"{address}/ho-so/{case}/dong-y")
    look(page, "consents")
    page.goto(f"{address}/ho-so/{case}")
    look(page, "case-consents")
    officer = signed_in(browser, address, "officer")
    for where, name in (("yeu-cau-du-lieu", "data-requests"), ("vi-pham-du-lieu", "breaches")):
        officer.goto(f"{address}/{where}")
        look(officer, f"{name}-empty")
    desk = world.sign_in("officer")
    asked = {"kind": "see", "who": "parent", "file_code": code}
    desk.api("POST", "/api/v1/data-requests", json=asked | {"name": SUSPECT})
    plain = desk.api("POST", "/api/v1/data-requests", json=asked | {"name": "Vi Thị Mẫu"}).json()["location"]
    breach = {"what": "Gửi nhầm thư.", "classes": ["identity"], "people": 3}
    noted = desk.api("POST", "/api/v1/breaches", json=breach).json()["location"]
    officer.goto(f"{address}/yeu-cau-du-lieu")
    look(officer, "data-requests")
    assert officer.get_by_text("Không được thay mặt trẻ").is_visible()
    for number, where in (("1", "yeu-cau-du-lieu"), ("2", "yeu-cau-du-lieu"), ("3", "vi-pham-du-lieu")):
        one = noted if where == "vi-pham-du-lieu" else plain
        officer.goto(
            f"{address}/{where}/{one.rsplit('/', 1)[1]}{'?lang=en' if number == '2' else '?lang=vi'}"
        )
        look(officer, f"desk-{number}")
    officer.goto(f"{address}/vi-pham-du-lieu")
    look(officer, "breaches")


@pytest.mark.long
def test_periods_of_storage(world: World, address: str, browser: Browser) -> None:
    _, _, code = closed_case(world)
    closed_case(world)
    officer = world.sign_in("officer")
    page = signed_in(browser, address, "officer")
    page.goto(f"{address}/luu-tru")
    look(page, "retention-default")
    confirmed(world, kind="case", length=3, unit="years", start="end_of_year")
    confirmed(world, kind="case", length=1, unit="years", source="Thông tư 1/2026/TT-BNV, Điều 2")
    assert officer.api("POST", "/api/v1/retention-rules", json=rule("breach", 3, "years")).status_code == 201
    second = signed_in(browser, address, "supervisor")
    second.goto(f"{address}/luu-tru?lang=en")
    look(second, "retention")
    page.goto(f"{address}/luu-tru/qua-han")
    look(page, "past-term-empty")
    assert (
        officer.api("POST", "/api/v1/holds", json={"code": code, "ground": "proceedings"}).status_code == 201
    )
    with world.after(366 * 2) as then, served(then.app) as later:
        late = signed_in(browser, later, "officer")
        late.goto(f"{later}/luu-tru/qua-han")
        look(late, "past-term")
        assert late.get_by_text("Đang được giữ lại", exact=True).is_visible()
        late.get_by_role("button", name="Lập yêu cầu xóa").click()
        assert late.get_by_text("Hết thời hạn lưu trữ").first.is_visible()


def _exported_without_scripts(page: Page, officer: Page) -> None:
    """Ask for what a filter shows, approve, and download."""
    page.goto("/xuat-du-lieu?state=new")
    page.select_option("#export [name=purpose]", "report")
    page.select_option("#export [name=legal_basis]", "same_organisation")
    page.fill("#export [name=why]", "Báo cáo quý.")
    page.fill("#export [name=recipient]", "Văn phòng Hội")
    page.click("#export button[type=submit]")
    officer.goto(page.url)
    officer.get_by_role("button", name="Duyệt", exact=True).click()
    page.reload()
    with page.expect_download() as got:
        page.get_by_role("button", name="JSON").click()
    assert got.value.suggested_filename.endswith(".jsonl")
    for one in (page, officer):
        one.context.close()


@pytest.mark.long
def test_exports(world: World, address: str, browser: Browser) -> None:
    taken_in(world, "Lò Văn Ví Dụ")
    page, officer = signed_in(browser, address, "supervisor"), signed_in(browser, address, "officer")
    page.goto(f"{address}/xuat-du-lieu")
    page.get_by_text("Chỉ một phần của sổ").click()
    look(page, "exports-empty")
    page.get_by_role("button", name="Đề nghị xuất").click()
    look(page, "exports-wrong")
    page.get_by_label("Mục đích").select_option("report")
    page.get_by_label("Căn cứ cung cấp thông tin").select_option("same_organisation")
    page.get_by_label("Vì sao cần xuất").fill("Báo cáo sáu tháng đầu năm cho Thường trực Hội.")
    page.get_by_label("Ai sẽ nhận tệp").fill("Văn phòng Hội")
    page.get_by_label("Họ tên trẻ").check()
    page.get_by_role("button", name="Đề nghị xuất").click()
    look(page, "export-asked")
    officer.goto(page.url)
    look(officer, "export-to-approve")
    officer.get_by_role("button", name="Duyệt", exact=True).click()
    page.reload()
    with page.expect_download() as got:
        page.get_by_role("button", name="Bảng tính (XLSX)").click()
    assert got.value.suggested_filename.endswith(".xlsx")
    page.reload()
    look(page, "export-downloaded")
    page.goto(f"{address}/xuat-du-lieu?lang=en")
    look(page, "exports")
    _exported_without_scripts(*(plain(browser, world, who, address) for who in ("supervisor", "officer")))
