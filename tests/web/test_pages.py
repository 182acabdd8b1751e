"""The frame of each page, its headers, and the client that looks at them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.testclient import TestClient

from api import headers
from api.pages import ENVIRONMENTS, NavItem, PageFrame, day, label, place, static
from domain.directory import emergency_numbers
from domain.identity import PartialDate
from domain.kernel import ERASED
from domain.lists import Sex
from domain.units import Place, register
from tests.browser.gallery import gallery
from tests.pages import ORIGIN, Check, Page, Pages

STATIC = Path(__file__).parents[2] / "api" / "static"
TEMPLATE = """{% extends "base.html" %}
{% block title %}{{ _("Sổ theo dõi") }}{% endblock %}
{% block content %}<h1>{{ _("Sổ theo dõi") }}</h1>{% endblock %}"""


def frame(language: str = "vi") -> PageFrame:
    return PageFrame(
        language, "/x", "token", "Hội", True, "Trần Thị Hoa", (NavItem("/hom-nay", "Việc hôm nay"),)
    )


def rendered(language: str = "vi") -> str:
    template = ENVIRONMENTS[language].from_string(TEMPLATE)
    return template.render(frame=frame(language), emergency=emergency_numbers(date(2024, 3, 1)))


def app(html: str | None = None) -> FastAPI:
    made = FastAPI()
    headers.register(made)

    @made.get("/x")
    def show(lang: str = "vi") -> HTMLResponse:
        return HTMLResponse(html if html is not None else rendered(lang))

    return made


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_has_all_that_each_page_needs(language: str) -> None:
    page = Pages(app()).get(f"/x?lang={language}")
    assert page.h1 == {"vi": "Sổ theo dõi", "en": "Follow-up log"}[language]
    assert f'<html lang="{language}">' in page.html


def test_the_gallery_passes_and_keeps_what_was_typed() -> None:
    pages = Pages(gallery())
    pages.get("/bo-suu-tap")
    shown = pages.fill_and_submit(
        "gallery", {"name": "<b>Ún</b>", "tags": ["hardship", "epidemic"], "birth.month": "13"}, status=422
    )
    typed = shown.form("gallery").as_shown()
    assert (typed["name"], typed["tags"], typed["birth.month"]) == (
        ["<b>Ún</b>"],
        ["", "hardship", "epidemic"],
        ["13"],
    )
    assert "<b>Ún" not in shown.html
    assert "Họ và tên: " not in shown.text and "Diễn biến: Hãy điền mục này." in shown.text
    done = pages.fill_and_submit(
        "gallery", {"story": "…", "sex": "female", "birth.month": "3", "birth.year": "2015"}
    )
    assert done.form("gallery").as_shown()["birth.year"] == ["2015"]


def test_the_same_key_comes_back_with_a_form_that_had_errors() -> None:
    pages = Pages(gallery())
    key = pages.get("/bo-suu-tap").form("gallery").as_shown()["_key"]
    shown = pages.fill_and_submit("gallery", {}, status=422).form("gallery").as_shown()
    assert shown["_key"] == key and shown["_version"] == ["3"]


GOOD = rendered()


@pytest.mark.parametrize(
    ("before", "after", "check"),
    [
        ("<h1>", "<h2>", Check.ONE_H1),
        ("<title>", "<title></title><title>", Check.TITLE),
        ('lang="vi"', 'lang="fr"', Check.LANGUAGE),
        ("</h1>", '</h1><input name="x">', Check.LABELS),
        ("</h1>", '</h1><p id="content">x</p>', Check.IDS),
        ("</h1>", '</h1><a href="#nowhere">x</a>', Check.IDS),
        ("</h1>", '</h1><form id="f" method="post" action="/y"></form>', Check.ACTIONS),
        ("</h1>", '</h1><form action="https://example.org/"></form>', Check.ACTIONS),
        ("</h1>", "</h1><script>alert(1)</script>", Check.INLINE),
        ("</h1>", '</h1><p style="color:red">x</p>', Check.INLINE),
        ("</h1>", '</h1><p onclick="x()">x</p>', Check.INLINE),
        ("</h1>", '</h1><img alt="" src="https://example.org/a.png">', Check.OURS),
        ('href="tel:111"', 'href="tel:112"', Check.EMERGENCY),
    ],
)
def test_a_planted_fault_is_found(before: str, after: str, check: Check) -> None:
    assert before in GOOD
    answer = TestClient(app(GOOD.replace(before, after, 1)), base_url=ORIGIN).get("/x")
    found = Page(answer.status_code, "/x", answer.text, answer.headers).faults()
    assert check in {kind for kind, _ in found}


def test_answers_carry_the_strict_headers_and_are_not_kept() -> None:
    answer = TestClient(app()).get("/x")
    assert {name: answer.headers[name] for name in headers.HEADERS} == dict(headers.HEADERS)
    assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in answer.headers
    secure = TestClient(app(), base_url="https://testserver").get("/x")
    assert secure.headers["strict-transport-security"].startswith("max-age=31536000")


def test_static_files_are_kept_only_under_the_mark_of_their_content() -> None:
    client = TestClient(app())
    assert "immutable" in client.get(static("app.css")).headers["cache-control"]
    assert client.get("/static/app.css?v=old").headers["cache-control"] == "no-cache"
    assert client.get("/static/none.css?v=old").headers["cache-control"] == "no-store"
    assert client.get("/static/../pages.py").status_code == 404


def test_the_look_stays_small() -> None:
    assert (STATIC / "app.css").stat().st_size < 12_000
    assert (STATIC / "app.js").stat().st_size < 6_000


def test_what_was_erased_or_not_said_is_shown_as_such() -> None:
    assert (day(ERASED), label(None), label((Sex.MALE, Sex.FEMALE), "en")) == ("—", "", "Male, Female")
    assert day(PartialDate(year=2015, month=3)) == "03/2015"
    assert day(datetime(2024, 12, 31, 18, tzinfo=UTC)) == "01/01/2025"
    assert place(Place()) == "chưa xác định"
    assert place(Place(spoken="xóm Đình"), "en") == "xóm Đình (not determined)"
    unit = register().search("Kinh Bắc")[0]
    assert place(Place(unit=unit.as_written)) == unit.name
