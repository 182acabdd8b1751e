"""Files of lists as they come to the door: in memory, or held encrypted between their check and the import."""

from __future__ import annotations

import threading
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from time import sleep
from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from api.door import ATTEMPTS, Caller, OpenWork, TypedForm, language_of, session_token
from api.uploads import Upload
from application.access import Action
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
from application.log_import.promises import FileNotRead, HeldFileGone, HeldFiles
from application.log_import.taking_back import TakeEntriesBack, handfuls, take_entries_back
from application.work import LostRace, NotSignedIn, ScreenLocked, TryAgain
from domain.kernel import DomainError, Refused
from domain.log_import.entry import OldEntry

log = structlog.get_logger()
HELD = "_held"
"""The field that carries the mark of the file between the report and what follows it; the file waits encrypted."""
PAUSE_SECONDS = 0.5
_GONE = b"-"
"""Stands for a file that was held and is not any longer; no log is of one byte."""


class NoFile(Refused):
    """No file was chosen."""

    vi = "Chưa chọn tệp nào. Hãy chọn tệp."
    en = "No file was chosen. Choose one."


def file_for(action: Action) -> Callable[[Request, dict[str, list[str]]], Awaitable[bytes]]:
    """Return what takes the file of a form: the one that was sent, or that is held for it; empty when there is none.

    Args:
        action: For which whoever sends a file must have the right, else it is not held.
    """

    async def taken(request: Request, typed: TypedForm) -> bytes:
        typed.pop("file", None)
        token, _ = session_token(request)
        caller = Caller(token, None, language_of(request), is_program=False)
        opened: Callable[[Caller], OpenWork] = request.app.state.open_work
        upload: Upload | None = getattr(request.state, "upload", None)
        if upload is not None and upload.name and (content := upload.content()):
            mark = await run_in_threadpool(_held, opened(caller), content, action)
            if mark:
                typed[HELD] = [mark]  # a proof that is asked for first loses nothing
            return content
        if typed.get(HELD):
            return await run_in_threadpool(_of_mark, opened(caller), typed[HELD][-1])
        return b""

    return taken


def _held(work: OpenWork, content: bytes, action: Action) -> str:
    """Hold a file for whoever may import, perhaps after a proof; return its mark, empty for anybody else."""
    with work:
        try:
            if not work.may(action):
                return ""
        except ScreenLocked:
            pass  # the same person goes on with it once the screen is unlocked
        mark = work.view(HeldFiles).hold(content)  # type: ignore[type-abstract]
        work.commit()
        return mark


def _of_mark(work: OpenWork, mark: str) -> bytes:
    """Return the file that is held for the session; `_GONE` where none is, said once the right was looked at."""
    with work:
        try:
            return work.view(HeldFiles).of(mark)  # type: ignore[type-abstract]
        except NotSignedIn:
            return b""
        except HeldFileGone:
            return _GONE


OldFile = Annotated[bytes, Depends(file_for(Action.IMPORT_LOG))]


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
        HeldFileGone: It was held, and is not any longer.
    """
    if not content:
        raise NoFile
    if content == _GONE:
        raise HeldFileGone
    return content


_ONE_AT_A_TIME = threading.Lock()


def begin_entering(request: Request, import_id: UUID, entries: tuple[OldEntry, ...]) -> Callable[[], None]:
    """Return what enters the rows behind the answer, in the session of whoever asked, one import at a time.

    The session is asked anew for each batch: rights that were withdrawn, or a proof that has aged, stop it. What was
    entered stays, and the same file goes on where it stopped.
    """

    def acts() -> Iterator[Callable[[OpenWork], Any]]:
        for rows in batches(entries):
            yield partial(enter_rows, EnterRows(import_id=import_id, rows=rows))
        yield partial(finish_import, FinishImport(import_id=import_id))

    return behind_the_answer(request, import_id, acts())


def begin_taking_back(
    request: Request, import_id: UUID, reason: str, cases: Sequence[UUID]
) -> Callable[[], None]:
    """Return what takes the entries of an import back behind the answer, as they are entered."""
    acts = (
        partial(take_entries_back, TakeEntriesBack(import_id=import_id, reason=reason, cases=some_cases))
        for some_cases in handfuls(cases)
    )
    return behind_the_answer(request, import_id, acts)


def behind_the_answer(
    request: Request, import_id: UUID, acts: Iterator[Callable[[OpenWork], Any]]
) -> Callable[[], None]:
    """Return what does the acts of an import one after the other, each in a transaction of its own, once answered."""
    token, _ = session_token(request)
    caller = Caller(token, None, language_of(request), is_program=False)
    opened: Callable[[Caller], OpenWork] = request.app.state.open_work

    def run() -> None:
        with _ONE_AT_A_TIME:
            try:
                for act in acts:
                    _done(lambda: opened(caller), act)
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
