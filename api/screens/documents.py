"""Papers: chosen, looked at as print pages on A4, kept as PDF, DOCX or plain text."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.choices import bodies, units_on
from api.door import OpenWork, Typed, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.papers import BLOCKS, asked_again, files_of, paper_file
from api.texts import N_
from application.documents.paper import (
    BLANK,
    COPIES,
    LEVEL,
    MOTTO,
    SCOPE,
    STATE,
    TICKED,
    TO,
    UNTICKED,
    as_text,
)
from application.documents.printing import (
    AboutCasePaper,
    LetterChoice,
    PaperFormat,
    Printed,
    PrintIntakeForm,
    PrintLetter,
    PrintLog,
    PrintReception,
    letter_form,
    print_intake_form,
    print_letter,
    print_log,
    print_reception,
)
from domain.calendar import vietnam_day
from domain.child_case.letter import USUAL
from domain.kernel import Refused

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
CASE, LOG, FORM = "/ho-so/{case_id}/van-ban", "/so-theo-doi/trang-in", "/bieu-mau/tiep-nhan"
_WORDS = {
    "state": STATE,
    "motto": MOTTO,
    "level": LEVEL,
    "scope": SCOPE,
    "to": TO,
    "copies": COPIES,
    "ticked": TICKED,
    "unticked": UNTICKED,
    "blank": BLANK,
}


@router.get(CASE)
def papers_of_case(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show which papers there are, and what a letter is to hold."""
    return _choosing(request, work, case_id, _asked(request))


@router.get(CASE + "/cong-van")
def letter_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the letter, ready to be printed, copied or kept as a file."""
    bound = bind(LetterChoice, _asked(request))
    if bound.errors:
        return _choosing(request, work, case_id, bound.typed, bound)
    try:
        printed = print_letter(PrintLetter(case_id=case_id, choice=bound.value), work)
    except Refused as refusal:
        work.restart()
        return _choosing(request, work, case_id, bound.typed, bound, refusal)
    path = f"/ho-so/{case_id}/van-ban"
    passing = f"/ho-so/{case_id}/chuyen?{asked_again(request)}"
    return paper_sheet(
        request,
        work,
        printed,
        N_("Công văn chuyển thông tin"),
        f"{path}/cong-van",
        back=path,
        passing=passing,
    )


@router.get(CASE + "/cong-van.{kind}")
def letter_file(request: Request, case_id: UUID, kind: PaperFormat, work: WorkDep) -> Response:
    """Give the letter as a file."""
    bound = bind(LetterChoice, _asked(request))
    if bound.errors:
        return _choosing(request, work, case_id, bound.typed, bound)
    try:
        printed = print_letter(PrintLetter(case_id=case_id, choice=bound.value), work, kind)
    except Refused as refusal:
        work.restart()
        return _choosing(request, work, case_id, bound.typed, bound, refusal)
    return paper_file(printed, kind)


@router.get(CASE + "/mau-01")
def reception_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show Mẫu 01."""
    printed = print_reception(PrintReception(case_id=case_id), work)
    path = f"/ho-so/{case_id}/van-ban"
    return paper_sheet(
        request, work, printed, N_("Mẫu 01: báo cáo tiếp nhận thông tin"), f"{path}/mau-01", back=path
    )


@router.get(CASE + "/mau-01.{kind}")
def reception_file(case_id: UUID, kind: PaperFormat, work: WorkDep) -> Response:
    """Give Mẫu 01 as a file."""
    return paper_file(print_reception(PrintReception(case_id=case_id), work, kind), kind)


@router.get(LOG)
def log_sheet(request: Request, work: WorkDep) -> Response:
    """Show the page of the log that the list shows."""
    printed = print_log(_log(request, work), work)
    return paper_sheet(
        request, work, printed, N_("Trang sổ theo dõi"), LOG, back=f"/so-theo-doi?{asked_again(request)}"
    )


@router.get(LOG + ".{kind}")
def log_file(request: Request, kind: PaperFormat, work: WorkDep) -> Response:
    """Give it as a file."""
    return paper_file(print_log(_log(request, work), work, kind), kind)


@router.get(FORM)
def intake_sheet(request: Request, work: WorkDep) -> Response:
    """Show the empty form for the field."""
    printed = print_intake_form(PrintIntakeForm(), work)
    return paper_sheet(request, work, printed, N_("Phiếu tiếp nhận để trống"), FORM, back="/danh-ba")


@router.get(FORM + ".{kind}")
def intake_file(kind: PaperFormat, work: WorkDep) -> Response:
    """Give it as a file."""
    return paper_file(print_intake_form(PrintIntakeForm(), work, kind), kind)


def _asked(request: Request) -> Typed:
    typed: Typed = {}
    for name, text in request.query_params.multi_items():
        if name != "lang":
            typed.setdefault(name, []).append(text)
    return typed


def _log(request: Request, work: OpenWork) -> PrintLog:
    """Return the filters of the list; what is not one of them, and words of a name, are left out."""
    typed = {name: texts for name, texts in _asked(request).items() if name in PrintLog.model_fields}
    bound = bind(PrintLog, {name: texts for name, texts in typed.items() if name != "words"})
    return bound.value if bound.is_valid else PrintLog()


def _choosing(
    request: Request,
    work: OpenWork,
    case_id: UUID,
    typed: Typed,
    bound: Bound[Any] | None = None,
    refusal: Refused | None = None,
) -> Response:
    offered = letter_form(AboutCasePaper(case_id=case_id), work)
    frame, today = frame_of(request, work), vietnam_day(work.now())
    where = offered.case.situation.where.unit
    start = {"unit": [where.key if where else ""]} | typed
    return render(
        frame,
        "papers.html",
        status=409 if refusal else 422 if bound and bound.errors else 200,
        form=bound or Bound(start),
        refusal=refusal,
        case=offered.case,
        parts=offered.parts,
        usual=[part for part in USUAL if part in offered.parts],
        forwardings=[(str(version), one.shown(frame.language)) for version, one in offered.forwardings],
        bodies=bodies((today,), frame.language),
        units=units_on(today),
    )


def paper_sheet(
    request: Request,
    work: OpenWork,
    printed: Printed,
    name: str,
    path: str,
    *,
    back: str,
    passing: str = "",
    kinds: Iterable[StrEnum] = PaperFormat,
) -> Response:
    """Return a paper as a print page, with the files that can be kept of it.

    Args:
        path: Address of the paper; its files lie below it.
        back: Where the reader came from.
        passing: Where the letter is noted as passed on, if it can be.
        kinds: As which files it can be kept.
    """
    paper = printed.paper
    return render(
        frame_of(request, work),
        "paper.html",
        name=name,
        paper=paper,
        blocks=[(BLOCKS[type(block)], block) for block in paper.blocks],
        annexes=[(BLOCKS[type(block)], block) for block in paper.annexes],
        words=_WORDS,
        files=files_of(path, asked_again(request), kinds),
        text=as_text(paper),
        back=back,
        passing=passing,
        form=blank(),
    )
