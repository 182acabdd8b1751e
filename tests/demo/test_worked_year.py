"""The worked year: what each indicator comes to is known beforehand, and every way of reading it says the same."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest
from argon2 import PasswordHasher

from application.demo.activities import GIVEN_VND, INSTANCES, OUTREACHES
from application.demo.figures import WORKED
from application.demo.inspection import FOUND, REMEDIED, SITES
from application.demo.supports import INTRODUCED
from domain.article92 import Measure
from domain.programme import known_programme
from infrastructure import accounts
from infrastructure.house import open_house
from infrastructure.settings import Settings
from tests.conftest import Cluster
from tests.demo.conftest import PASSWORD, SCALE, Played
from tests.journeys.serving import serving
from tests.journeys.settled import CHEAP
from tests.journeys.world import Browser, World
from tests.naive_figures import known

Expected = Mapping[str, tuple[int | None, int | None, str]]
"""Of each indicator: result, what it is held against, and what is said of it once the year is over."""
OVER = {
    "units": (12, 15, "Không đạt"),
    "units_difficult": (3, 5, "Không đạt"),
    "networks": (0, 5, "Không đạt"),
    "chapter_guidance": (1, 1, "Đạt"),
    "congress": (1, 1, "Đạt"),
    "mid_year_review": (1, 1, "Đạt"),
    "year_end_review": (1, 1, "Đạt"),
    "province_event": (1, 1, "Đạt"),
    "district_events": (5, 5, "Đạt"),
    "forums": (2, 2, "Đạt"),
    "website": (46, None, "Đánh giá bằng lời"),
    "models": (2, 1, "Đạt"),
    "training": (1, 1, "Đạt"),
    "workshop": (1, 1, "Đạt"),
    "courses": (2, 2, "Đạt"),
    "clubs": (1, None, "Đánh giá bằng lời"),
    "surveys": (1, 1, "Đạt"),
    "charter_inspections": (1, 1, "Đạt"),
    "article92_inspections": (1, 1, "Đạt"),
    "supervisions": (3, 4, "Không đạt"),
    "board_handled": (REMEDIED, None, "Đánh giá bằng lời"),
    "network_conference": (1, 1, "Đạt"),
    "contributions": (GIVEN_VND, 5_000_000_000, "Đạt"),
    "benefits": (INSTANCES, 12_000, "Đạt"),
    "addresses": (INTRODUCED, None, "Đánh giá bằng lời"),
}
"""What no chance decides, money in đồng, benefits in *lượt*."""
SMALL: Expected = {
    **OVER,
    "members": (4, 200, "Không đạt"),
    "outreach": (round(OUTREACHES * SCALE), 50, "Không đạt"),
    "follow_up_log": (46, None, "Đánh giá bằng lời"),
}
BESIDE = {
    "sites_examined": SITES,
    "findings": FOUND,
    "collected": 8,
    "conveyed": 7,
    "conveyed_connected": 5,
    "replied": 4,
    "fed_back": 2,
    "statements": 2,
    "services": 1,
    "courses_invited": 2,
    "supervisions_invited": 4,
}
"""Measures of the year that are no indicator, and come out the same whatever its size."""


def test_the_worked_year_comes_to_what_was_known_beforehand(played: Played) -> None:
    comes_to(played, SMALL)


def comes_to(played: Played, expected: Expected) -> None:
    """Compare what is expected with what the log comes to, counted plainly."""
    totals: Counter[str] = Counter()
    for (_, day, measure, _), count in known(played.recorded, 10**9).figures().items():
        totals[measure] += count if day.year == WORKED else 0
    rows = {one.code: one.measure for one in known_programme(2024).indicators}
    assert set(expected) == set(rows) and len(rows) == 28
    found = {code: None if measure is None else totals[measure.value] for code, measure in rows.items()}
    assert found == {code: result for code, (result, _, _) in expected.items()}
    assert {measure: totals[measure] for measure in BESIDE} == BESIDE
    assert (GIVEN_VND, INSTANCES) == (5_240_000_000, 12_480)


@pytest.fixture
def office(played: Played, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """An auditor of the fictional association, reading a copy of the year."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(**CHEAP))
    copy = cluster.clone(played.database)
    try:
        settings = Settings(home=played.home, require_second_factor="nobody", workers=1)
        with open_house(copy, settings) as house, serving(house) as app:
            browser = World(house, app).browser()
            browser.get("/dang-nhap")
            answer = browser.submit("sign-in", name="kiemtra.1", password=PASSWORD.get_secret_value())
            assert answer.status_code in {200, 303}
            yield browser
    finally:
        cluster.drop(copy.name)


def test_the_page_says_the_same_of_all_indicators(office: Browser) -> None:
    page = office.get(f"/chuong-trinh?year={WORKED}").text
    said = shown(page)
    assert len(said) == 28
    for code, (result, most, standing) in SMALL.items():
        name = next(one.name for one in known_programme(2024).indicators if one.code == code)
        number, tag = said[name.replace("2024–2029", "2025–2030")]
        assert (number, tag) == (written(result, most), standing), code
    article = html.unescape(office.get(f"/dieu-92?year={WORKED}").text)
    for measure, count in BESIDE.items():
        row = re.search(
            rf"<tr[^>]*><th[^>]*>{re.escape(Measure(measure).label('vi'))}</th>.*?</tr>", article, re.S
        )
        assert row and re.search(rf">{count:,}<".replace(",", "."), row[0]), measure


def shown(page: str) -> dict[str, tuple[str, str]]:
    """Return the number and the tag of each row of the programme, by the name of its indicator."""
    found = {}
    for row in re.findall(r'<tr role="row"><th role="rowheader"(.*?)</tr>', page, re.S):
        plain = re.sub(
            r'<span class="unseen">.*?</span>|<span aria-hidden="true">.*?</span>', "", row, flags=re.S
        )
        name, rest = plain.split("<br>", 1)
        cells = re.findall(r"<td[^>]*>(.*?)</td>", rest, re.S)
        tag = re.search(r'<span class="tag[^"]*">([^<]*)</span>', cells[1])
        number = " ".join(html.unescape(re.sub(r"<[^>]+>", "", cells[0])).split())
        found[html.unescape(name.rpartition(">")[2]).strip()] = (number, tag[1] if tag else "")
    return found


def written(result: int | None, most: int | None) -> str:
    """Return what a page shows of a result and its target."""
    if result is None:
        return "–"
    return f"{result:,}".replace(",", ".") + (f" / {most:,}".replace(",", ".") if most else "")
