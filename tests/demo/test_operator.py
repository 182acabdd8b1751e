"""Commands of an operator: accounts, units, views, and `lachan demo` itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from api.door import OpenWork
from api.operator import NoSuchAccount, NoSuchUnit, accounts, units
from application.accounts import Secrets
from domain.account import NoFactor, SignInNameTaken
from infrastructure.follower import FOLLOWER_LOCK
from infrastructure.house import open_house
from infrastructure.postgres import Database
from infrastructure.refusal import CannotStart
from infrastructure.settings import Settings
from infrastructure.upkeep import rebuild_views
from infrastructure.work import Caller, PgWork
from tests.demo.conftest import Played
from tests.startup.running import lachan

run = CliRunner()


@contextmanager
def work_of(database: Database, home: Path) -> Iterator[OpenWork]:
    with (
        open_house(database, Settings(home=home), connections=1) as house,
        PgWork(house, Caller(system="cli")) as work,
    ):
        yield work


def test_an_account_is_opened_listed_reset_and_closed(database: Database, tmp_path: Path) -> None:
    def opened() -> AbstractContextManager[OpenWork]:
        return work_of(database, tmp_path)

    app, founding = accounts(opened), units(opened)
    assert run.invoke(founding, ["add", "HT", "Hội tỉnh", "--level", "province"]).exit_code == 0
    assert (
        run.invoke(
            founding, ["add", "XA", "Hội xã", "--parent", "HT", "--founded-on", "2025-07-01"]
        ).exit_code
        == 0
    )
    assert "XA\tHội xã" in run.invoke(founding, ["list"]).output
    added = run.invoke(app, ["add", "lan", "Nguyễn Thị Lan", "--unit", "XA", "--role", "counsellor"])
    assert added.exit_code == 0
    password = re.search(r"[0-9a-f]{6}(-[0-9a-f]{6}){2}", added.output)
    assert password
    assert "lan\tNguyễn Thị Lan\tTư vấn viên\tHội xã" in run.invoke(app, ["list"]).output
    with work_of(database, tmp_path) as work:
        assert work.view(Secrets).check("lan", password[0])  # type: ignore[type-abstract]
    assert password[0] not in run.invoke(app, ["reset", "lan"]).output
    assert isinstance(run.invoke(app, ["reset-factor", "lan"]).exception, NoFactor)
    assert run.invoke(app, ["close", "lan"]).exit_code == 0
    assert "đã đóng" in run.invoke(app, ["list"]).output


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["reset", "nobody"], NoSuchAccount),
        (["add", "x", "Tên", "--unit", "NO", "--role", "counsellor"], NoSuchUnit),
        (["add", "quantri", "Tên", "--unit", "BG", "--role", "counsellor"], SignInNameTaken),
    ],
)
def test_a_wrong_name_is_refused(played: Played, arguments: list[str], refusal: type[Exception]) -> None:
    app = accounts(lambda: work_of(played.database, played.home))
    assert isinstance(run.invoke(app, arguments).exception, refusal)


def test_views_are_folded_anew_but_not_beside_a_running_follower(played: Played) -> None:
    names = [name for name, events in rebuild_views(played.database) if events == len(played.recorded)]
    assert "counselling" in names
    assert [name for name, _ in rebuild_views(played.database, ["counselling"])] == ["counselling"]
    with pytest.raises(CannotStart):
        list(rebuild_views(played.database, ["nothing"]))
    with psycopg.connect(played.database.follower_dsn) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (FOLLOWER_LOCK,))
        with pytest.raises(CannotStart):
            list(rebuild_views(played.database))


def test_lachan_demo_loads_once_and_prints_the_sign_ins(home: Path) -> None:
    loaded = lachan("demo", "--scale", "0.01", home=home)
    assert loaded.returncode == 0, loaded.stderr
    assert "Lượt tư vấn" in loaded.stdout
    assert "giamsat.tinh" in loaded.stdout
    assert re.search(r"Password of all: gia-lap-[0-9a-f]{8}", loaded.stdout)
    compared = lachan("views", "compare", home=home)
    assert compared.returncode == 0, compared.stderr
    assert "0 khác" in compared.stdout
    again = lachan("demo", home=home)
    assert again.returncode == 1
    assert "LACHAN_HOME" in again.stderr
