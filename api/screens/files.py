"""Pages of files of a case, a consultation or an activity: the list, one of them, and the form that adds one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.file_answers import download, picture
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.uploads import Upload, content_of
from application.activity import OpenActivity, open_activity
from application.child_case import OpenCase, open_case
from application.consent import ConsentLine, consents_in
from application.counselling import OpenMatter, open_matter
from application.files import (
    AttachActivityFile,
    AttachFile,
    FileLine,
    Holder,
    OpenActivityFile,
    OpenFile,
    WithdrawActivityFile,
    WithdrawFile,
    attach_file,
    fingerprint,
    give_out,
    lines,
    look_at,
    preview,
    shown_to,
    withdraw_file,
)
from domain.activity import activity_code
from domain.calendar import vietnam_day
from domain.counselling import matter_code
from domain.files import Appears, FileEnd, FilePurpose, FileSaid, FileSubject, FileWithdrawal
from domain.files.kinds import MIB
from domain.kernel import FieldClass, Refused
from domain.lists import LegalBasis

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATHS = {Holder.CASE: "/ho-so", Holder.MATTER: "/tu-van", Holder.ACTIVITY: "/hoat-dong"}
OPENS: Mapping[Holder, type[OpenFile]] = {
    Holder.CASE: OpenFile,
    Holder.MATTER: OpenFile,
    Holder.ACTIVITY: OpenActivityFile,
}
ATTACHES: Mapping[Holder, type[AttachFile]] = {
    Holder.CASE: AttachFile,
    Holder.MATTER: AttachFile,
    Holder.ACTIVITY: AttachActivityFile,
}
WITHDRAWS: Mapping[Holder, type[WithdrawFile]] = {
    Holder.CASE: WithdrawFile,
    Holder.MATTER: WithdrawFile,
    Holder.ACTIVITY: WithdrawActivityFile,
}
"""What is asked of a file, by what it belongs to; programs ask the same."""


@router.get("/ho-so/{case_id}/tep")
def case_files(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the files of a case, and the form."""
    return _list(request, work, Holder.CASE, case_id)


@router.post("/ho-so/{case_id}/tep")
def attach_to_case(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Add a file to a case."""
    return _attach(request, work, typed, Holder.CASE, case_id)


@router.get("/ho-so/{case_id}/tep/{version}")
def case_file(request: Request, case_id: UUID, version: int, work: WorkDep) -> Response:
    """Show one file of a case."""
    return _one(request, work, Holder.CASE, case_id, version)


@router.get("/ho-so/{case_id}/tep/{version}/trang/{page}")
def case_file_page(case_id: UUID, version: int, page: int, work: WorkDep) -> Response:
    """Give the picture of one page."""
    question = OpenFile(holder=Holder.CASE, record_id=case_id, attached=version)
    return picture(preview(question, page, work))


@router.get("/ho-so/{case_id}/tep/{version}/tai")
def download_of_case(case_id: UUID, version: int, work: WorkDep) -> Response:
    """Give the file out."""
    return download(give_out(OpenFile(holder=Holder.CASE, record_id=case_id, attached=version), work))


@router.post("/ho-so/{case_id}/tep/{version}/bo")
def withdraw_from_case(
    request: Request, case_id: UUID, version: int, typed: TypedForm, work: WorkDep
) -> Response:
    """Take a file of a case out of sight."""
    return _withdraw(request, work, typed, Holder.CASE, case_id, version)


@router.get("/tu-van/{matter_id}/tep")
def matter_files(request: Request, matter_id: UUID, work: WorkDep) -> Response:
    """Show the files of a consultation, and the form."""
    return _list(request, work, Holder.MATTER, matter_id)


@router.post("/tu-van/{matter_id}/tep")
def attach_to_matter(request: Request, matter_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Add a file to a consultation."""
    return _attach(request, work, typed, Holder.MATTER, matter_id)


@router.get("/tu-van/{matter_id}/tep/{version}")
def matter_file(request: Request, matter_id: UUID, version: int, work: WorkDep) -> Response:
    """Show one file of a consultation."""
    return _one(request, work, Holder.MATTER, matter_id, version)


@router.get("/tu-van/{matter_id}/tep/{version}/trang/{page}")
def matter_file_page(matter_id: UUID, version: int, page: int, work: WorkDep) -> Response:
    """Give the picture of one page."""
    question = OpenFile(holder=Holder.MATTER, record_id=matter_id, attached=version)
    return picture(preview(question, page, work))


@router.get("/tu-van/{matter_id}/tep/{version}/tai")
def download_of_matter(matter_id: UUID, version: int, work: WorkDep) -> Response:
    """Give the file out."""
    return download(give_out(OpenFile(holder=Holder.MATTER, record_id=matter_id, attached=version), work))


@router.post("/tu-van/{matter_id}/tep/{version}/bo")
def withdraw_from_matter(
    request: Request, matter_id: UUID, version: int, typed: TypedForm, work: WorkDep
) -> Response:
    """Take a file of a consultation out of sight."""
    return _withdraw(request, work, typed, Holder.MATTER, matter_id, version)


@router.get("/hoat-dong/{activity}/tep")
def activity_files(request: Request, activity: UUID, work: WorkDep) -> Response:
    """Show the files of an activity, and the form."""
    return _list(request, work, Holder.ACTIVITY, activity)


@router.post("/hoat-dong/{activity}/tep")
def attach_to_activity(request: Request, activity: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Add a file to an activity."""
    return _attach(request, work, typed, Holder.ACTIVITY, activity)


@router.get("/hoat-dong/{activity}/tep/{version}")
def activity_file(request: Request, activity: UUID, version: int, work: WorkDep) -> Response:
    """Show one file of an activity."""
    return _one(request, work, Holder.ACTIVITY, activity, version)


@router.get("/hoat-dong/{activity}/tep/{version}/trang/{page}")
def activity_file_page(activity: UUID, version: int, page: int, work: WorkDep) -> Response:
    """Give the picture of one page."""
    question = OpenActivityFile(holder=Holder.ACTIVITY, record_id=activity, attached=version)
    return picture(preview(question, page, work))


@router.get("/hoat-dong/{activity}/tep/{version}/tai")
def download_of_activity(activity: UUID, version: int, work: WorkDep) -> Response:
    """Give the file out."""
    question = OpenActivityFile(holder=Holder.ACTIVITY, record_id=activity, attached=version)
    return download(give_out(question, work))


@router.post("/hoat-dong/{activity}/tep/{version}/bo")
def withdraw_from_activity(
    request: Request, activity: UUID, version: int, typed: TypedForm, work: WorkDep
) -> Response:
    """Take a file of an activity out of sight."""
    return _withdraw(request, work, typed, Holder.ACTIVITY, activity, version)


def _attach(
    request: Request, work: OpenWork, typed: dict[str, list[str]], holder: Holder, record: UUID
) -> Response:
    bound = bind(FileSaid, typed)
    if bound.errors:
        return _list(request, work, holder, record, bound)
    upload: Upload | None = request.state.upload
    try:
        content = content_of(upload)
        cmd = ATTACHES[holder](
            holder=holder,
            record_id=record,
            said=bound.value,
            name=upload.name if upload else "",
            fingerprint=fingerprint(content),
        )
        attach_file(cmd, content, work)
    except Refused as refusal:
        work.restart()
        return _list(request, work, holder, record, bound, refusal)
    return RedirectResponse(f"{PATHS[holder]}/{record}/tep", 303)


def _withdraw(
    request: Request, work: OpenWork, typed: dict[str, list[str]], holder: Holder, record: UUID, version: int
) -> Response:
    bound = bind(FileWithdrawal, typed)
    if bound.errors:
        return _one(request, work, holder, record, version, bound)
    cmd = WITHDRAWS[holder](holder=holder, record_id=record, attached=version, withdrawal=bound.value)
    withdraw_file(cmd, work)
    return RedirectResponse(f"{PATHS[holder]}/{record}/tep", 303)


def _list(
    request: Request,
    work: OpenWork,
    holder: Holder,
    record: UUID,
    form: Bound[Any] | None = None,
    refusal: Refused | None = None,
) -> Response:
    files, consents, code, name = _files(work, holder, record)
    limits = request.app.state.file_limits
    today = vietnam_day(work.now())
    return render(
        frame_of(request, work),
        "files.html",
        status=409 if refusal else 422 if form else 200,
        form=form or blank(),
        refusal=refusal,
        base=f"{PATHS[holder]}/{record}",
        code=code,
        name=name,
        files=files,
        may_open=work.may(OPENS[holder].ACTION, record, FieldClass.EVIDENCE),
        may_attach=work.may(ATTACHES[holder].ACTION, record),
        consents=[one for one in consents if one.stands_on(today)],
        megabytes=[most // MIB for most in (limits.image_bytes, limits.document_bytes, limits.audio_bytes)],
        subjects=FileSubject,
        purposes=FilePurpose,
        bases=LegalBasis,
        people=Appears,
    )


def _files(
    work: OpenWork, holder: Holder, record: UUID
) -> tuple[list[FileLine], list[ConsentLine], str, object]:
    """Return files, consents that one may rest on, and what heads the page, as far as the reader may see."""
    if holder is Holder.CASE:
        page = open_case(OpenCase(case_id=record), work)
        own = [one for one in page.history if one.stream == record]
        return lines(own), consents_in(record, own), page.case.code, page.case.details.child.name
    if holder is Holder.ACTIVITY:
        activity = open_activity(OpenActivity(activity=record), work)
        return list(activity.files), [], activity_code(record), ""
    matter = open_matter(OpenMatter(matter_id=record), work)
    return shown_to(record, matter.history, work), [], matter_code(record), ""


def _one(
    request: Request,
    work: OpenWork,
    holder: Holder,
    record: UUID,
    version: int,
    form: Bound[Any] | None = None,
) -> Response:
    line = look_at(OPENS[holder](holder=holder, record_id=record, attached=version), work)
    return render(
        frame_of(request, work),
        "file.html",
        status=422 if form else 200,
        form=form or blank(),
        base=f"{PATHS[holder]}/{record}",
        line=line,
        said=line.fact.said,
        kept=line.fact.kept,
        kilobytes=-(-line.fact.kept.content.size // 1024),
        may_withdraw=work.may(WITHDRAWS[holder].ACTION, record),
        ends=FileEnd,
    )
