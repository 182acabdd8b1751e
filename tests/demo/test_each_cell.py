"""Every number of every page of figures of the fictional year opens, and its events add up to it: a crawl."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import psycopg
import pytest
from argon2 import PasswordHasher

from application.demo.figures import WORKED
from domain.duties import Duty
from domain.figure_cuts import Cut
from infrastructure import accounts
from infrastructure.house import open_house
from infrastructure.postgres import Database
from infrastructure.settings import Settings
from tests.conftest import Cluster
from tests.demo.conftest import PASSWORD, Played
from tests.figures.cells import Cell, Opened, Read, is_opening, opened, read, read_all, shape, wrong
from tests.journeys.serving import serving
from tests.journeys.settled import CHEAP
from tests.journeys.world import Browser, World

DAY = f"{WORKED}-08-15"
QUARTERS = tuple(f"/bang-chi-hoi/quy?year={WORKED}&quarter={number}" for number in range(1, 5))
"""Requests to the chapter are opened by its head; everybody else sees the count."""
OF_YEAR = (
    "/dieu-92",
    "/dieu-92/tinh-hinh",
    "/dieu-92/so-theo-doi",
    "/kien-nghi/so-lieu",
    "/chuong-trinh",
)
EACH_SHAPE = 1
"""How many numbers of one shape are opened in `make test`; all of them in `make test-year`."""


@dataclass(frozen=True)
class Readers:
    """Two who open figures, reading a copy of the year: of the association, and of the chapter's requests."""

    auditor: Browser
    head: Browser
    copy: Database

    def read(self, duties: Iterable[Duty] = Duty) -> Read:
        """Return the numbers of every page of figures of the year."""
        found = read_all(self.auditor.client.get, pages_of_figures(self.auditor, duties))
        of_chapter = read_all(self.head.client.get, QUARTERS)
        return Read([*found.cells, *of_chapter.cells], [*found.shut, *of_chapter.shut])

    def faults(self, cells: Iterable[Cell]) -> list[tuple[str, str, str, str]]:
        """Return what is wrong behind each number."""
        found: dict[str, Opened] = {}
        told: list[tuple[str, str, str, str]] = []
        for one in cells:
            if is_opening(one.address):
                who = self.head if one.page in QUARTERS else self.auditor
                if one.address not in found:
                    found[one.address] = opened(who.client.get, one.address)
                why = wrong(one, found[one.address])
                told += [(one.page, one.said, one.address, why)] if why else []
        return told


@pytest.fixture
def readers(played: Played, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Readers]:
    """An auditor and the head of the chapter of the fictional association."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(**CHEAP))
    copy = cluster.clone(of=played.database)
    try:
        settings = Settings(home=played.home, require_second_factor="nobody", workers=1)
        with open_house(copy, settings) as house, serving(house) as app:
            world = World(house, app, {}, {})
            yield Readers(_signed_in(world, "kiemtra.1"), _signed_in(world, "chihoitruong"), copy)
    finally:
        cluster.drop(copy.name)


def _signed_in(world: World, name: str) -> Browser:
    browser = world.browser()
    browser.get("/dang-nhap")
    browser.submit("sign-in", name=name, password=PASSWORD.get_secret_value())
    return browser


def pages_of_figures(browser: Browser, duties: Iterable[Duty]) -> list[str]:
    """Return every page of the year with figures of work, as known now and on a day."""
    found = [f"{path}?year={WORKED}{day}" for path in OF_YEAR for day in ("", f"&known_on={DAY}")]
    found += [
        "/dieu-92/don-vi",
        f"/dieu-92/don-vi?known_on={DAY}",
        "/hoat-dong",
        "/ho-tro",
        "/khao-sat",
        "/quy",
    ]
    found += [
        f"/dieu-92/bang?duty={duty.value}&by={cut.value}&year={WORKED}" for duty in duties for cut in Cut
    ]
    for path in ("/ky-so-lieu", "/so-lieu-phat-hanh", "/bao-cao", "/quy", "/khao-sat"):
        links = re.findall(rf'href="({path}/[0-9a-f-]{{36}})"', browser.client.get(path).text)
        assert links, f"the year has something under {path}"
        months = [f"?thang={WORKED}-{month:02d}" for month in (3, 6, 9)] if path == "/quy" else [""]
        found += [one + month for one in links for month in months]
    return list(dict.fromkeys(found))


def chosen(cells: list[Cell]) -> list[Cell]:
    """Return some numbers of each shape, the greatest first."""
    shapes: dict[object, list[Cell]] = defaultdict(list)
    for one in sorted(cells, key=lambda cell: -len(cell.said)):
        shapes[shape(one)].append(one)
    return [one for found in shapes.values() for one in found[:EACH_SHAPE]]


def test_each_number_of_each_page_opens(readers: Readers) -> None:
    found = readers.read([Duty.MOBILISE])
    assert found.shut == []
    assert len(found.cells) > 1000
    some = chosen(found.cells)
    assert readers.faults(some) == []
    shown = read(
        "/x", '<table><tr role="row"><th role="rowheader">Một</th><td class="number">3</td></tr></table>'
    )
    assert shown.shut == [("/x", "Một", "3")], "a number that does not open is found"
    with psycopg.connect(readers.copy.owner_dsn) as connection:
        for table, amount in (
            ("v_article92.facts", "delta"),
            ("v_situation.facts", "delta"),
            ("v_fund.lines", "amount_vnd"),
        ):
            connection.execute(f"UPDATE {table} SET {amount} = {amount} + 1")
        connection.execute("UPDATE v_follow_up_log.figures SET entries = entries + 1 WHERE entries = 1")
    spoilt = {page.partition("?")[0] for page, *_ in readers.faults(some)}
    assert spoilt >= {
        "/dieu-92",
        "/dieu-92/bang",
        "/dieu-92/tinh-hinh",
        "/dieu-92/so-theo-doi",
        "/chuong-trinh",
    }
    assert any(page.startswith("/quy/") for page in spoilt)


@pytest.mark.year
def test_all_numbers_of_all_pages_open_and_add_up(readers: Readers) -> None:
    found = readers.read()
    cells = list({(one.address, one.said): one for one in found.cells}.values())
    opening = [one for one in cells if is_opening(one.address)]
    pages = len({one.page for one in found.cells})
    print(f"\n{len(found.cells):,} numbers on {pages} pages, {len(opening):,} different ones opened")
    assert found.shut == [] and readers.faults(opening) == []
