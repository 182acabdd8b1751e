"""Proving who one is again (unlock, second factor, step-up), and one's own sessions."""

from base64 import b64encode
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import SecretStr

from api.door import (
    KEPT,
    Typed,
    TypedForm,
    WorkDep,
    WorkRoute,
    csrf_token,
    keep_session,
    language_of,
    new_token,
    safe_next,
)
from api.errors import frame_without_reader, proof_page
from api.frame import frame_of
from api.pages import render
from api.texts import N_, translated
from application.retention import draft_hours
from application.sign_in import (
    EndOtherSessions,
    EndSession,
    ProveSelf,
    SecondFactors,
    SeeProof,
    SeeSessions,
    Sessions,
    TooManyTries,
    WrongProof,
    end_one_session,
    end_other_sessions,
    prove_self,
)

router = APIRouter(route_class=WorkRoute, include_in_schema=False)

WHY = N_("Nhập mật khẩu hoặc mã của bạn để đi tiếp.")


@router.get("/xac-nhan")
def proof(request: Request, work: WorkDep, tiep: str = "/hom-nay") -> Response:
    """Ask for the proof that the account needs."""
    work.allow(SeeProof())
    factor = work.view(SecondFactors).enrolled(work.reader.account)  # type: ignore[type-abstract]
    sentence, locked = translated(WHY, language_of(request)), work.view(Sessions).is_locked()  # type: ignore[type-abstract]
    return proof_page(request, factor, sentence, {}, safe_next(tiep), status=200, may_use_password=locked)


@router.post("/xac-nhan")
def prove(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Take the proof; what waited for it is offered again."""
    kept = {name.removeprefix(KEPT): texts for name, texts in typed.items() if name.startswith(KEPT)}
    to, token = safe_next(_first(typed, "_to")), new_token()
    wrong = _wrong(typed, token, work, language_of(request))
    if wrong:
        factor = work.view(SecondFactors).enrolled(work.reader.account)  # type: ignore[type-abstract]
        sentence, locked = translated(WHY, language_of(request)), work.view(Sessions).is_locked()  # type: ignore[type-abstract]
        return proof_page(request, factor, sentence, kept, to, wrong=wrong, may_use_password=locked)
    answer: Response = RedirectResponse(to, 303)
    if kept:
        frame = replace(frame_without_reader(request), csrf=csrf_token(token))
        answer = render(frame, "proof_done.html", kept=kept, to=to)
    keep_session(request, answer, token)
    return answer


def _wrong(typed: Typed, token: str, work: WorkDep, language: str) -> str:
    """Return what is wrong with the proof, or nothing when the session goes on under the new token."""
    password, given = _first(typed, "password"), _first(typed, "answer")
    cmd = ProveSelf(
        password=SecretStr(password) if password else None, answer=SecretStr(given) if given else None
    )
    try:
        return "" if prove_self(cmd, token, work) else WrongProof().sentence(language)
    except TooManyTries as waits:
        return waits.sentence(language)


@router.get("/phien")
def sessions_page(request: Request, work: WorkDep) -> Response:
    """Show one's own sessions."""
    work.allow(SeeSessions())
    rows = work.view(Sessions).mine()  # type: ignore[type-abstract]
    return render(frame_of(request, work), "sessions.html", sessions=rows)


@router.post("/phien/ket-thuc-khac")
def end_others(typed: TypedForm, work: WorkDep) -> Response:
    """End all of one's own sessions but this one."""
    end_other_sessions(EndOtherSessions(), work)
    return RedirectResponse("/phien", 303)


@router.post("/phien/con-day")
def typing(typed: TypedForm, work: WorkDep) -> Response:
    """Note that the person is typing, so that the screen does not lock; a locked one stays locked."""
    work.view(Sessions).typing()  # type: ignore[type-abstract]
    return Response(status_code=204)


@router.get("/phien/khoa-nhap")
def draft_key(work: WorkDep) -> Response:
    """Give the account's own browser the key of its drafts; not while the screen is locked."""
    key, tag = work.view(Sessions).draft_key()  # type: ignore[type-abstract]
    return JSONResponse({"key": b64encode(key).decode(), "tag": tag, "hours": draft_hours(work)})


@router.post("/phien/khoa")
def lock(typed: TypedForm, work: WorkDep) -> Response:
    """Lock the screen now."""
    work.view(Sessions).lock()  # type: ignore[type-abstract]
    return RedirectResponse("/xac-nhan", 303)


@router.post("/phien/{session}/ket-thuc")
def end_one(session: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """End one of one's own sessions."""
    end_one_session(EndSession(session=session), work)
    return RedirectResponse("/phien", 303)


def _first(typed: Typed, name: str) -> str:
    return (typed.get(name) or [""])[0]
