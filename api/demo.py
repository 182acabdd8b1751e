"""`lachan demo` on the screen: progress, counts and the sign-ins of the fictional year."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from pydantic import SecretStr
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from application.demo import DemoYear, Stage, Tally, load, sign_ins


def show_demo(stage: Stage, seed: int, scale: float) -> None:
    """Play the year with its progress shown, then print what it came to and who can sign in."""
    console = Console()
    year = DemoYear(seed=seed, password=SecretStr(_password()), scale=scale)
    started = time.monotonic()
    with Progress(
        TextColumn("Năm 2025 giả lập / fictional year 2025"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=console,
    ) as progress:
        task = progress.add_task("", total=1.0)
        tally = load(year, stage, lambda share: progress.update(task, completed=share))
        progress.update(task, completed=1.0)
    _print_counts(console, tally, time.monotonic() - started)
    _print_sign_ins(console, year)


def show_growth(wanted: int, grown: Callable[[Callable[[int], None]], int]) -> None:
    """Show how the year's copies are appended, and how many events the log holds then."""
    console = Console()
    started = time.monotonic()
    with Progress(
        TextColumn("Chép ra mười năm / copies over ten years"),
        BarColumn(),
        TextColumn("{task.completed:,} / {task.total:,}"),
        TimeElapsedColumn(),
        console=console,
    ) as progress:
        task = progress.add_task("", total=wanted)
        there = grown(lambda events: progress.update(task, completed=events))
    table = Table(box=None, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_row("Sự kiện / Events", f"{there:,}")
    table.add_row("Giây / Seconds", f"{time.monotonic() - started:.1f}")
    console.print(table)


def _password() -> str:
    """Return a password that is easy to type; every invented person of this installation has it."""
    return f"gia-lap-{secrets.token_hex(4)}"


def _print_counts(console: Console, tally: Tally, seconds: float) -> None:
    table = Table(box=None, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for vi, en, number in tally.lines():
        table.add_row(f"{vi} / {en}", str(number))
    table.add_row("Sự kiện / Events", str(tally.events))
    table.add_row("Giây / Seconds", f"{seconds:.1f}")
    console.print(table)


def _print_sign_ins(console: Console, year: DemoYear) -> None:
    table = Table(title="Đăng nhập dùng thử / Demo sign-ins", title_justify="left")
    for heading in ("Tên đăng nhập / Sign-in", "Họ tên / Name", "Vai trò / Roles", "Đơn vị / Unit"):
        table.add_column(heading, overflow="fold")
    for one in sign_ins():
        table.add_row(one.sign_in, one.name, ", ".join(role.vi for role in one.roles), one.unit_code)
    console.print(table)
    console.print(
        "Mọi người, mọi sự việc trong bản cài này đều là giả lập, mãi mãi.\n"
        "Every person and every event in this installation is invented, for ever.\n"
        "Chạy «make run» để mở trang. / Run “make run” to open the pages.\n"
        f"Mật khẩu chung / Password of all: {year.password.get_secret_value()}",
        highlight=False,
    )
