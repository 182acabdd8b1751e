"""Commands of an operator about handing over (*bàn giao*): codes and ids only, nothing of a record is opened."""

from __future__ import annotations

from typing import Annotated

import typer

from api.door import OpenWork
from api.operator import Opened, account_named
from application.handover import AssignCase, AssignMatter, HandOvers, Kept, assign_case, assign_matter
from domain.kernel import Refused

Of = Annotated[str, typer.Argument(help="Tên đăng nhập của người đang theo dõi / Who answers until now.")]


class NotKept(Refused):
    """This person answers for no such open case or consultation."""

    vi = "Người này không theo dõi hồ sơ hay vụ tư vấn nào như vậy; xem «lachan handover list»."
    en = "This person answers for no such case or consultation; see “lachan handover list”."


def handovers(opened: Opened) -> typer.Typer:
    """Return the commands about handing over."""
    app = typer.Typer(
        help="Bàn giao việc của người đã nghỉ / Hand over the work of who left.", no_args_is_help=True
    )

    @app.command("list")
    def list_kept(of: Of) -> None:
        """Liệt kê hồ sơ, vụ tư vấn mà một người đang theo dõi / List what somebody answers for.

        Example: lachan handover list lan.nt
        """
        with opened() as work:
            for one in _kept(work, of):
                typer.echo(f"{one.name}\t{one.due_on or ''}".rstrip())

    @app.command()
    def give(
        of: Of,
        to: Annotated[str, typer.Argument(help="Tên đăng nhập của người nhận / Who answers from now on.")],
        only: Annotated[
            list[str] | None,
            typer.Option(
                help="Chỉ mã hồ sơ này, có thể lặp lại / Only this file code or id; may be repeated."
            ),
        ] = None,
        reason: Annotated[
            str, typer.Option(help="Lý do; không ghi tên ai / Reason; name nobody, shells keep a history.")
        ] = "",
    ) -> None:
        """Giao tất cả, hoặc từng hồ sơ, cho người khác, cùng việc đang hẹn / Hand all of it, or some, to somebody else.

        Example: lachan handover give lan.nt hung.tv --only HT.TN.0001.2026
        """
        with opened() as work:
            kept = _chosen(_kept(work, of), only or [])
            counsellor = account_named(work, to).account
            for one in kept:
                if one.is_case:
                    assign_case(AssignCase(case_id=one.record, counsellor=counsellor, reason=reason), work)
                else:
                    assign_matter(
                        AssignMatter(matter_id=one.record, counsellor=counsellor, reason=reason), work
                    )
            work.commit()
        typer.echo(f"Đã giao {len(kept)}. / {len(kept)} handed over.")

    return app


def _kept(work: OpenWork, of: str) -> tuple[Kept, ...]:
    return tuple(work.view(HandOvers).kept_by(account_named(work, of).account))  # type: ignore[type-abstract]


def _chosen(kept: tuple[Kept, ...], only: list[str]) -> tuple[Kept, ...]:
    wanted = {name.strip().upper() for name in only}
    chosen = tuple(one for one in kept if not wanted or one.name.upper() in wanted)
    if not chosen or len(chosen) < len(wanted):
        raise NotKept
    return chosen
