"""An operator moves the work of someone who left: codes and ids only, through the handler of the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from typer.testing import CliRunner, Result

from api.door import OpenWork
from api.operator import NoSuchAccount
from api.operator_handover import NotKept, handovers
from application.case_steps import open_steps
from application.handover import CannotKeep, NotACounsellor
from domain.child_case import ChildCase
from infrastructure.work import Caller, PgWork
from tests.api.given import program
from tests.journeys.acts import acting, followed, taken_in
from tests.journeys.test_handover import _counselled, _planned, _waiting, account_closed
from tests.journeys.world import World


def _operator(world: World, *arguments: str) -> Result:
    @contextmanager
    def opened() -> Iterator[OpenWork]:
        with PgWork(world.house, Caller(system="cli")) as work:
            yield work

    done = CliRunner().invoke(handovers(opened), list(arguments))
    followed(world)
    return done


def test_an_operator_hands_over_the_work_of_who_left(world: World) -> None:
    first, second = taken_in(world, "Hà Thị Sen"), taken_in(world, "Hà Văn Núi")
    _planned(world, first)
    matter = _counselled(world, None)
    taken_in(world, "Hà Văn Suối", who="colleague")
    account_closed(world, "counsellor")
    codes = {_code(world, one): one for one in (first, second)}
    listed = _operator(world, "list", "counsellor").output
    assert {line.split("\t")[0] for line in listed.splitlines()} == {*codes, str(matter)}
    assert "Sen" not in listed and "Núi" not in listed
    given = _operator(world, "give", "counsellor", "colleague", "--reason", "Nghỉ việc")
    assert given.output.endswith("Đã giao 3. / 3 handed over.\n")
    assert _operator(world, "list", "counsellor").output == ""
    assert _waiting(world, "supervisor") == {}
    with acting(world, "colleague") as work:
        assert work.read(ChildCase, first).counsellor == world.accounts["colleague"]
        assert [step.responsible for step in open_steps(work.history(first))] == [world.accounts["colleague"]]
    page = world.sign_in("colleague").get(f"/ho-so/{first}").text
    assert "Nghỉ việc" in page


def test_an_operator_hands_over_one_case_by_its_code(world: World) -> None:
    first, second = taken_in(world, "Hà Thị Sen"), taken_in(world, "Hà Văn Núi")
    code = _code(world, first).lower()
    assert _operator(world, "give", "counsellor", "colleague", "--only", code).exit_code == 0
    with acting(world, "supervisor") as work:
        assert work.read(ChildCase, first).counsellor == world.accounts["colleague"]
        assert work.read(ChildCase, second).counsellor == world.accounts["counsellor"]


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (("counsellor", "auditor"), NotACounsellor),
        (("counsellor", "nobody"), NoSuchAccount),
        (("colleague", "counsellor"), NotKept),
        (("counsellor", "colleague", "--only", "HT.TN.9999.2031"), NotKept),
    ],
)
def test_an_operator_is_refused_and_nothing_moves(
    world: World, arguments: tuple[str, ...], refusal: type[Exception]
) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    assert isinstance(_operator(world, "give", *arguments).exception, refusal)
    with acting(world, "supervisor") as work:
        assert work.read(ChildCase, case_id).counsellor == world.accounts["counsellor"]


def test_nothing_is_handed_to_whoever_could_not_open_it(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    supervisor, colleague = world.sign_in("supervisor"), world.accounts["colleague"]
    program(world, "colleague").ask(
        "POST", "/interests", {"code": _code(world, case_id), "declaration": {"interest": "relative"}}
    )
    assert str(colleague) not in supervisor.get(f"/ho-so/{case_id}/ban-giao").text
    assert isinstance(_operator(world, "give", "counsellor", "colleague").exception, CannotKeep)
    with acting(world, "supervisor") as work:
        assert work.read(ChildCase, case_id).counsellor == world.accounts["counsellor"]


def _code(world: World, case_id: UUID) -> str:
    with world.system() as work:
        row = work.connection.execute(
            "SELECT code FROM facts.records WHERE record = %s", (case_id,)
        ).fetchone()
    assert row is not None
    return str(row[0])
