"""Every role × route × relation × scope of the tables in `matrix/tables`, asked of the running application.

The tables are the bar; `matrix/rules.py` says where their cells come from. Unsafe requests run to their commit, which
is then undone, so no cell spoils another. Source: SECURITY, bar Z-4 (all cells written down, executed, 0 deviations).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from argon2 import PasswordHasher
from structlog.testing import capture_logs

from api.main import app_of
from api.routes import api_routers, page_routers
from application import access, tokens
from application.access import Action
from application.referral import ReadOpinion
from domain.account import Role, TokenScope
from infrastructure import accounts
from tests.access.matrix import content, scopes
from tests.access.matrix.association import Seeded
from tests.access.matrix.columns import COLUMNS, ROWS
from tests.access.matrix.people import PAIRS, given, of_pair, of_the_top
from tests.access.matrix.running import Cell, Deviation, deviations, texts
from tests.access.matrix.seeded import seeded
from tests.access.matrix.table import SUBJECTS, TABLES, WAYS, text, written
from tests.conftest import Cluster
from tests.journeys.settled import CHEAP

EVERY = 84
"""`make test` asks one cell in so many of each route; `make test-security` asks all."""
FEWER = 130
"""The same for people with two roles and for the supervisor of the association's own unit."""
SOME = 20
"""And for scopes of tokens."""
OF_THE_SERVER = {"GET /api/v1/openapi.json", "GET /healthz", "GET /readyz", "GET /static/app.css"}
"""What no router of ours has; one file stands for all that is mounted."""


@pytest.fixture(scope="module")
def made(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    with pytest.MonkeyPatch.context() as patched, capture_logs():
        patched.setattr(accounts, "HASHER", PasswordHasher(**CHEAP))
        with seeded(cluster, tmp_path_factory.mktemp("matrix")) as found:
            yield found


def cells() -> list[Cell]:
    return [Cell(WAYS[route], role, column, code) for (route, role, column), code in written().items()]


def share() -> list[Cell]:
    """Some cells of each route, always the same."""
    by_route: dict[str, list[Cell]] = {}
    for cell in cells():
        by_route.setdefault(cell.way.name, []).append(cell)
    chosen = (sorted(some, key=_drawn)[: -(-len(some) // EVERY)] for some in by_route.values())
    return [cell for some in chosen for cell in some]


def _drawn(cell: Cell) -> str:
    return sha256(f"{cell.way.name} {cell.role} {cell.column}".encode()).hexdigest()


def asked(made: Seeded, some: list[Cell]) -> list[Deviation]:
    """Ask these cells; afterwards the association must be as it was."""
    before = _counted(made)
    found = deviations(made, some)
    assert _counted(made) == before
    return found


def _counted(made: Seeded) -> list[Any]:
    tables = (
        "es.events",
        "trail.entries",
        "auth.sessions",
        "auth.tokens",
        "auth.factors",
        "facts.assignments",
    )
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    row = made.owner.execute(f"SELECT {counts}").fetchone()
    assert row is not None
    return list(row)


def test_every_route_has_its_table_and_no_table_is_left_over() -> None:
    routes = [route for router in (*api_routers(), *page_routers()) for route in router.routes]
    names = [f"{method} {route.path}" for route in routes for method in route.methods]  # type: ignore[attr-defined]
    assert sorted(names) == sorted(set(WAYS) - OF_THE_SERVER)
    mounted = {getattr(route, "path", "") for route in app_of(_never).routes}
    assert mounted - {""} == {"/api/v1/openapi.json", "/healthz", "/readyz", "/static"}
    assert {route for route, _, _ in written()} == set(WAYS)


def _never() -> Any:
    raise AssertionError("nothing is opened")


def test_every_cell_of_a_route_is_written_down() -> None:
    whole = {
        (name, role, column) for name, way in WAYS.items() for role in ROWS for column in COLUMNS[way.kind]
    }
    assert set(written()) == whole


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_tables_say_what_the_rules_say(subject: str) -> None:
    """After a wanted change: `python -m tests.access.matrix`, then read `git diff`."""
    assert (TABLES / f"{subject}.txt").read_text() == text(SUBJECTS[subject])


def test_each_route_says_yes_to_somebody() -> None:
    """So its content is valid, and a "no" elsewhere is about who asks."""
    said = {(route, code) for (route, _, _), code in written().items()}
    assert [way.name for way in WAYS.values() if (way.name, str(way.ok)) not in said] == []


def test_a_share_of_the_matrix_is_as_it_is_written_down(made: Seeded) -> None:
    found = asked(made, share())
    assert found == [], "\n".join(map(str, found))


@pytest.mark.security
def test_the_whole_matrix_is_as_it_is_written_down(made: Seeded) -> None:
    whole, begun = cells(), time.monotonic()
    found = asked(made, whole)
    took = f"{time.monotonic() - begun:.0f} s"
    print(
        f"\nZ-4: {len(whole)} cells of {len(WAYS)} routes, {len(ROWS)} rows: {len(found)} deviations ({took})"
    )
    assert found == [], "\n".join(map(str, found))


@pytest.mark.security
def test_the_control_with_an_auditor_who_may_note_is_noticed(
    made: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = access.BY_ROLE[Action.ADD_TO_CASE] | {Role.AUDITOR}
    monkeypatch.setitem(access.BY_ROLE, Action.ADD_TO_CASE, planted)
    some = [
        cell for cell in cells() if cell.role == Role.AUDITOR and cell.way.path.startswith("/api/v1/cases")
    ]
    found = deviations(made, some)
    print(f"\nZ-4 control: an auditor who may note makes {len(found)} of {len(some)} cells deviate")
    assert {one.cell.way.name for one in found} == {
        "POST /api/v1/cases/{case_id}/notes",
        "POST /api/v1/cases/{case_id}/answers",
        "POST /api/v1/cases/{case_id}/next-step",
        "DELETE /api/v1/cases/{case_id}/next-step",
    }


# -- people with two roles, the supervisor of the association's own unit (rule: decision 0020) --------------------


def of_people(made: Seeded, every: int = 1) -> tuple[int, list[Deviation]]:
    """Ask one cell in so many; return how many were asked and which deviate."""
    count, found = 0, list[Deviation]()
    for pair in PAIRS:
        some = _some(of_pair(pair, written()), every)
        with given(made, pair):
            count, found = count + len(some), found + deviations(made, some)
    return count, found


def _some(cells: list[Cell], every: int) -> list[Cell]:
    return sorted(cells, key=_drawn)[::every]


def test_a_share_of_two_roles_and_of_the_top_is_as_the_rule_says(made: Seeded) -> None:
    count, found = of_people(made, FEWER)
    top = _some(of_the_top(written()), FEWER)
    assert count > 100
    assert found + deviations(made, top) == []


@pytest.mark.security
def test_everyone_with_two_roles_gets_what_the_rule_says(made: Seeded) -> None:
    count, found = of_people(made)
    print(f"\nZ-4: {count} cells of {len(PAIRS)} pairs of roles: {len(found)} deviations")
    assert found == [], "\n".join(map(str, found))


@pytest.mark.security
def test_the_supervisor_of_the_association_gets_what_the_rule_says(made: Seeded) -> None:
    cells = of_the_top(written())
    found = deviations(made, cells)
    print(
        f"\nZ-4: {len(cells)} cells of the supervisor of the association's own unit: {len(found)} deviations"
    )
    assert found == [], "\n".join(map(str, found))


def test_the_control_with_a_right_that_two_roles_gain_is_noticed(
    made: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: an auditor who may propose a term."""
    planted = access.BY_ROLE[Action.PROPOSE_POLICY] | {Role.AUDITOR}
    monkeypatch.setitem(access.BY_ROLE, Action.PROPOSE_POLICY, planted)
    pair = (Role.REVIEWER, Role.AUDITOR)
    some = [cell for cell in of_pair(pair, written()) if cell.way.path == "/api/v1/retention-rules"]
    with given(made, pair):
        found = deviations(made, some)
    assert {one.cell.way.method for one in found} == {"POST"}


# -- programs: each scope of a token against each route of the API ----------------------------------------


def test_a_share_of_the_scopes_opens_what_is_written_down(made: Seeded) -> None:
    found = deviations(made, sorted(scopes.cells(made, written()), key=_drawn)[::SOME])
    assert found == [], "\n".join(map(str, found))


def test_every_route_of_a_scope_is_a_route() -> None:
    names = {f"{way.method} {way.path.removeprefix('/api/v1')}" for way in scopes.routes()}
    assert scopes.WITH_ANY | scopes.WRITES_WHAT_IS_SEEN | frozenset().union(*scopes.OPENS.values()) <= names


@pytest.mark.security
def test_every_scope_opens_what_is_written_down_and_nothing_else(made: Seeded) -> None:
    some = scopes.cells(made, written())
    found = deviations(made, some)
    asked_of = f"{len(scopes.routes())} routes and {len(TokenScope)} scopes"
    print(f"\nZ-4: {len(some)} cells of {asked_of}: {len(found)} deviations")
    assert found == [], "\n".join(map(str, found))


def test_the_control_with_a_scope_that_opens_more_is_noticed(
    made: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = tokens.SCOPES[TokenScope.READ_LOG] | {Action.ADD_TO_CASE}
    monkeypatch.setitem(tokens.SCOPES, TokenScope.READ_LOG, planted)
    some = [cell for cell in scopes.cells(made, written()) if cell.way.path.endswith("/notes")]
    assert [one.cell.who.endswith("+read_log") for one in deviations(made, some)] == [True]


def test_the_control_with_an_opinion_noted_as_read_by_reading_alone_is_noticed(
    made: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ReadOpinion, "ACTION", Action.OPEN_REFERRAL)
    some = [cell for cell in scopes.cells(made, written()) if cell.way.path.endswith("/reading")]
    assert [one.cell.who.endswith("+read_cases") for one in deviations(made, some)] == [True]


# -- what a yes holds ------------------------------------------------------------------------------------------------


def yes_cells() -> list[Cell]:
    """Every cell in which a page or an answer is shown."""
    return [cell for cell in cells() if cell.way.method == "GET" and cell.expected == str(cell.way.ok)]


def too_much(made: Seeded, some: list[Cell]) -> tuple[set[tuple[str, str]], list[str]]:
    """Return the classes seen, by path, and what stands where it may not."""
    seen, found = set[tuple[str, str]](), list[str]()
    for cell, answer in texts(made, some):
        holds = content.found_in(answer)
        seen |= {(cell.way.path, name) for name in holds}
        for name in sorted(holds - content.may_hold(cell.way.path, cell.role, cell.column)):
            found.append(f"{cell.way.name}: {cell.role}/{cell.column} shows {name}")
    return seen, found


def test_a_share_of_the_answers_holds_no_more_than_is_written_down(made: Seeded) -> None:
    _, found = too_much(made, sorted(yes_cells(), key=_drawn)[::SOME])
    assert found == []


@pytest.mark.security
def test_every_answer_holds_no_more_than_is_written_down(made: Seeded) -> None:
    some = yes_cells()
    seen, found = too_much(made, some)
    print(f"\nZ-4: {len(some)} answers, {len(content.MARKS)} classes of fields: {len(found)} deviations")
    assert {name for _, name in seen} == set(content.MARKS)
    assert found == [], "\n".join(found)


def test_the_control_with_health_shown_to_a_colleague_is_noticed(
    made: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "CLOSELY_HELD", frozenset())
    some = [cell for cell in yes_cells() if cell.role == Role.COUNSELLOR and cell.column == "own"]
    _, found = too_much(made, [cell for cell in some if cell.way.path.startswith("/api/v1/")])
    assert sorted(found) == [
        "GET /api/v1/cases/{case_id}/cells: counsellor/own shows health",
        "GET /api/v1/cases/{case_id}/cells: counsellor/own shows reporter_identity",
        "GET /api/v1/cases/{case_id}/documents/mau-01.{kind}: counsellor/own shows reporter_identity",
        "GET /api/v1/cases/{case_id}/past: counsellor/own shows health",
        "GET /api/v1/cases/{case_id}/past: counsellor/own shows reporter_identity",
        "GET /api/v1/cases/{case_id}/two-lines: counsellor/own shows health",
        "GET /api/v1/cases/{case_id}/two-lines: counsellor/own shows reporter_identity",
        "GET /api/v1/cases/{case_id}: counsellor/own shows health",
        "GET /api/v1/cases/{case_id}: counsellor/own shows reporter_identity",
        "GET /api/v1/consultations/{matter_id}: counsellor/own shows health",
    ]
