"""An auditor without broken glass follows every link of the desk through the fictional year and meets nobody's name."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

import api
from application.demo.auditors import ENTERED
from application.demo.staff import STAFF
from domain.child_case import CaseOpened
from domain.kernel import FieldClass, split
from domain.text import fold
from infrastructure.house import open_house
from infrastructure.settings import Settings
from tests.conftest import Cluster
from tests.demo.conftest import PASSWORD, Played
from tests.demo.leaks import SHORTEST, strings
from tests.journeys.serving import following, serving
from tests.journeys.world import Browser, World

CLOSED = {
    FieldClass.IDENTITY,
    FieldClass.CONTACT,
    FieldClass.REPORTER_IDENTITY,
    FieldClass.EVIDENCE,
    FieldClass.NARRATIVE,
    FieldClass.HEALTH,
}
OF_CHILDREN = ("case.", "counselling.", "referral.", "emergency.")
PAGES = Path(api.__file__).parent / "locale" / "en.po"
EACH_SHAPE = 2
"""Pages of one kind that are read."""
FOLLOWED = re.compile(
    r"/(kiem-tra|nhat-ky|lich-su|mo-khan|ho-so|hom-nay|xung-dot|tu-van|de-nghi)\b(?!.*[?&]lang=)"
)
MUST_BE_SEEN = {
    "/kiem-tra",
    "/kiem-tra/su-kien",
    "/kiem-tra/kien-nghi",
    "/kiem-tra/kien-nghi/#",
    "/kiem-tra/trich-xuat",
    "/kiem-tra/xung-dot",
    "/kiem-tra/xung-dot/#",
    "/kiem-tra/niem-phong",
    "/nhat-ky",
    "/nhat-ky/ra-soat",
    "/nhat-ky/doi-chieu",
    "/nhat-ky/so-theo-doi",
    "/lich-su",
    "/lich-su/#",
    "/lich-su/#/luc-ay",
    "/lich-su/#/tung-o",
    "/lich-su/#/su-kien/#",
    "/mo-khan",
}
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=$|/)")


@pytest.fixture
def auditor(played: Played, cluster: Cluster) -> Iterator[Browser]:
    """Somebody of the board, signed in to a copy of the year."""
    database = cluster.clone(of=played.database)
    settings = Settings(home=played.home, require_second_factor="nobody", workers=1)
    try:
        with (
            open_house(database, settings) as house,
            following(database.follower_dsn),
            serving(house) as app,
        ):
            browser = World(house, app, {}, {}).browser()
            browser.get("/dang-nhap")
            browser.submit("sign-in", name="kiemtra.2", password=PASSWORD.get_secret_value())
            yield browser
    finally:
        cluster.drop(database.name)


def needles(played: Played) -> set[str]:
    """What was told about children and by whom: names, numbers, stories; not the pages' own words, nor the staff."""
    found: set[str] = set()
    for one in played.recorded:
        if one.envelope.topic.startswith(OF_CHILDREN):
            for kind, part in split(one.fact)[1].items():
                if kind in CLOSED:
                    found |= {text for text in strings(part) if len(text) >= SHORTEST}
    own = fold(PAGES.read_text(encoding="utf-8") + "\n".join(member.name for member in STAFF))
    coded = re.compile(r"[\w-]+/\d+/\w+|[\d-]+T?[\d:+.]*|[a-z-]+")
    return {text for text in found if not coded.fullmatch(text) and fold(text) not in own}


def test_the_desk_names_nobody(played: Played, auditor: Browser) -> None:
    case = next(
        one.stream
        for one in played.recorded
        if isinstance(one.fact, CaseOpened) and one.recorded_at.date() == ENTERED
    )
    day, later = f"{ENTERED:%Y-%m}-11", f"{ENTERED:%Y-%m}-14"
    begin = [
        "/kiem-tra",
        f"/lich-su/{case}",
        f"/lich-su/{case}/luc-ay?day={day}&to_day={later}",
        f"/lich-su/{case}/tung-o",
    ]
    pages = dict(_crawled(auditor, begin))
    asked = (
        f"histories/{case}/past?day={day}&to_day={later}",
        f"histories/{case}/cells",
        f"event-log?case={case}",
        f"access-log?case={case}&lists=true",
    )
    for path in asked:
        answer = auditor.api("GET", f"/api/v1/{path}")
        assert answer.status_code == 200, path
        pages[path] = answer.text
    shapes = Counter(_shape(path) for path in pages)
    assert shapes.keys() >= MUST_BE_SEEN, MUST_BE_SEEN - shapes.keys()
    told = needles(played)
    assert len(told) > 300
    assert {(path, text) for path, page in pages.items() for text in _met(told, page)} == set()
    assert auditor.api("GET", f"/api/v1/cases/{case}").status_code == 404
    name = max(told, key=len)
    assert list(_met(told, f"<p>{fold(name)}</p>")), "the control must be found"


def _crawled(auditor: Browser, begin: list[str]) -> Iterator[tuple[str, str]]:
    waiting, known, shapes = deque(begin), set(begin), Counter[str]()
    while waiting:
        path = waiting.popleft()
        shapes[_shape(path)] += 1
        page = auditor.client.get(path)
        assert page.status_code < 500, path
        if page.status_code != 200 or "html" not in page.headers["content-type"]:
            continue
        yield path, unescape(page.text)
        for link in map(unescape, re.findall(r'href="(/[^"#]*)', page.text)):
            if link not in known and FOLLOWED.match(link):
                known.add(link)
                if sum(_shape(one) == _shape(link) for one in waiting) + shapes[_shape(link)] < EACH_SHAPE:
                    waiting.append(link)


def _shape(path: str) -> str:
    return _ID.sub("#", path.partition("?")[0])


def _met(told: set[str], page: str) -> Iterator[str]:
    plain = fold(page)
    return (text for text in told if text in page or fold(text) in plain)
