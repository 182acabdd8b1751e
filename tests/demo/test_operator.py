"""Commands of an operator: accounts, units, views, and `lachan demo` itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from api.cli import app as cli
from api.door import OpenWork
from api.operator import NoSuchUnit, accounts, units
from api.operator_numbers import NotADutyNumber, numbers
from application.accounts import Secrets
from application.units import Units
from domain.account import NoFactor
from infrastructure.house import open_house
from infrastructure.postgres import Database
from infrastructure.settings import Settings
from infrastructure.work import Caller, PgWork
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
    assert run.invoke(founding, ["found", "HT", "Hội tỉnh", "--level", "province"]).exit_code == 0
    assert (
        run.invoke(
            founding,
            ["found", "XA", "Hội xã", "--area", "07288", "--parent", "HT", "--founded-on", "2025-07-01"],
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
    roles = ["roles", "lan", "--role", "supervisor", "--role", "counsellor", "--unit", "HT"]
    assert run.invoke(app, roles).exit_code == 0
    assert (
        "lan\tNguyễn Thị Lan\tNgười phụ trách chuyên môn, Tư vấn viên\tHội tỉnh"
        in run.invoke(app, ["list"]).output
    )
    assert run.invoke(app, ["roles", "lan", "--role", "counsellor"]).exit_code == 0
    assert "lan\tNguyễn Thị Lan\tTư vấn viên\tHội tỉnh" in run.invoke(app, ["list"]).output
    assert password[0] not in run.invoke(app, ["reset", "lan"]).output
    assert isinstance(run.invoke(app, ["reset-factor", "lan"]).exception, NoFactor)
    assert run.invoke(app, ["close", "lan"]).exit_code == 0
    assert "đã đóng" in run.invoke(app, ["list"]).output


def test_units_move_and_end(database: Database, tmp_path: Path) -> None:
    app = units(lambda: work_of(database, tmp_path))

    def done(*arguments: str) -> str:
        found = run.invoke(app, list(arguments))
        assert found.exit_code == 0, found.output
        return found.output

    for code, more in (("HT", ()), ("X1", ("--parent", "HT")), ("X2", ("--parent", "HT"))):
        done("found", code, f"Hội {code}", "--founded-on", "2015-01-01", *more)
    done("move", "X2", "--parent", "X1", "--effective-on", "2026-01-01")
    done("end", "X1", "--successor", "HT", "--ended-on", "2026-06-30")
    assert "X1\tHội X1\tHội, chi hội cấp xã (đến / until 2026-06-30)" in done("list")
    with work_of(database, tmp_path) as work:
        rows = {row.code: row for row in work.view(Units).all()}  # type: ignore[type-abstract]
    assert rows["X2"].parent == rows["HT"].unit, "what lay below goes under the successor"
    assert rows["X1"].successor == rows["HT"].unit
    assert isinstance(run.invoke(app, ["end", "X1", "--successor", "HT"]).exception, NoSuchUnit)
    wrong_area = ["found", "X3", "Hội X3", "--area", "99999"]
    assert isinstance(run.invoke(app, wrong_area).exception, NoSuchUnit)


def test_duty_numbers_are_listed_and_withdrawn(database: Database, tmp_path: Path) -> None:
    app = numbers(lambda: work_of(database, tmp_path))
    added = run.invoke(app, ["add", "07288", "0204 000 00 12", "--body", "police", "--since", "2025-07-01"])
    assert added.exit_code == 0, added.output
    entry = added.output.split()[-1]
    assert (
        f"{entry}\t07288\tXã Yên Thế\tCông an (trực ban)\t0204 000 00 12" in run.invoke(app, ["list"]).output
    )
    assert run.invoke(app, ["withdraw", "07288", entry, "--last-day", "2026-06-30"]).exit_code == 0
    assert "2025-07-01 – 2026-06-30" in run.invoke(app, ["list"]).output
    for arguments in (["add", "07288", "12345"], ["add", "99999", "111"], ["withdraw", "99999", entry]):
        assert isinstance(run.invoke(app, arguments).exception, NotADutyNumber)


def test_every_command_has_an_example_in_its_help() -> None:
    """Walked as the operator sees it: each command and each group of commands."""
    group = get_command(cli)
    assert isinstance(group, TyperGroup)
    for name, command in commands_of(group):
        assert re.search(r"^Example: .*\blachan ", command.help or "", re.M), name


def commands_of(group: TyperGroup, above: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands_of(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


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
