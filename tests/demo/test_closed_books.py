"""The closed books of the fictional year: printed, more entered, printed again, they are the same to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import psycopg
import pytest

from domain.calendar import Period, PeriodKind
from domain.register import code_of
from infrastructure.follower import rebuild
from infrastructure.house import open_house
from infrastructure.ledger import Ledger
from infrastructure.postgres import Database
from infrastructure.settings import Settings
from infrastructure.views import every_view
from tests.conftest import Cluster
from tests.demo.conftest import PASSWORD, played_year
from tests.journeys.acts import followed
from tests.journeys.serving import following, serving
from tests.journeys.world import Browser, World

Books = dict[str, str]
"""What is printed of each book, by its address."""
SUPERVISOR, OFFICER, SECOND = "giamsat.tinh", "baove.dulieu", "giamsat.vanphong"
ARTICLE = re.compile(r'<article class="book">.*</article>', re.S)
TOMBSTONE = re.compile(
    r"<strong>(?:đã xóa theo quyết định, ngày \d\d/\d\d/\d{4}|erased by decision, \d\d/\d\d/\d{4})</strong>"
)
SAYS = (("vi", "Khớp với lúc kết sổ"), ("en", "As it was closed"))
"""What stands above a book, by language."""
LATE = "Lò Thị Vào Muộn"


@dataclass
class Played:
    """The running installation after the year was played."""

    database: Database
    world: World

    def signed_in(self, who: str) -> Browser:
        browser = self.world.browser()
        browser.get("/dang-nhap")
        browser.submit("sign-in", name=who, password=PASSWORD.get_secret_value())
        return browser

    def rows(self, query: str, *values: Any) -> list[Any]:
        with psycopg.connect(self.database.owner_dsn) as connection:
            return connection.execute(query, values).fetchall()

    def addresses(self) -> list[str]:
        closings = self.rows("SELECT unit, year, kind, first FROM facts.closings ORDER BY position")
        return [
            f"{unit}/{year}/{code_of(Period.of(first, PeriodKind(kind)))}"
            for unit, year, kind, first in closings
        ]

    def printed(self, addresses: list[str]) -> Books:
        """Print these books, the longer ones in both languages; each says that it is as it was closed."""
        supervisor, books = self.signed_in(SUPERVISOR), {}
        for address in addresses:
            for language, says in SAYS[: 1 if address[-1].isdigit() and "/0" in address else 2]:
                page = supervisor.get(f"/ket-so/{address}?lang={language}")
                assert page.status_code == 200 and says in page.text, address
                found = ARTICLE.search(page.text)
                assert found is not None
                books[f"{address} {language}"] = found[0]
        return books


@pytest.fixture(scope="module")
def played(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    home = tmp_path_factory.mktemp("books")
    settings = Settings(home=home, require_second_factor="nobody")
    with (
        played_year(cluster, home, seed=11) as year,
        open_house(year.database, settings) as house,
        following(year.database.follower_dsn),
    ):
        ready = replace(house, erasure_delay_days=0)
        with serving(ready) as app:
            yield Played(year.database, World(ready, app))


def posted(browser: Browser, path: str, body: dict[str, Any], **more: Any) -> str:
    answer = browser.api("POST", f"/api/v1{path}", json=body, **more)
    assert answer.status_code == 201, (path, answer.text)
    return str(answer.json()["location"])


def enter_more(played: Played) -> None:
    """Late entries and consultations, corrections, a forwarding and an ending, about every closed month there is."""
    for who, months in (("tuvan.tinh1", range(1, 13)), ("tuvan.tpbg1", range(7, 13))):
        counsellor = played.signed_in(who)
        for month in months:
            at = f"2025-{month:02d}-15T09:00:00+07:00"
            case = posted(
                counsellor,
                "/cases",
                {
                    "situation": {"what": "Nhớ lại sau"},
                    "reception": {"received_at": at},
                    "details": {"child": {"name": LATE}, "circumstances": {"allegation": "risk"}},
                },
            )
            said = {"narrative": "Hỏi thêm", "held_at": at, "minutes": 15}
            posted(counsellor, "/consultations", {"case_id": case.rsplit("/", 1)[1], "consultation": said})
    for (case_id,) in played.rows(
        "SELECT e.case_id FROM v_follow_up_log.entries e JOIN facts.units u USING (unit)"
        " JOIN facts.records r ON r.record = e.case_id WHERE valid_to IS NULL AND u.parent IS NULL"
        " AND e.state = 'following' AND e.recorded_at < '2026-01-01' AND r.sensitivity = 'ordinary' LIMIT 3"
    ):
        police = {"recipient": {"kind": "commune_police"}, "reference": "99/PC"}
        posted(played.signed_in(SUPERVISOR), f"/cases/{case_id}/forwardings", police)
    followed(played.world)


REFERRING = {"case.passed-on.1", "case.known-already.1", "case.answered.1"}
"""Facts with a reference, which an erasure takes away without a mark of its own."""


def _named(supervisor: Browser, rows: list[Any]) -> Iterator[tuple[str, str, Any, str]]:
    """Code, address, page and name of each whose child is named and whose facts hold no reference."""
    for code, record in rows:
        shown = supervisor.api("GET", f"/api/v1/cases/{record}")
        name = shown.json()["details"]["child"]["name"]
        if name and not {one["topic"] for one in shown.json()["history"]} & REFERRING:
            yield code, f"/cases/{record}", shown, name


def erase_one(played: Played) -> tuple[str, str]:
    """Erase a child of one of these registers; return file code and name."""
    rows = played.rows(
        "SELECT r.code, r.record FROM facts.records r JOIN facts.closings c USING (unit)"
        " JOIN v_follow_up_log.entries e ON e.case_id = r.record AND e.valid_to IS NULL"
        " WHERE r.kind = 'case' AND c.kind = 'year' AND r.sensitivity = 'ordinary' AND r.state <> 'closed'"
        " AND e.received_at >= '2025-01-01' AND e.recorded_at < '2026-01-01' AND (e.duty_met OR NOT e.alleged)"
        " AND NOT EXISTS (SELECT FROM facts.conflicts k WHERE k.record = r.record)"
        " AND NOT EXISTS (SELECT FROM facts.holds h WHERE h.record = r.record) ORDER BY r.record_no"
    )
    supervisor = played.signed_in(SUPERVISOR)
    code, case, shown, name = next(_named(supervisor, rows))
    closing = {"outcome": "advised", "child_informed": True}
    posted(supervisor, f"{case}/closing", closing, headers={"If-Match": shown.headers["ETag"]})
    path = posted(played.signed_in(OFFICER), "/erasures", {"code": code, "basis": "term_over"}).removeprefix(
        "/api/v1"
    )
    posted(played.signed_in(SECOND), f"{path}/confirmation", {})
    posted(played.signed_in(OFFICER), f"{path}/notice", {"way": "nobody"})
    posted(played.signed_in(OFFICER), f"{path}/run", {})
    followed(played.world)
    return code, name


@pytest.mark.year
def test_the_demo_closes_months_half_years_and_the_year_of_several_units(played: Played) -> None:
    counts = dict(
        played.rows("SELECT kind, count(*) FROM facts.closings WHERE closed_at < '2026-02-01' GROUP BY 1")
    )
    assert counts == {"month": 36, "half_year": 6, "year": 3}
    entries = played.rows("SELECT sum(entries), sum(sessions), sum(later) FROM facts.closings")[0]
    assert all(count >= 5 for count in entries), entries


@pytest.mark.year
def test_closed_books_print_the_same_after_more_was_entered(played: Played) -> None:
    addresses = played.addresses()
    assert len({address.split("/")[0] for address in addresses}) == 5
    assert any(address.endswith("/y") for address in addresses)
    before = played.printed(addresses)
    enter_more(played)
    assert played.printed(addresses) == before
    assert not any(LATE in text for text in before.values())
    (province,) = played.rows("SELECT unit FROM facts.units WHERE parent IS NULL")[0]
    supervisor = played.signed_in(SUPERVISOR)
    posted(supervisor, f"/registers/{province}/2026/closings", {"period": "01"})
    following = played.printed([f"{province}/2026/01"])
    assert following[f"{province}/2026/01 vi"].count(LATE) == 12
    assert played.printed(addresses) == before

    code, name = erase_one(played)
    after = played.printed(addresses)
    marked = [address for address, text in after.items() if text != before[address]]
    assert marked and all(code in before[address] for address in marked)
    for address in marked:
        assert TOMBSTONE.sub(name, after[address]) == before[address]

    with psycopg.connect(played.database.follower_dsn, autocommit=True) as connection:
        rebuild(connection, every_view(), Ledger(keys=None))
    assert played.printed(addresses) == after
