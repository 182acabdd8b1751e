"""The command line: `lachan serve`, `demo`, `views`, `accounts` …; the work is done by the inner rooms."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Annotated

import typer

from api.cli_audit import AS_GIVEN, audit_commands, witness
from api.cli_backup import backup_commands
from api.cli_keys import finish_erasures, key_commands, match_commands, tell_once
from api.cli_processes import (
    REFUSED,
    follow,
    follower_of,
    prepared,
    run_plainly,
    run_until_told,
    serve_pages,
    sign,
    signer_of,
    termination_as_interrupt,
    web,
)
from api.cli_trail import trail_commands
from api.door import OpenWork
from api.operator import accounts, units
from api.operator_export import Works, exports
from api.operator_handover import handovers
from api.operator_import import importing
from api.operator_numbers import numbers
from infrastructure.home import only_one
from infrastructure.logging import start_logging
from infrastructure.postgres import Database, migrate, open_database
from infrastructure.refusal import CannotStart
from infrastructure.settings import Settings, explained
from infrastructure.supervisor import Child, Supervisor, listen

app = typer.Typer(
    name="lachan",
    help="Lá Chắn: quản lý vụ việc bảo vệ trẻ em / case management for the protection of children.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run a command."""
    start_logging("info")
    run_plainly(app)


@app.command()
def serve() -> None:
    """Khởi động mọi thứ: cơ sở dữ liệu, trang, API / Start everything: database, pages, API.

    Example: lachan serve
    """
    settings = prepared()
    with (
        termination_as_interrupt(),
        only_one(settings.home),
        listen(settings.host, settings.port) as shared,
    ):
        database = open_database(settings)
        try:
            raise SystemExit(_serve(settings, shared, database))
        except KeyboardInterrupt:
            raise SystemExit(0) from None
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            database.stop()


def _serve(settings: Settings, shared: socket.socket, database: Database) -> int:
    from api.main import FIRST_SIGN_IN, counted, first_start, program
    from infrastructure.metrics import metrics_of
    from infrastructure.upkeep import make_views

    behind: dict[str, Callable[[], object]] = {
        "follower": lambda: run_until_told(follower_of(database)),
        "signer": lambda: run_until_told(signer_of(settings, database)),
    }
    if settings.metrics_port is not None:
        behind["metrics"] = metrics_of(settings, database)
    migrate(database)
    make_views(database)
    password = first_start(database, settings)
    finish_erasures(database, settings)
    tell_once(database, settings)
    if password is not None:
        _say(
            f"Quản trị viên: {FIRST_SIGN_IN}, mật khẩu dùng một lần (chỉ in lần này): {password}",
            f"Administrator: {FIRST_SIGN_IN}, one-time password (printed only now): {password}",
        )
    application = program(settings)
    web = {
        f"web-{number}": lambda: serve_pages(counted(application), shared)
        for number in range(1, settings.workers + 1)
    }
    supervisor = Supervisor(database, _children(web), _children(behind))
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - compared, not bound
    shown = f"[{host}]" if ":" in host else host
    return supervisor.run((host, settings.port), lambda: _say(f"Lá Chắn: http://{shown}:{settings.port}"))


def _children(named: Mapping[str, Callable[[], object]]) -> list[Child]:
    return [Child(name, partial(run_plainly, does)) for name, does in named.items()]


for process in (web, follow, sign):
    app.command()(process)


@app.command(name="migrate")
def migrate_database(
    new_passwords: Annotated[
        bool, typer.Option(help="Cấp mật khẩu mới cho vai trò thiếu mật khẩu / New passwords where missing.")
    ] = False,
) -> None:
    """Đưa cơ sở dữ liệu lên phiên bản này / Bring the database up to this version.

    Example: lachan migrate
    """
    with termination_as_interrupt():
        database = open_database(prepared(), renew_passwords=new_passwords)
        try:
            done = migrate(database)
        finally:
            database.stop()
    _say(*(done or ("Không có gì phải làm. / Nothing to do.",)))


@app.command()
def demo(
    seed: Annotated[
        int, typer.Option(help="Cùng số thì cùng dữ liệu / The same number gives the same year.")
    ] = 2025,
    scale: Annotated[float, typer.Option(min=0.01, max=10, help="Phần của một năm / Share of a year.")] = 1.0,
    to_events: Annotated[
        int,
        typer.Option(
            "--grow",
            min=0,
            help="Chép ra mười năm, đến số sự kiện này / Copies over ten years, to so many events.",
        ),
    ] = 0,
) -> None:
    """Nạp một năm giả lập vào bản cài trống / Load a fictional year into an empty installation.

    Example: LACHAN_HOME=./var-demo lachan demo --scale 0.1 --grow 1000000
    """
    from api.demo import show_demo, show_growth
    from infrastructure.demo import open_stage
    from infrastructure.growing import grow

    settings = prepared()
    start_logging("warning")
    with termination_as_interrupt(), only_one(settings.home):
        database = open_database(settings)
        try:
            migrate(database)
            with open_stage(database, settings, seed) as stage:
                show_demo(stage, seed, scale)
                if to_events:
                    show_growth(to_events, lambda tell: grow(stage, database, to_events, tell))
        finally:
            database.stop()


@contextmanager
def opened_database() -> Iterator[tuple[Database, Settings]]:
    """Open the database for one command of an operator, whether `lachan serve` runs or not."""
    settings = prepared()
    start_logging("warning")
    with termination_as_interrupt():
        database = open_database(settings)
        try:
            migrate(database)
            yield database, settings
        finally:
            database.stop()


@contextmanager
def operator_work() -> Iterator[OpenWork]:
    """Open one work for the operator."""
    from infrastructure.house import open_house
    from infrastructure.work import Caller, PgWork

    with (
        opened_database() as (database, settings),
        open_house(database, settings, connections=1) as house,
        PgWork(house, Caller(system="cli")) as work,
    ):
        yield work


@contextmanager
def personal_works() -> Iterator[Works]:
    """Open works for a person who signs in at the command line."""
    from infrastructure.house import open_house
    from infrastructure.work import Caller, PgWork

    with (
        opened_database() as (database, settings),
        open_house(database, settings, connections=1) as house,
    ):
        yield lambda token: PgWork(house, Caller(token=token, device="lachan"))


app.add_typer(accounts(operator_work), name="accounts")
app.add_typer(exports(personal_works), name="export")
app.command(name="import")(importing(personal_works))
app.add_typer(units(operator_work), name="units")
app.add_typer(numbers(operator_work), name="numbers")
app.add_typer(handovers(operator_work), name="handover")
app.add_typer(trail_commands(opened_database), name="trail")
app.add_typer(audit_commands(opened_database), name="audit")
app.command(name="witness", add_help_option=False, context_settings=AS_GIVEN)(witness)
views = typer.Typer(help="Bảng nhìn dựng từ sổ sự kiện / Views folded from the log.", no_args_is_help=True)
app.add_typer(views, name="views")
app.add_typer(match_commands(opened_database), name="matches")
app.add_typer(key_commands(opened_database, prepared), name="keys")
backup_commands(app, prepared)


@views.command(name="compare")
def compare_views() -> None:
    """So bảng nhìn với sổ sự kiện / Compare the views with the log; exit code 1 when a row differs.

    Example: lachan views compare
    """
    from application.view_differences import Asker
    from infrastructure import matches
    from infrastructure.comparing import compare_on_record
    from infrastructure.house import open_keys
    from infrastructure.upkeep import make_views

    with opened_database() as (database, settings):
        make_views(database)
        keys = open_keys(settings, database.app_dsn)
        with_keys = matches.compare(database.app_dsn, keys)
        keys.close()
        found = compare_on_record(database.follower_dsn, Asker.OPERATOR, with_keys)
    for one in found:
        _say(f"{one.table}: {one.rows} dòng / rows, {one.only_live + one.only_rebuilt} khác / different")
        _say(
            *(
                f"  {row.side}: {' '.join(f'{a}={b}' for a, b in row.key)} {' '.join(row.columns)}"
                for row in one.named
            )
        )
    if any(one.only_live or one.only_rebuilt for one in found):
        raise SystemExit(REFUSED)


@views.command(name="rebuild")
def rebuild_them(
    names: Annotated[
        list[str] | None, typer.Argument(help="Tên bảng nhìn; không có thì tất cả / All if none.")
    ] = None,
) -> None:
    """Dựng lại bảng nhìn / Fold the views anew.

    Example: lachan views rebuild counselling
    """
    from infrastructure.upkeep import rebuild_views

    with opened_database() as (database, _):
        for name, events in rebuild_views(database, names or ()):
            _say(f"{name}: {events} sự kiện / events")


@app.command()
def doctor(
    full: Annotated[
        bool, typer.Option(help="Tính lại lá của mọi sự kiện / Compute the leaf of every event again.")
    ] = False,
) -> None:
    """In cài đặt, kiểm tra đĩa, đồng hồ, vai trò, độ trễ, sổ, khoá / Settings; disk, clock, roles, lag, log, keys.

    Mã thoát 1 khi có điều gì sai / Exit code 1 when something is wrong.

    Example: lachan doctor --full
    """
    from infrastructure.checkup import checkup

    try:
        settings = prepared()
    except CannotStart:
        _print_settings(Settings.model_construct())
        raise
    _print_settings(settings)
    found = list(checkup(settings, full=full))
    for one in found:
        _say(f"{'SAI / WRONG' if one.is_wrong else 'ok'}: {one.vi} / {one.en}")
    if any(one.is_wrong for one in found):
        raise SystemExit(REFUSED)
    _say("Mọi thứ đều tốt. / All is well.")


def _print_settings(settings: Settings) -> None:
    for one in explained(settings):
        origin = "mặc định / default" if one.is_default else "đã đặt / set"
        _say(f"{one.name} = {one.value}   [{one.setting.unit}; {origin}]")
        _say(f"    {one.setting.vi}", f"    {one.setting.en}")


def _say(*lines: str) -> None:
    for line in lines:
        typer.echo(line)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
