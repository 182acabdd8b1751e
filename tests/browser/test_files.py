"""Files of a case on a phone and at a desk: the list with its form, a refusal, one file with its pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.harness import look, signed_in
from tests.files import made
from tests.files.test_journey import version_of
from tests.journeys.acts import taken_in
from tests.journeys.world import World


@pytest.mark.long
def test_files_are_added_refused_looked_at_and_taken_away(
    world: World, address: str, browser: Browser
) -> None:
    case = f"/ho-so/{taken_in(world, 'Giả Mẫu')}"
    page = signed_in(browser, address, "counsellor")
    page.goto(f"{address}{case}/tep")
    look(page, "files-empty")

    def send(name: str, content: bytes, words: str) -> None:
        page.select_option("#file select[name=subject]", "notebook")
        page.fill("#file input[name=description]", words)
        page.select_option("#file select[name=purpose]", "record")
        page.select_option("#file select[name=basis]", "consent")
        page.check("#file input[name=appears][value=child]")
        page.set_input_files(
            "#file input[type=file]", {"name": name, "mimeType": "image/jpeg", "buffer": content}
        )
        page.click("#file button[type=submit]")
        page.wait_for_load_state("networkidle")

    send("a.jpg", made.SVG, "Trang vở cháu đưa, tờ thứ hai")
    assert page.locator("#errors").is_visible()
    assert page.input_value("#file input[name=description]") == "Trang vở cháu đưa, tờ thứ hai"
    look(page, "files-refused")
    send("trang.jpg", made.jpeg((1600, 1200)), "Trang vở cháu đưa, tờ thứ hai")
    assert page.get_by_text("Sự đồng ý chưa ghi trong hồ sơ").is_visible()
    send("giay.pdf", made.pdf(pages=5), "Giấy mời của trường")
    look(page, "files")
    desk = world.sign_in("counsellor")
    for at, name in ((0, "file-image"), (1, "file-pdf")):
        page.goto(f"{address}{case}/tep/{version_of(desk, case, at)}")
        page.wait_for_load_state("networkidle")
        sizes = page.eval_on_selector_all("img.seen", "all => all.map((one) => one.naturalWidth)")
        assert sizes and min(sizes) > 0, "every picture is drawn"
        look(page, name)
    with page.expect_download() as saved:
        page.click("a.button:has-text('Tải tệp')")
    assert saved.value.suggested_filename.endswith("-tep-2.pdf")
    page.click("summary:has-text('Bỏ tệp này')")
    page.select_option("#withdraw select[name=because]", "wrong_record")
    page.click("#withdraw button[type=submit]")
    page.wait_for_load_state("networkidle")
    look(page, "files-taken-away")
    page.goto(f"{address}{case}?lang=en")
    look(page, "case-with-files")


def test_without_scripts_a_file_is_added_too(world: World, address: str, browser: Browser) -> None:
    case = f"/ho-so/{taken_in(world, 'Giả Mẫu')}"
    page = signed_in(browser, address, "counsellor", scripts=False)
    page.goto(f"{address}{case}/tep?lang=en")
    for field, code in (("subject", "recording"), ("purpose", "counselling"), ("basis", "urgent_protection")):
        page.select_option(f"#file select[name={field}]", code)
    page.fill("#file input[name=description]", "Voice message")
    page.set_input_files("#file input[type=file]", {"name": "a.wav", "mimeType": "x/y", "buffer": made.wav()})
    page.click("#file button[type=submit]")
    page.get_by_text("Tệp số 1: Voice message").click()
    with page.expect_download() as saved:
        page.click("a.button:has-text('Tải tệp')")
    assert saved.value.suggested_filename.endswith("-tep-1.wav")
    page.click("summary:has-text('Bỏ tệp này')")
    page.select_option("#withdraw select[name=because]", "wrong_record")
    page.click("#withdraw button[type=submit]")
    expect(page.locator("main")).not_to_contain_text("Voice message")
    expect(page.locator("main")).to_contain_text("Đã bỏ")
