"""Reading a multipart body: texts as they were typed, one file in memory, within limits and never on the disk.

A library's own reader would spool a file above a megabyte to a temporary file in the clear. This one keeps it in
memory: one file a request, no larger than its kind may be, all requests of a process together within `MOST_HELD`. What
is too large, or of no kind that is taken, is read past and dropped, so that the words around it come through.
"""

from __future__ import annotations

import re
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import Scope

from api.file_places import UPLOADS
from application.work import NotSignedIn, ScreenLocked, TryAgain
from domain.files.kinds import HEAD_BYTES, MIB, FileLimits, family_of
from domain.files.refusals import FileMissing, FileRefused, FileTooLarge

_OLD_LOG = re.compile(r"/(?:nhap-so-cu|nhap-hoi-vien)(?:/(?:tep-loi|nhap))?")
"""Where the file of an old log or of a list of members comes along: of any kind (decision 0086)."""
MOST_OLD_LOG = 16 * MIB
"""Largest file of an old log; the command takes the same. Source: quy ước nội bộ."""
MOST_DRAINED = 300 * MIB
"""Bytes of a body with a file that are read past at most, so that what was typed beside a film is kept."""
MOST_HELD = 150 * MIB
"""Bytes of files that one process holds at once; further uploads are told to come again. Source: quy ước nội bộ."""
MOST_PARTS = 1000
MOST_HEADER = 8192
FILE_FIELD = "file"


def takes_file(path: str) -> bool:
    """Return whether a file may come along to this address."""
    return UPLOADS.fullmatch(path) is not None or _OLD_LOG.fullmatch(path) is not None


class _Room:
    """Bytes of files held by this process."""

    def __init__(self) -> None:
        self._lock, self._held = threading.Lock(), 0

    def take(self, size: int) -> None:
        """Take room for more bytes.

        Raises:
            TryAgain: There is none.
        """
        with self._lock:
            if self._held + size > MOST_HELD:
                raise TryAgain
            self._held += size

    def give_back(self, taken: list[int]) -> None:
        """Give back what one upload took."""
        with self._lock:
            self._held -= sum(taken)
            taken.clear()

    @property
    def held(self) -> int:
        """How many bytes are held."""
        return self._held


ROOM = _Room()


class Upload:
    """One file that came along: its name as the sender has it, and its bytes, or why they were not kept."""

    def __init__(self, name: str, limits: FileLimits | None, most: int | None = None) -> None:
        self.name, self._most = name, most
        self.refusal: FileRefused | None = None
        self._limits, self._content, self._taken = limits, bytearray(), list[int]()
        self._family_known = False
        weakref.finalize(self, ROOM.give_back, self._taken)

    def add(self, data: bytes) -> None:
        """Keep further bytes, as long as the file is one that may be taken."""
        if self.refusal is not None or not data:
            return
        ROOM.take(len(data))
        self._taken.append(len(data))
        self._content += data
        if len(self._content) >= HEAD_BYTES or self._family_known:
            self._refuse_early()

    def _refuse_early(self) -> None:
        if self._limits is None:
            if self._most is not None and len(self._content) > self._most:
                self.refusal, self._content = FileTooLarge(mb=self._most // MIB), bytearray()
                ROOM.give_back(self._taken)
            return
        self._family_known = True
        family = family_of(bytes(self._content[:HEAD_BYTES]))
        most = self._limits.of(family) if family else MIB
        if len(self._content) <= most:
            return
        if family is not None:
            self.refusal = FileTooLarge(mb=most // MIB)
            self._content = bytearray()
        else:
            self.refusal = FileRefused()  # said better by whoever looks at its beginning
            self._content = self._content[:64]
        ROOM.give_back(self._taken)

    def let_go(self) -> None:
        """Keep no byte of it any longer: the request is over."""
        self._content = bytearray()
        ROOM.give_back(self._taken)

    def content(self) -> bytes:
        """Return the bytes.

        Raises:
            FileRefused: There are none, or too many.
        """
        if isinstance(self.refusal, FileTooLarge):
            raise self.refusal
        if not self._content and not self.name:
            raise FileMissing
        return bytes(self._content)


def let_go(scope: Scope) -> None:
    """Give back the room of what came along with a request that is over, whoever still holds the request."""
    upload = scope.get("state", {}).get("upload")
    if isinstance(upload, Upload):
        upload.let_go()


def content_of(upload: Upload | None) -> bytes:
    """Return the bytes of what came along.

    Raises:
        FileRefused: Nothing did, or it is too large.
    """
    if upload is None:
        raise FileMissing
    return upload.content()


@dataclass
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: str = ""
    text: bytearray = field(default_factory=bytearray)
    is_file: bool = False


class _Reading:
    """What the parser tells, part by part."""

    def __init__(self, limits: FileLimits | None, most_text: int, *, any_kind: bool = False) -> None:
        self.typed: dict[str, list[str]] = {}
        self.upload: Upload | None = None
        self._limits, self._left, self._parts = limits, most_text, 0
        self._takes = any_kind or limits is not None
        self._part, self._field, self._value = _Part(), b"", b""

    def callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self.begin,
            "on_header_field": self.header_field,
            "on_header_value": self.header_value,
            "on_header_end": self.header_end,
            "on_headers_finished": self.headers_finished,
            "on_part_data": self.data,
            "on_part_end": self.end,
        }

    def begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise FormParserError("too many parts")
        self._part, self._field, self._value = _Part(), b"", b""

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]
        self._bounded(self._field)

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._bounded(self._value)

    def _bounded(self, header: bytes) -> None:
        if len(header) > MOST_HEADER:
            raise FormParserError("header too long")

    def header_end(self) -> None:
        self._part.headers[self._field.lower()] = self._value
        self._field, self._value = b"", b""

    def headers_finished(self) -> None:
        _, options = parse_options_header(self._part.headers.get(b"content-disposition", b""))
        self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
        self._part.is_file = b"filename" in options
        if self._part.is_file and self._takes and self._part.name == FILE_FIELD:
            name = options.get(b"filename", b"").decode("utf-8", "replace")
            if self.upload is None or not self.upload.name:
                self.upload = Upload(name[:300], self._limits, MOST_OLD_LOG if self._limits is None else None)
        elif self._part.is_file:
            self._part.name = ""  # a file where none is taken is read past

    def data(self, data: bytes, start: int, end: int) -> None:
        if self._part.is_file:
            if self.upload is not None and self._part.name:
                self.upload.add(data[start:end])
            return
        self._left -= end - start
        if self._left < 0:
            raise HTTPException(413)
        self._part.text += data[start:end]

    def end(self) -> None:
        if self._part.name and not self._part.is_file:
            text = self._part.text.decode("utf-8", "replace")
            self.typed.setdefault(self._part.name, []).append(text)


async def typed_of(request: Request, most_text: int, asking: Callable[[], Any]) -> dict[str, list[str]]:
    """Return the texts of a form; a file that came along is in `request.state.upload`, if whoever sent it is signed in.

    From a stranger the words are read, to be offered again after the sign-in, and the file is read past.

    Args:
        request: With a form in its body.
        most_text: Bytes of all texts together.
        asking: Opens the work in which it is found out who asks.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    request.state.upload = None
    if kind != "multipart/form-data":
        typed: dict[str, list[str]] = {}
        for name, value in (await request.form()).multi_items():
            typed.setdefault(name, []).append(str(value))
        request.state.typed = typed
        return typed
    old_log = _OLD_LOG.fullmatch(request.url.path) is not None
    takes = takes_file(request.url.path) and await run_in_threadpool(_is_known, asking(), locked=old_log)
    old_log = old_log and takes
    limits = request.app.state.file_limits if takes and not old_log else None
    typed, request.state.upload = await read_multipart(request, limits, most_text, any_kind=old_log)
    return typed


def _is_known(work: Any, *, locked: bool = False) -> bool:
    """Whether a person is signed in who has proved it, or whose screen is `locked`; nothing is noted."""
    try:
        with work:
            return work.reader_or_none is not None
    except ScreenLocked:
        return locked
    except NotSignedIn:
        return False


async def read_multipart(
    request: Request, limits: FileLimits | None, most_text: int, *, any_kind: bool = False
) -> tuple[dict[str, list[str]], Upload | None]:
    """Return what was typed, and the file that came along; `limits` is None where none is taken, or `any_kind` is.

    Raises:
        HTTPException: The body is not well formed, or its texts are too large.
        TryAgain: Too many files are being sent at this moment.
    """
    _, options = parse_options_header(request.headers.get("content-type", "").encode("latin-1"))
    boundary = options.get(b"boundary", b"")
    if not boundary or len(boundary) > 200:
        raise HTTPException(400)
    reading = _Reading(limits, most_text, any_kind=any_kind)
    request.state.typed = reading.typed
    parser = MultipartParser(boundary, reading.callbacks())  # type: ignore[arg-type] # a typed dict of its own
    try:
        async for chunk in request.stream():
            parser.write(chunk)
        parser.finalize()
    except FormParserError:
        raise HTTPException(400) from None
    return reading.typed, reading.upload
