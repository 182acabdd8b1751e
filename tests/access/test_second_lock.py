"""Row security: when the application permits everything, the database still lets no foreign row through."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from application import access
from application.access import Permit
from infrastructure.postgres import Database
from infrastructure.views import every_view
from tests.api.given import program
from tests.journeys.test_conflicts import CHILD, taken_in
from tests.journeys.world import World

TABLES = [(view.schema(), table) for view in every_view() for table in view.TABLES]


def counted(connection: Any) -> dict[str, int]:
    return {
        f"{schema}.{table}": connection.execute(f"SELECT count(*) FROM {schema}.{table}").fetchone()[0]
        for schema, table in TABLES
    }


def test_without_a_reader_there_is_no_row_at_all(world: World, database: Database) -> None:
    taken_in(program(world, "counsellor"))
    program(world, "counsellor").ask("GET", "/follow-up-log")
    with psycopg.connect(database.app_dsn) as connection:
        assert set(counted(connection).values()) == {0}
    with psycopg.connect(database.follower_dsn) as connection:
        assert counted(connection)["v_follow_up_log.entries"] > 0


@pytest.fixture
def permitting(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The same association, with an application whose decision is always yes."""

    def always(facts: access.Facts) -> Permit:
        return Permit("broken")

    from application import scope

    monkeypatch.setattr(access, "decide", always)
    monkeypatch.setattr(scope, "decide", always)
    return world


LISTS = (
    "/follow-up-log",
    "/follow-up-log?order=received",
    "/follow-up-log?order=code",
    "/follow-up-log?order=name",
    "/today",
    "/consultations",
)


@pytest.fixture
def hidden(world: World) -> dict[str, str]:
    """Cases and consultations that the colleague of the province may not see, by what hides them."""
    elsewhere, counsellor = program(world, "elsewhere"), program(world, "counsellor")
    found: dict[str, str] = {}
    for why, person in (("elsewhere", elsewhere), ("conflict", counsellor), ("restricted", counsellor)):
        case, code = taken_in(person)
        found[why] = case
        said = {"narrative": "Nói chuyện", "minutes": 20, "next": {"what": "Gọi lại", "due_on": "2026-01-02"}}
        person.made("/consultations", {"consultation": said, "case_id": case})
        if why == "conflict":
            declared = {"code": code, "declaration": {"interest": "close"}}
            program(world, "colleague").ask("POST", "/interests", declared)
        if why == "restricted":
            person.ask("POST", f"/cases/{case}/restriction", {"ground": "protection"})
    return found


def test_a_broken_policy_lists_no_foreign_record(hidden: dict[str, str], permitting: World) -> None:
    own, _ = taken_in(program(permitting, "colleague"), {"child": {"name": "Tô Văn Bình"}})
    person = program(permitting, "colleague")
    seen = ""
    for path in LISTS:
        answer = person.ask("GET", path)
        assert answer.status_code == 200, (path, answer.text)
        for why, case in hidden.items():
            assert case not in answer.text, (path, why)
        assert CHILD not in answer.text, path
        seen += answer.text
    assert own in seen, "the lock lets the reader's own rows through"


def test_the_control_without_row_security_lists_them(
    hidden: dict[str, str], permitting: World, database: Database
) -> None:
    with psycopg.connect(database.follower_dsn, autocommit=True) as connection:
        for schema, table in TABLES:
            connection.execute(f"ALTER TABLE {schema}.{table} DISABLE ROW LEVEL SECURITY")
    answer = program(permitting, "colleague").ask("GET", "/follow-up-log?order=code")
    assert hidden["elsewhere"] in answer.text


def test_figures_of_other_units_stay_closed_too(hidden: dict[str, str], permitting: World) -> None:
    year = program(permitting, "auditor").ask("GET", "/article-92").json()
    mine = program(permitting, "elsewhere").ask("GET", "/article-92").json()
    assert [one["total"]["received"] for one in (year, mine)] == [3, 1]
