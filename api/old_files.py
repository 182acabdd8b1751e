"""Files of old logs as they come to the door: kept in memory alone, and carried by the form that asks again."""

from __future__ import annotations

import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable
from time import sleep
from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import Depends, Request

from api.door import ATTEMPTS, Caller, OpenWork, TypedForm, language_of, session_token
from api.uploads import Upload
from application.log_import import (
    Checked,
    CheckLog,
    EnterRows,
    FinishImport,
    batches,
    check_log,
    enter_rows,
    finish_import,
    read_log,
)
from application.log_import.promises import FileNotRead
from application.work import LostRace, TryAgain
from domain.kernel import DomainError, Refused
from domain.log_import.entry import OldEntry

log = structlog.get_logger()
HELD = "_held"
"""The field that carries the file between the report and what follows it; the house keeps no copy."""
MOST_BYTES = 2_900_000
"""Largest file by way of a page: in base64 it fits a body. Source: quy ước nội bộ."""
PAUSE_SECONDS = 0.5


class UploadTooLarge(FileNotRead):
    """The file is larger than a page takes."""

    vi = "Qua trang này chỉ nhận tệp đến 2,9 MB. Hãy chia tệp theo năm, hoặc nhập bằng lệnh «lachan import»."
    en = "A page takes files up to 2.9 MB. Divide the file by year, or import it with “lachan import”."


class NoFile(Refused):
    """No file was chosen."""

    vi = "Chưa chọn tệp nào. Hãy chọn tệp sổ cũ."
    en = "No file was chosen. Choose the file of the old log."


async def old_file(request: Request, typed: TypedForm) -> bytes:
    """Return the file that was sent, or that the form carries; empty when there is none.

    Raises:
        UploadTooLarge: It is larger than a page takes.
    """
    content = b""
    typed.pop("file", None)
    upload: Upload | None = getattr(request.state, "upload", None)
    if upload is not None and upload.name:
        content = upload.content()
    if content:
        typed[HELD] = [urlsafe_b64encode(content).decode()]  # a proof that is asked for first loses nothing
    elif typed.get(HELD):
        content = unpacked(typed[HELD][-1])
    if len(content) > MOST_BYTES:
        raise UploadTooLarge
    return content


OldFile = Annotated[bytes, Depends(old_file)]


def unpacked(text: str) -> bytes:
    """Return the bytes of a file in base64, of either alphabet.

    Raises:
        FileNotRead: It is no base64.
    """
    try:
        return urlsafe_b64decode(text.replace("+", "-").replace("/", "_"))
    except (Error, ValueError):
        raise FileNotRead from None


def checked(question: CheckLog, content: bytes, work: OpenWork) -> Checked:
    """Return a file after its check; the transaction that asked whether one may is not held while the file is read.

    Raises:
        NoFile: There is none.
    """
    work.allow(question)
    some(content)
    work.restart()
    return check_log(question, read_log(question, content, work), work)


def some(content: bytes) -> bytes:
    """Return the file.

    Raises:
        NoFile: There is none.
    """
    if not content:
        raise NoFile
    return content


_ONE_AT_A_TIME = threading.Lock()


def begin_entering(request: Request, import_id: UUID, entries: tuple[OldEntry, ...]) -> Callable[[], None]:
    """Return what enters the rows behind the answer, in the session of whoever asked, one import at a time.

    The session is asked anew for each batch: rights that were withdrawn, or a proof that has aged, stop it. What was
    entered stays, and the same file goes on where it stopped.
    """
    token, _ = session_token(request)
    caller = Caller(token, None, language_of(request), is_program=False)
    opened: Callable[[Caller], OpenWork] = request.app.state.open_work

    def run() -> None:
        with _ONE_AT_A_TIME:
            try:
                for rows in batches(entries):
                    command = EnterRows(import_id=import_id, rows=rows)
                    _done(lambda: opened(caller), lambda work, c=command: enter_rows(c, work))  # type: ignore[misc]
                _done(
                    lambda: opened(caller),
                    lambda work: finish_import(FinishImport(import_id=import_id), work),
                )
            except DomainError as stopped:
                log.warning("import_stopped", stream_id=str(import_id), code=type(stopped).__name__)

    return lambda: threading.Thread(target=run, name="import", daemon=True).start()


def _done(opened: Callable[[], OpenWork], act: Callable[[OpenWork], Any]) -> None:
    for attempt in range(ATTEMPTS):
        with opened() as work:
            try:
                act(work)
                work.commit()
                return
            except (LostRace, TryAgain):
                sleep(PAUSE_SECONDS * (attempt + 1))
            except DomainError:
                work.record_denial()
                raise
    raise TryAgain
