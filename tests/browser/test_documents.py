"""Papers in a browser: chosen, looked at in both widths, printed on A4 without anything but the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect
from pypdfium2 import PdfDocument

from tests.browser.harness import PICTURES, look, signed_in
from tests.documents.reading import pdf_pages
from tests.journeys.test_documents import COMMUNE, NAME, told
from tests.journeys.world import World

A4 = (595, 842)
SHEETS = {"reception": "van-ban/mau-01", "letter": f"van-ban/cong-van?kind=commune_police&unit={COMMUNE.key}"}


@contextmanager
def printed(page: Page, name: str) -> Iterator[PdfDocument]:
    """What the browser's print command gives, kept beside the pictures."""
    made = page.pdf(prefer_css_page_size=True)
    (PICTURES / f"{name}-printed.pdf").write_bytes(made)
    paper = PdfDocument(made)
    yield paper
    paper.close()


def test_papers_are_looked_at_and_printed(browser: Browser, world: World, address: str) -> None:
    case = told(world, agreed=True)
    page = signed_in(browser, address, "counsellor")
    page.goto(f"{address}/ho-so/{case}/van-ban")
    look(page, "papers")
    for name, path in SHEETS.items():
        page.goto(f"{address}/ho-so/{case}/{path}")
        look(page, f"paper-{name}")
        with printed(page, f"paper-{name}") as paper:
            width, height = paper[0].get_size()
            assert (round(width), round(height)) == A4
            said = " ".join(pdf_pages(paper))
            assert NAME in said
            assert "Thoát nhanh" not in said and "Chép để gửi" not in said, "the sheet alone is printed"
    page.goto(f"{address}/so-theo-doi/trang-in")
    look(page, "paper-log")
    with printed(page, "paper-log") as paper:
        width, height = paper[0].get_size()
        assert width > height, "the log lies across"
    page.goto(f"{address}/bieu-mau/tiep-nhan")
    look(page, "paper-form")
    with printed(page, "paper-form"):
        pass


def test_a_letter_is_made_and_its_forwarding_recorded_without_scripts(
    page_without_scripts: Page, world: World, address: str
) -> None:
    case = told(world)
    page = page_without_scripts
    page.goto(f"{address}/dang-nhap")
    page.fill("#sign-in input[name=name]", "counsellor")
    page.fill("#sign-in input[name=password]", "một câu đủ dài để nhớ")
    page.click("#sign-in button[type=submit]")
    page.goto(f"{address}/ho-so/{case}/van-ban")
    page.select_option("#letter select[name=kind]", "commune_police")
    page.fill("#letter input[name=number]", "12/CV-HBV")
    page.click("#letter button[type=submit]")
    assert f"Công an {COMMUNE.name[0].lower()}{COMMUNE.name[1:]}" in page.input_value("#plain")
    page.get_by_role("link", name="Ghi việc chuyển").click()
    assert page.input_value("#forward input[name=reference]") == "12/CV-HBV"
    assert page.input_value("#forward select[name='recipient.kind']") == "commune_police"
    page.click("#forward button[type=submit]")
    expect(page.locator("main")).to_contain_text("12/CV-HBV")
