"""A file's way through the running application: added on the page, looked at, given out, taken away, erased."""

from __future__ import annotations

import io
import re
from typing import Any

import httpx2
import pytest
from PIL import Image

from tests.files import made
from tests.journeys.acts import taken_in
from tests.journeys.world import Browser, World

ORIGINAL = "IMG_chau_Gia_Mau_lop_3A.jpg"
"""The name that a telephone, or a person, gave the file."""


def attached(
    browser: Browser, base: str, content: bytes, name: str = ORIGINAL, **changed: Any
) -> httpx2.Response:
    """Fill in the form of the page as a browser does, the file last."""
    browser.get(f"{base}/tep")
    fields = browser.form("file")
    fields.pop("file", None)
    fields |= made.SAID | changed
    return browser.client.post(f"{base}/tep", data=fields, files={"file": (name, content, "image/svg+xml")})


@pytest.fixture
def case(world: World) -> str:
    return f"/ho-so/{taken_in(world, 'Giả Mẫu')}"


def test_added_on_the_page_shown_and_given_out(world: World, case: str) -> None:
    counsellor = world.sign_in("counsellor")
    page = attached(counsellor, case, made.jpeg())
    assert (page.status_code, str(page.url)) == (200, f"http://testserver{case}/tep")
    assert "Trang vở cháu Giả Mẫu đưa" in page.text
    version = re.search(rf'href="{case}/tep/(\d+)"', page.text)
    assert version
    one = counsellor.get(f"{case}/tep/{version[1]}")
    assert ORIGINAL in one.text
    seen = counsellor.get(f"{case}/tep/{version[1]}/trang/1")
    assert seen.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(seen.content)).size == (480, 640), "upright"
    given = counsellor.get(f"{case}/tep/{version[1]}/tai")
    assert re.fullmatch(r'attachment; filename="[A-Z.0-9]+-tep-1\.jpg"', given.headers["content-disposition"])
    assert given.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["cache-control"] == "no-store"
    assert given.headers["cross-origin-resource-policy"] == "same-origin"
    assert Image.open(io.BytesIO(given.content)).size == (480, 640)
    assert made.PLACE.encode() not in given.content
    assert "Tệp đính kèm (1)" in counsellor.get(case).text
