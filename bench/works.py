"""A whole command, and reading with and without its entry in the access log."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from application.child_case import AddNote, OpenCase, add_note, open_case
from bench.measure import Figure, Once, in_turn, rate
from domain.account import Role
from infrastructure.follower import Follower
from tests.ledger.given import Town

NOTE = "Đã gọi cho cô giáo chủ nhiệm; cháu đi học đều, chưa thấy dấu hiệu mới. Hẹn gọi lại tuần sau."


def noting(town: Town) -> Callable[[int], Once]:
    """Each thread follows a case of its own; a fresh one each round, so that histories stay short."""

    def maker(_: int) -> Once:
        case = town.case()

        def once() -> None:
            with town.work(Role.COUNSELLOR, key=uuid4().hex) as work:
                add_note(AddNote(case_id=case, note=NOTE), work)
                work.commit(status=201, location="/")

        return once

    return maker


def reading(town: Town, *, logged: bool) -> Callable[[int], Once]:
    def maker(_: int) -> Once:
        case = town.case()
        Follower(town.database.follower_dsn).catch_up()

        def once() -> None:
            with town.work(Role.COUNSELLOR) as work:
                open_case(OpenCase(case_id=case), work)
                if logged:
                    work.commit()

        return once

    return maker


def measured(town: Town, raw: Callable[[int], Once]) -> dict[str, Figure]:
    """Return works a second and raw commits a second, from the same number of threads."""
    return in_turn(
        {
            "work": lambda: rate(noting(town), each=25),
            "raw insert": lambda: rate(raw),
            "read, logged": lambda: rate(reading(town, logged=True), each=25),
            "read, not logged": lambda: rate(reading(town, logged=False), each=25),
        }
    )
