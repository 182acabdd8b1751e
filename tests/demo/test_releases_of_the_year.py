"""The office releases figures of the fictional year by quarter: what may not go out in full goes out coarser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from argon2 import PasswordHasher

from application.demo.figures import WORKED
from domain.release_detail import TableKind
from infrastructure import accounts
from infrastructure.house import open_house
from infrastructure.settings import Settings
from tests.conftest import Cluster
from tests.demo.conftest import PASSWORD, Played
from tests.journeys.serving import following, serving
from tests.journeys.settled import CHEAP
from tests.journeys.world import Browser, World

CUT_OFFS = tuple(date(WORKED, month, day) for month, day in ((3, 31), (6, 30)))


def office_of(played: Played, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Somebody of the office, signed in to a copy of a year."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(**CHEAP))
    copy = cluster.clone(of=played.database)
    try:
        settings = Settings(home=played.home, require_second_factor="nobody", workers=1)
        with open_house(copy, settings) as house, following(copy.follower_dsn), serving(house) as app:
            browser = World(house, app, {}, {}).browser()
            browser.get("/dang-nhap")
            browser.submit("sign-in", name="vanphong", password=PASSWORD.get_secret_value())
            yield browser
    finally:
        cluster.drop(copy.name)


def given_out(office: Browser, kind: TableKind, cut_off: date) -> str:
    """Ask for a table, take the coarser one that is offered; return how it came out."""
    office.get("/so-lieu-phat-hanh")
    answer = office.submit("release", kind=kind.value, year=str(WORKED), cut_off=str(cut_off), detail="full")
    if answer.status_code == 303 or "Bảng chi tiết nhất" not in answer.text:
        done = answer.status_code in (200, 303)
        return "full" if done else "there" if "đã được phát hành" in answer.text else "refused"
    coarser = office.submit("coarser")
    assert coarser.status_code in (200, 303), "what is offered goes out with one press"
    return "coarser"


@pytest.mark.year
def test_figures_by_month_and_unit_come_out_quarter_by_quarter(
    played: Played, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few children: the full table may not go out, and what is offered instead does."""
    for office in office_of(played, cluster, monkeypatch):
        found = {cut_off: given_out(office, TableKind.FIGURES, cut_off) for cut_off in CUT_OFFS}
        print(f"\n{ {str(cut_off): how for cut_off, how in found.items()} }")
        assert set(found.values()) <= {"full", "coarser"} and "coarser" in found.values()
