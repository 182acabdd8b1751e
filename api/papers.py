"""Papers as answers: a file that no cache keeps, and the address of the same paper in another form."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from api.forms import Bound, bind, blank
from application.documents.paper import Chart, Entry, Grid, Section, Ticks, Words
from application.documents.printing import LetterChoice, PaperFormat, Printed
from application.export import Kept
from domain.lists import ForwardChannel

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "txt": "text/plain; charset=utf-8",
}
"""By the name of the format (`PaperFormat`, `ReportFormat`)."""
_BYTES = {"schema": {"type": "string", "format": "binary"}}


def files_as(kinds: Iterable[str]) -> dict[int | str, dict[str, Any]]:
    """Return what an answer with a file of one of these formats looks like in the description of the API."""
    content = {MEDIA[kind].partition(";")[0]: _BYTES for kind in kinds}
    return {200: {"description": "The file", "content": content}}


FILES = files_as(PaperFormat)
"""The same for letters, forms and opinions."""
TABLES = files_as(("xlsx",))
"""The same for tables."""
BLOCKS = {Section: "section", Words: "words", Entry: "entry", Ticks: "ticks", Grid: "grid", Chart: "chart"}


def paper_file(printed: Printed, kind: StrEnum) -> Response:
    """Return a paper as a file to be kept; its name holds codes alone."""
    headers = {
        "Content-Disposition": f'attachment; filename="{printed.name}"',
        "Cache-Control": "no-store",
    }
    return Response(printed.content, headers=headers, media_type=MEDIA[kind])


def files_of(path: str, query: str, kinds: Iterable[StrEnum] = PaperFormat) -> Mapping[StrEnum, str]:
    """Return the addresses of the same paper as a file."""
    return {kind: f"{path}.{kind.value}{'?' if query else ''}{query}" for kind in kinds}


def asked_again(request: Request) -> str:
    """Return the query of a paper, codes alone, to ask for the same one in another form."""
    kept = [(name, text) for name, text in request.query_params.multi_items() if name != "lang"]
    return urlencode(kept)


def after_letter(request: Request) -> Bound[Any] | None:
    """Return the form of a forwarding with body and number of the letter that was just made; None without a letter."""
    bound = bind(
        LetterChoice, {name: request.query_params.getlist(name) for name in LetterChoice.model_fields}
    )
    asked = bool(request.query_params.keys() & LetterChoice.model_fields.keys())
    if not asked or bound.errors:
        return None
    letter = bound.value
    return blank(
        channel=ForwardChannel.OFFICIAL_DISPATCH.value,
        recipient__kind=letter.kind.value if letter.kind else "",
        recipient__unit=letter.unit,
        reference=letter.number,
    )


def table_file(name: str, file: Kept) -> StreamingResponse:
    """Give out an XLSX file that was made, under its name; nothing of it is kept."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(iter(file), headers=headers, media_type=MEDIA["xlsx"])
