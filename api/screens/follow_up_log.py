"""The page of the follow-up log: filters by codes in the address, words of a name only by post."""

from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.choices import people_of
from api.door import OpenWork, Typed, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind
from api.frame import frame_of
from api.pages import render
from api.texts import N_, translated
from application.access import Action, StepUp
from application.accounts import AccountList
from application.follow_up_log import (
    FollowUpLog,
    LogEntry,
    LogPage,
    Malformed,
    Order,
    SeeLog,
    TooManyNames,
    see_log,
)
from application.units import Units
from domain import lists
from domain.follow_up_log import CONVENTION, EntryState
from domain.mirror.codes import MirrorState
from domain.units import TWO_TIERS_SINCE, AdminLevel, register

router = APIRouter(route_class=WorkRoute, include_in_schema=False)

PATH = "/so-theo-doi"
ORDERS = (
    (Order.DUE, N_("Theo hạn")),
    (Order.RECEIVED, N_("Mới tiếp nhận trước")),
    (Order.CODE, N_("Theo mã hồ sơ")),
    (Order.NAME, N_("Theo tên trẻ")),
)
"""Orders with their Vietnamese labels (message ids)."""
_NEVER_IN_AN_ADDRESS = frozenset({"words", "lang"})


@router.get(PATH)
def log_page(request: Request, work: WorkDep) -> Response:
    """Show the log; words of a name in the address are left out, so that none is ever kept in a history."""
    typed: Typed = {}
    for name, text in request.query_params.multi_items():
        if name not in _NEVER_IN_AN_ADDRESS:
            typed.setdefault(name, []).append(text)
    return _page(request, work, typed)


@router.post(PATH)
def search(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Search by name, within the filters that were set; nothing is changed."""
    return _page(request, work, typed)


def _page(request: Request, work: OpenWork, typed: Typed) -> Response:
    form = bind(SeeLog, typed)
    question = form.value if form.is_valid else SeeLog()
    status = 200 if form.is_valid else 422
    try:
        page = see_log(question, work)
    except (TooManyNames, Malformed) as refusal:
        form, status = form.refused(refusal, "words" if isinstance(refusal, TooManyNames) else ""), 409
        question = question.model_copy(update={"words": "", "after": "", "order": Order.DUE})
        page = see_log(question, work)
    here = _address(form, after=question.after) if question.after else _address(form)
    return render(
        replace(frame_of(request, work), query=here.partition("?")[2]),
        "log_page.html",
        status=status,
        form=form,
        asked=question,
        page=page,
        proof=f"/{'xac-thuc' if work.step_up is StepUp.NONE else 'xac-nhan'}?tiep={quote(here)}",
        next=_address(form, after=page.rows.next) if page.rows.next and not question.words else "",
        first=_address(form) if question.after else "",
        orders=[(order.value, label, _address(form, order=order.value)) for order, label in ORDERS],
        people=people_in(page.rows.entries, work),
        may_add=work.may(Action.TAKE_IN),
        export=_export(form) if not question.words and work.may(Action.REQUEST_EXPORT) else "",
        convention=CONVENTION,
        **_choices(work),
        **_by_unit(page, work),
    )


def _choices(work: OpenWork) -> dict[str, Any]:
    return {
        "lists": lists,
        "states": EntryState.listed(),
        "mirror_states": MirrorState,
        "groups": [group for group in lists.SpecialGroup if group is not lists.SpecialGroup.HIV],
        "units": [(str(row.unit), row.name) for row in scope(work)],
        "years": [(str(year), str(year)) for year in work.view(FollowUpLog).years()],  # type: ignore[type-abstract]
        "places": {translated(title, work.reader.language): units for title, units in places().items()},
        "counsellors": people_of(work),
        "place_name": place_name,
    }


def _by_unit(page: LogPage, work: OpenWork) -> dict[str, Any]:
    names = {row.unit: row.name for row in work.view(Units).all()}  # type: ignore[type-abstract]
    rows = sorted(page.by_unit, key=lambda row: list(names).index(row[0]) if row[0] in names else -1)
    return {"unit_names": names, "by_unit": rows}


def scope(work: OpenWork) -> list[Any]:
    """Return the units whose entries the reader may see, in the order of the tree."""
    rows = work.view(Units).all()  # type: ignore[type-abstract]
    held = work.view(FollowUpLog).units()  # type: ignore[type-abstract]
    return [row for row in rows if held is None or row.unit in held]


def people_in(entries: tuple[LogEntry, ...], work: OpenWork) -> dict[UUID, str]:
    """Return the names of those who answer for these entries."""
    names = work.view(AccountList)  # type: ignore[type-abstract]
    accounts = {account for entry in entries for account in (entry.counsellor, entry.responsible) if account}
    return {account: names.name_of(account) for account in accounts}


def place_name(key: str | None) -> str:
    """Return the name of an administrative unit, old or new; nothing when it is not in the register."""
    unit = register().by_key(key) if key else None
    return unit.name if unit else ""


@lru_cache(maxsize=1)
def places() -> dict[str, list[tuple[str, str]]]:
    """Return the filter's choices of place: communes of today, districts of before 1 July 2025."""
    known = register()
    before = TWO_TIERS_SINCE.replace(month=6, day=30)
    communes = [(unit.key, unit.name) for unit in known.options_on(TWO_TIERS_SINCE)]
    districts = [(unit.key, unit.name) for unit in known.options_on(before, AdminLevel.DISTRICT)]
    return {
        N_("Xã, phường (từ 01/7/2025)"): communes,
        N_("Huyện, thị xã, thành phố (đến 30/6/2025)"): districts,
    }


def _export(form: Bound[SeeLog]) -> str:
    """Return the address of asking for a file of what these filters show."""
    return _address(form, order="").replace(PATH, "/xuat-du-lieu", 1)


def _address(form: Bound[SeeLog], **more: str) -> str:
    """Return the address of the same list with other order or page; words of a name are never in it."""
    kept = {
        name: texts[-1]
        for name, texts in form.typed.items()
        if texts
        and texts[-1]
        and not name.startswith("_")
        and name not in _NEVER_IN_AN_ADDRESS | {"after"} | set(more)
    }
    query = urlencode({name: text for name, text in {**kept, **more}.items() if text})
    return f"{PATH}?{query}" if query else PATH
