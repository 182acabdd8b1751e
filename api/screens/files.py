"""Pages of files of a record: the list, one of them, and the form that adds one; the same for each that holds files."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.file_answers import download, picture
from api.file_places import PAGES
from api.file_words import entries_of_files
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.uploads import Upload, content_of
from application.file_holders import HOLDERS, Holder, OpenFile
from application.files import attach_file, fingerprint, give_out, look_at, preview, withdraw_file
from application.held_files import files_of
from domain.calendar import vietnam_day
from domain.files import Appears, FileEnd, FilePurpose, FileSaid, FileSubject, FileWithdrawal
from domain.files.kinds import MIB
from domain.kernel import FieldClass, Refused
from domain.lists import LegalBasis

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


def _question(holder: Holder, record: UUID, version: int) -> OpenFile:
    return HOLDERS[holder].opens(holder=holder, record_id=record, attached=version)


def _register(holder: Holder) -> None:
    """Add the pages of files of one kind of record."""
    at, named = f"{PAGES[holder].template}/tep", Path(alias=PAGES[holder].key)

    @router.get(at)
    def record_files(request: Request, work: WorkDep, record: Annotated[UUID, named]) -> Response:
        """Show the files of a record, and the form."""
        return _list(request, work, holder, record)

    @router.post(at)
    def attaching(
        request: Request, typed: TypedForm, work: WorkDep, record: Annotated[UUID, named]
    ) -> Response:
        """Add a file."""
        return _attach(request, work, typed, holder, record)

    @router.get(f"{at}/{{version}}")
    def one_file(request: Request, version: int, work: WorkDep, record: Annotated[UUID, named]) -> Response:
        """Show one file."""
        return _one(request, work, holder, record, version)

    @router.get(f"{at}/{{version}}/trang/{{page}}")
    def file_page(version: int, page: int, work: WorkDep, record: Annotated[UUID, named]) -> Response:
        """Give the picture of one page."""
        return picture(preview(_question(holder, record, version), page, work))

    @router.get(f"{at}/{{version}}/tai")
    def download_of_file(version: int, work: WorkDep, record: Annotated[UUID, named]) -> Response:
        """Give the file out."""
        return download(give_out(_question(holder, record, version), work))

    @router.post(f"{at}/{{version}}/bo")
    def withdrawing(
        request: Request, version: int, typed: TypedForm, work: WorkDep, record: Annotated[UUID, named]
    ) -> Response:
        """Take a file out of sight."""
        return _withdraw(request, work, typed, holder, record, version)


for _holder in Holder:
    _register(_holder)


def _attach(
    request: Request, work: OpenWork, typed: dict[str, list[str]], holder: Holder, record: UUID
) -> Response:
    bound = bind(FileSaid, typed)
    if bound.errors:
        return _list(request, work, holder, record, bound)
    upload: Upload | None = request.state.upload
    try:
        content = content_of(upload)
        cmd = HOLDERS[holder].attaches(
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
    return RedirectResponse(f"{PAGES[holder].of(record)}/tep", 303)


def _withdraw(
    request: Request, work: OpenWork, typed: dict[str, list[str]], holder: Holder, record: UUID, version: int
) -> Response:
    bound = bind(FileWithdrawal, typed)
    if bound.errors:
        return _one(request, work, holder, record, version, bound)
    cmd = HOLDERS[holder].withdraws(holder=holder, record_id=record, attached=version, withdrawal=bound.value)
    withdraw_file(cmd, work)
    return RedirectResponse(f"{PAGES[holder].of(record)}/tep", 303)


def _list(
    request: Request,
    work: OpenWork,
    holder: Holder,
    record: UUID,
    form: Bound[Any] | None = None,
    refusal: Refused | None = None,
) -> Response:
    held = files_of(holder, record, work)
    limits = request.app.state.file_limits
    today = vietnam_day(work.now())
    return render(
        frame_of(request, work),
        "files.html",
        status=409 if refusal else 422 if form else 200,
        form=form or blank(),
        refusal=refusal,
        base=PAGES[holder].of(record),
        code=held.code,
        name=held.name,
        files=held.files,
        entries=entries_of_files(held.state, work.reader.language),
        may_open=work.may(HOLDERS[holder].opens.ACTION, record, FieldClass.EVIDENCE),
        may_attach=work.may(HOLDERS[holder].attaches.ACTION, record),
        consents=[one for one in held.consents if one.stands_on(today)],
        megabytes=[most // MIB for most in (limits.image_bytes, limits.document_bytes, limits.audio_bytes)],
        subjects=FileSubject,
        purposes=FilePurpose,
        bases=LegalBasis,
        people=Appears,
    )


def _one(
    request: Request,
    work: OpenWork,
    holder: Holder,
    record: UUID,
    version: int,
    form: Bound[Any] | None = None,
) -> Response:
    line = look_at(_question(holder, record, version), work)
    return render(
        frame_of(request, work),
        "file.html",
        status=422 if form else 200,
        form=form or blank(),
        base=PAGES[holder].of(record),
        line=line,
        said=line.fact.said,
        kept=line.fact.kept,
        kilobytes=-(-line.fact.kept.content.size // 1024),
        may_withdraw=work.may(HOLDERS[holder].withdraws.ACTION, record),
        ends=FileEnd,
    )
