"""`lachan export`: a person of the association downloads an approved export on the machine itself.

Nobody exports as the operator: whoever asked signs in here as on the page, with password and second factor, and the
same handler decides, counts and records.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from pydantic import SecretStr

from api.door import OpenWork, new_token
from application.accounts import Secrets, WrongSignIn
from application.export import DownloadExport, SeeExports, download_export, see_exports
from application.sign_in import ProveSelf, WrongProof, prove_self
from domain.export import ExportFormat
from domain.kernel import DomainError, Refused

Works = Callable[[str | None], OpenWork]
"""Makes a work under a session's token, or under none."""
Opened = Callable[[], AbstractContextManager[Works]]
Who = Annotated[
    str, typer.Option("--as", help="Tên đăng nhập của người đã đề nghị / Who asked: the sign-in name.")
]
T = TypeVar("T")


class FileIsThere(Refused):
    """There is such a file already, or it cannot be made."""

    vi = "Không tạo được tệp này, hoặc đã có tệp cùng tên; hãy chọn chỗ khác."
    en = "This file cannot be made, or there is one of that name; choose another place."


def exports(opened: Opened) -> typer.Typer:
    """Return the commands about exports."""
    app = typer.Typer(help="Xuất dữ liệu đã được duyệt / Exports that were approved.", no_args_is_help=True)

    @app.command("list")
    def list_them(who: Who) -> None:
        """Liệt kê các đề nghị xuất / List the requests.

        Example: lachan export list --as minh.td
        """
        with opened() as works, Signed(works, who) as token:
            for row in once(works, token, lambda work: see_exports(SeeExports(), work)):
                typer.echo(
                    f"{row.export}\t{row.requested_at:%Y-%m-%d %H:%M}\t{row.stage.vi} / {row.stage.en}"
                )

    @app.command()
    def download(
        export: Annotated[UUID, typer.Argument(help="Mã lần xuất / The export.")],
        to: Annotated[Path, typer.Option(help="Tệp sẽ tạo / File to make.")],
        who: Who,
        format: Annotated[
            ExportFormat, typer.Option(help="xlsx, csv, csv_plain, jsonl.", parser=ExportFormat.parse)
        ] = (ExportFormat.XLSX),
    ) -> None:
        """Tải một lần xuất đã duyệt vào tệp chỉ bạn đọc được / Download an approved export into a file of your own.

        Example: lachan export download 6f1c… --as minh.td --to so.xlsx
        """
        if to.exists():
            raise FileIsThere
        wish = DownloadExport(export=export, format=format)
        with opened() as works, Signed(works, who) as token:
            built = once(works, token, lambda work: download_export(wish, work))
        keep_private(to, built.content)
        typer.echo(f"{to}: tệp có thông tin bí mật của trẻ em, hãy xóa khi xong việc.")
        typer.echo(f"{to}: the file holds secrets of children; delete it when the work is done.")

    return app


class Signed(AbstractContextManager[str]):
    """A session of one person for as long as the block lasts."""

    def __init__(self, works: Works, who: str) -> None:
        self._works, self._who = works, who

    def __enter__(self) -> str:
        password = typer.prompt("Mật khẩu / Password", hide_input=True, err=True)
        self._token, waits = once(self._works, None, lambda work: _sign_in(work, self._who, password))
        if waits:
            try:
                code = typer.prompt("Mã xác thực / Code", hide_input=True, err=True)
                self._token = once(self._works, self._token, lambda work: _prove(work, code))
            except BaseException:  # a wrong code or Ctrl-C leaves no session that waits for one
                self._end()
                raise
        return self._token

    def __exit__(self, *failure: object) -> None:
        self._end()

    def _end(self) -> None:
        def end(work: OpenWork) -> None:
            work.view(Secrets).end_session()  # type: ignore[type-abstract]

        once(self._works, self._token, end)


def _sign_in(work: OpenWork, who: str, password: str) -> tuple[str, bool]:
    secrets = work.view(Secrets)  # type: ignore[type-abstract]
    account = secrets.check(who, password)
    if account is None:
        work.commit(status=401)
        raise WrongSignIn
    token = new_token()
    return token, secrets.open_session(account, token)


def _prove(work: OpenWork, code: str) -> str:
    token = new_token()
    if not prove_self(ProveSelf(answer=SecretStr(code)), token, work):
        work.commit(status=401)
        raise WrongProof
    return token


def once(works: Works, token: str | None, act: Callable[[OpenWork], T]) -> T:
    """Do it in one work, committed at the end; a denial is recorded, as at the door."""
    with works(token) as work:
        try:
            done = act(work)
        except DomainError:
            work.record_denial()
            raise
        work.commit()
        return done


def keep_private(path: Path, content: Iterable[bytes]) -> None:
    """Make a file that its owner alone reads.

    Raises:
        FileIsThere: It cannot be made, or is there.
    """
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.writelines(content)
    except OSError:
        raise FileIsThere from None
