"""*Việc hôm nay*: the first page after signing in, for every role."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import OpenWork, WorkDep, WorkRoute, id_or_none
from api.frame import frame_of
from api.pages import render
from api.screens.follow_up_log import people_in, place_name
from api.texts import N_
from application.access import Action
from application.accounts import AccountList
from application.due_work import Whose
from application.today import Part, SeeToday, Today, see_today
from application.units import Units

router = APIRouter(route_class=WorkRoute, include_in_schema=False)

_SHORTCUTS: tuple[tuple[str, str, Action], ...] = (
    ("/tiep-nhan", N_("Tiếp nhận, vào sổ"), Action.TAKE_IN),
    ("/tu-van/moi", N_("Ghi tư vấn"), Action.START_CONSULTATION),
    ("/so-theo-doi", N_("Sổ theo dõi"), Action.SEE_LOG),
    ("/chi-hoi", N_("Đề nghị Chi hội"), Action.SEE_REFERRALS),
    ("/lich-su", N_("Lịch sử hồ sơ"), Action.SEE_HISTORY),
    ("/yeu-cau-du-lieu", N_("Yêu cầu về dữ liệu"), Action.HANDLE_DATA_REQUESTS),
    ("/vi-pham-du-lieu", N_("Vi phạm dữ liệu"), Action.HANDLE_BREACHES),
    ("/xoa-du-lieu", N_("Xóa dữ liệu"), Action.SEE_ERASURES),
    ("/nhat-ky", N_("Nhật ký truy cập"), Action.SEE_TRAIL),
    ("/mo-khan", N_("Mở khẩn hồ sơ"), Action.SEE_GLASS),
    ("/xung-dot", N_("Xung đột lợi ích"), Action.SEE_CONFLICTS),
    ("/dieu-92", N_("Theo dõi thực hiện Điều 92"), Action.SEE_ARTICLE_92),
    ("/tai-khoan", N_("Tài khoản"), Action.MANAGE_ACCOUNTS),
    ("/don-vi", N_("Đơn vị"), Action.SEE_UNITS),
)
"""Path, Vietnamese label (the message id), and the action that opens it; the first of them stand on the page."""
SHORTCUTS_SHOWN = 3
"""The menu has them all."""


@router.get("/hom-nay")
def today_page(request: Request, work: WorkDep, phan: str = "", sau: str = "", cua: str = "") -> Response:
    """Show what is most urgent first; one part alone and whole, mine or my unit's, when the address asks for it."""
    part = Part(phan) if phan in set(Part) else None
    whose = Whose(cua) if cua in set(Whose) else None
    today = see_today(SeeToday(part=part, after=id_or_none(sau), whose=whose), work)
    shortcuts = [(path, label) for path, label, action in _SHORTCUTS if work.may(action)][:SHORTCUTS_SHOWN]
    return render(
        frame_of(request, work),
        "today.html",
        today=today,
        part=part,
        asked_whose=whose.value if whose else "",
        after=sau,
        shortcuts=() if part else shortcuts,
        people=_people(today, work),
        place_name=place_name,
        unit_names={row.unit: row.name for row in work.view(Units).all()},  # type: ignore[type-abstract]
        me=work.reader.account,
        **_administrator(work),
    )


def _administrator(work: OpenWork) -> dict[str, Any]:
    administers = work.may(Action.MANAGE_ACCOUNTS)
    return {
        "administers": administers,
        "has_case_work": work.may(Action.SEE_LOG),
        "is_new": administers and len(work.view(AccountList).all()) == 1,  # type: ignore[type-abstract]
    }


def _people(today: Today, work: OpenWork) -> dict[UUID, str]:
    names = work.view(AccountList)  # type: ignore[type-abstract]
    orphans = today.hand_over.rows if today.hand_over else ()
    accounts = {step.responsible for step in today.steps if step.responsible}
    accounts |= {ask.responsible for ask in today.asked.rows if ask.responsible}
    accounts |= {call.by for call in (today.emergencies.rows if today.emergencies else ()) if call.by}
    accounts |= {orphan.of for orphan in orphans if orphan.of}
    accounts |= {row.of for row in today.moves.rows} | {
        one.responsible for one in today.more if one.responsible
    }
    return {account: names.name_of(account) for account in accounts} | people_in(today.to_forward or (), work)
