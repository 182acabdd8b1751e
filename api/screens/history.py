"""The auditor's pages: find a case by its file code, and its history."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.sentences import sentence_of
from api.trail_words import ACTIONS, FIELD_CLASSES, GROUNDS, PURPOSES, Words, basis, worded
from application.accounts import AccountList
from application.history import (
    EventLine,
    FindHistory,
    LookLine,
    NoSuchCase,
    SearchHistory,
    SeeHistory,
    find_history,
    search_history,
    see_history,
)
from application.units import Units
from domain.account import Role
from domain.kernel import Named, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
Position = Annotated[int, Query(ge=0, le=2**62)]


class CodeForm(Value):
    """The file code of a case."""

    code: Named


@dataclass(frozen=True, slots=True)
class EventShown:
    """One event with names for its ids, and its coded part as pairs."""

    line: EventLine
    sentence: str
    who: str
    role: str
    unit: str
    purpose: str
    basis: str
    covered: str
    coded: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LookShown:
    """One look with names for its ids."""

    line: LookLine
    who: str
    role: str
    unit: str
    action: str
    field_class: str
    ground: str


@router.get("/lich-su")
def search_page(request: Request, work: WorkDep) -> Response:
    """Show the box for a file code."""
    search_history(SearchHistory(), work)
    return _search(request, work, blank())


@router.post("/lich-su")
def search(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Find the case; the code travels in the body, never in an address."""
    bound = bind(CodeForm, typed)
    if bound.errors:
        return _search(request, work, bound)
    case_id = find_history(FindHistory(code=bound.value.code), work)
    if case_id is None:
        return _search(request, work, bound.refused(NoSuchCase(), "code"))
    return RedirectResponse(f"/lich-su/{case_id}", 303)


def _search(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    status = 422 if form.errors else 200
    return render(frame_of(request, work), "history_search.html", status=status, form=form)


@router.get("/lich-su/{case_id}")
def history_page(
    request: Request,
    case_id: UUID,
    work: WorkDep,
    su_kien_sau: Position = 0,
    luot_sau: Position = 0,
    danh_sach: bool = False,
) -> Response:
    """Show every event of the case as it is stored, with what is personal covered, and who looked at it."""
    question = SeeHistory(case_id=case_id, events_after=su_kien_sau, looks_after=luot_sau, lists=danh_sach)
    page = see_history(question, work)
    telling = _Telling(work)
    return render(
        frame_of(request, work),
        "history_page.html",
        page=page,
        unit=telling.unit(page.case.unit),
        events=[telling.event(line) for line in page.events],
        looks=[telling.look(line) for line in page.looks],
        lists=danh_sach,
        events_after=su_kien_sau,
        looks_after=luot_sau,
    )


class _Telling:
    """Finds names for the ids of envelopes and entries, each once a page."""

    def __init__(self, work: OpenWork) -> None:
        self._accounts = work.view(AccountList)  # type: ignore[type-abstract]
        self._units = {row.unit: row.name for row in work.view(Units).all()}  # type: ignore[type-abstract]
        self._language = work.reader.language

    def event(self, line: EventLine) -> EventShown:
        """Return an event with names."""
        envelope = line.recorded.envelope
        kind, _, name = envelope.actor.partition(":")
        return EventShown(
            line=line,
            sentence=sentence_of(line.recorded.fact, self._language).text,
            who=self._who(UUID(name)) if kind == "account" else envelope.actor,
            role=self._role(envelope.role),
            unit=self.unit(envelope.unit),
            purpose=self._said(PURPOSES, envelope.purpose),
            basis=basis(envelope.legal_basis, self._language),
            covered=", ".join(self._said(FIELD_CLASSES, one) for one in line.covered),
            coded=tuple(_flat(json.loads(line.coded))),
        )

    def look(self, line: LookLine) -> LookShown:
        """Return a look with names."""
        return LookShown(
            line=line,
            who=self._who(line.account) if line.account else "",
            role=self._role(line.role),
            unit=self.unit(line.unit),
            action=self._said(ACTIONS, line.action),
            field_class=self._said(FIELD_CLASSES, line.field_class),
            ground=self._said(GROUNDS, line.basis or line.reason),
        )

    def unit(self, unit: UUID | None) -> str:
        """Return the name of a unit."""
        return self._units.get(unit, "") if unit else ""

    def _said(self, words: Mapping[str, Words], code: str | None) -> str:
        return worded(words, code, self._language)

    def _who(self, account: UUID) -> str:
        return self._accounts.name_of(account) or str(account)

    def _role(self, code: str) -> str:
        return Role(code).label(self._language) if code in set(Role) else code


def _flat(coded: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (dotted path, value) of each value of a coded part; what is empty is left out."""
    if isinstance(coded, dict):
        for name, value in coded.items():
            yield from _flat(value, f"{path}.{name}" if path else name)
    elif isinstance(coded, list):
        for index, value in enumerate(coded):
            yield from _flat(value, f"{path}.{index}")
    elif coded is not None:
        yield path, str(coded).lower() if isinstance(coded, bool) else str(coded)
