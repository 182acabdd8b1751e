"""Commands of an operator in the fictional year: names that are taken or unknown, views folded anew."""

from __future__ import annotations

import psycopg
import pytest
from typer.testing import CliRunner

from api.operator import NoSuchAccount, NoSuchUnit, accounts
from domain.account import SignInNameTaken
from infrastructure.follower import FOLLOWER_LOCK
from infrastructure.refusal import CannotStart
from infrastructure.upkeep import rebuild_views
from tests.demo.conftest import Played
from tests.demo.test_operator import work_of

run = CliRunner()


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["reset", "nobody"], NoSuchAccount),
        (["roles", "nobody", "--role", "counsellor"], NoSuchAccount),
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
