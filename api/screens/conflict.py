"""Pages of conflicts of interest: declare one's own, and judge those of people of other units."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from application.access import Action
from application.accounts import AccountList
from application.conflict import (
    BeginInterest,
    ConflictRow,
    DeclareInterest,
    JudgeConflict,
    OpenConflict,
    SeeConflicts,
    declare_interest,
    judge_conflict,
    open_conflict,
    see_conflicts,
)
from domain.conflict import ConflictDeclared, Declaration, Interest, Judgement, MatchKind, Standing, Verdict
from domain.kernel import DomainError, Named, Refused, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class InterestForm(Value):
    """Which file, and why."""

    code: Named
    declaration: Declaration


@router.get("/xung-dot/khai-bao")
def interest_page(request: Request, work: WorkDep) -> Response:
    """Show the form that declares a conflict of interest."""
    return _interest(request, work, blank(), done=False)


@router.post("/xung-dot/khai-bao")
def declare(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Close the file to oneself; the answer says nothing about whether there is one."""
    bound = bind(InterestForm, typed)
    if bound.errors:
        return _interest(request, work, bound, done=False)
    declare_interest(DeclareInterest(code=bound.value.code, declaration=bound.value.declaration), work)
    return RedirectResponse("/xung-dot/da-ghi", 303)


@router.get("/xung-dot/da-ghi")
def declared(request: Request, work: WorkDep) -> Response:
    """Say that it is on the record."""
    return _interest(request, work, blank(), done=True)


def _interest(request: Request, work: OpenWork, form: Bound[Any], *, done: bool) -> Response:
    work.allow(BeginInterest())
    return render(
        frame_of(request, work),
        "conflict_declare.html",
        status=422 if form.errors else 200,
        form=form,
        interests=Interest,
        done=done,
        may_judge=work.may(Action.SEE_CONFLICTS),
    )


@router.get("/xung-dot")
def conflicts_page(request: Request, work: WorkDep) -> Response:
    """Show the conflicts that the reader may judge."""
    rows = see_conflicts(SeeConflicts(), work)
    return render(
        frame_of(request, work),
        "conflict_list.html",
        rows=rows,
        people=_people(rows, work),
        kinds=_kinds,
        provisional=Standing.PROVISIONAL,
    )


@router.get("/xung-dot/{conflict_id}")
def conflict_page(request: Request, conflict_id: UUID, work: WorkDep) -> Response:
    """Show one conflict with the form of a verdict."""
    return _conflict(request, work, conflict_id, blank())


@router.post("/xung-dot/{conflict_id}")
def judge(request: Request, conflict_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Give a verdict, as one of two people."""
    bound = bind(Judgement, typed)
    if bound.errors:
        return _conflict(request, work, conflict_id, bound)
    try:
        judge_conflict(JudgeConflict(conflict_id=conflict_id, judgement=bound.value), work)
    except Refused as refusal:
        work.restart()
        return _conflict(request, work, conflict_id, bound, refusal)
    return RedirectResponse("/xung-dot", 303)


def _conflict(
    request: Request,
    work: OpenWork,
    conflict_id: UUID,
    form: Bound[Any],
    refusal: DomainError | None = None,
) -> Response:
    row = open_conflict(OpenConflict(conflict_id=conflict_id), work)
    return render(
        frame_of(request, work),
        "conflict_judge.html",
        status=409 if refusal else 422 if form.errors else 200,
        form=form,
        row=row,
        person=_people((row,), work).get(row.account, ""),
        said=_said(conflict_id, work),
        interests=_interests(conflict_id, work),
        kinds=_kinds,
        entered=_entered(row, work),
        verdicts=Verdict,
        refusal=refusal,
        provisional=Standing.PROVISIONAL,
    )


def _entered(row: ConflictRow, work: OpenWork) -> list[dict[str, Any]]:
    """Return what was entered about the person, with the names of those who did; nothing of its content."""
    names = work.view(AccountList)  # type: ignore[type-abstract]
    return [
        {
            "member": one.member,
            "by": names.name_of(one.by) if one.by else "",
            "at": one.at,
            "changed_by": names.name_of(one.changed_by) if one.changed_by else "",
            "changed_at": one.changed_at,
            "led": one.led,
        }
        for one in row.entered
    ]


def _interests(conflict_id: UUID, work: OpenWork) -> list[Interest]:
    """Return the reasons that the person chose when they declared it."""
    facts = (recorded.fact for recorded in work.history(conflict_id))
    return [fact.declaration.interest for fact in facts if isinstance(fact, ConflictDeclared)]


def _said(conflict_id: UUID, work: OpenWork) -> list[str]:
    """Return what the person wrote when they declared it."""
    notes = (
        getattr(getattr(recorded.fact, "declaration", None), "note", "")
        for recorded in work.history(conflict_id)
    )
    return [str(note) for note in notes if note]


def _people(rows: tuple[ConflictRow, ...], work: OpenWork) -> dict[UUID, str]:
    names = work.view(AccountList)  # type: ignore[type-abstract]
    return {row.account: names.name_of(row.account) for row in rows}


def _kinds(row: ConflictRow, language: str) -> str:
    declared = ("Tự khai báo", "Declared by the person")[language == "en"]
    words = (MatchKind(kind).label(language) if kind in set(MatchKind) else declared for kind in row.kinds)
    return ", ".join(words)
