"""What an administrator sees of somebody's open work: how many cases, where, and who hands them over; no code."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import WorkDep, WorkRoute
from api.forms import blank
from api.frame import frame_of
from api.pages import render
from application.accounts import AccountList
from application.handover import HandOvers
from application.transfer_desk import SeeAccountWork, see_account_work
from application.units import Units
from domain.account import Role
from domain.kernel import Unknown

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


@router.get("/tai-khoan/{account}/viec")
def account_work_page(request: Request, account: UUID, work: WorkDep) -> Response:
    """Show how much of somebody's work is open, the form of roles and unit, and the way to close the account."""
    found = see_account_work(SeeAccountWork(of=account), work)
    people = {row.account: row for row in work.view(AccountList).all()}  # type: ignore[type-abstract]
    if account not in people:
        raise Unknown
    handing = work.view(HandOvers)  # type: ignore[type-abstract]
    units = {row.unit: row for row in work.view(Units).all()}  # type: ignore[type-abstract]

    def told(unit: UUID, count: int) -> dict[str, Any]:
        names = sorted(people[one].name for one in handing.supervisors_of(unit) if one in people)
        return {"unit": units[unit].name if unit in units else "–", "count": count, "supervisors": names}

    row = people[account]
    return render(
        frame_of(request, work),
        "account_work.html",
        row=row,
        form=blank(unit=str(row.unit), roles=[role.value for role in row.roles]),
        open_work=[told(unit, count) for unit, count in found.cases],
        found=found,
        units=[(str(one.unit), one.name) for one in units.values() if one.ended_on is None],
        roles=Role,
        me=work.reader.account,
    )
