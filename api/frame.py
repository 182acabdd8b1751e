"""What every page shows around its content: who is signed in, and where they may go."""

from collections.abc import Callable, Collection

from fastapi import Request

from api.door import OpenWork, csrf_token, language_of, query_of, session_token
from api.duty import own_duty
from api.pages import NavItem, PageFrame
from api.texts import N_
from application.access import Action
from application.accounts import AccountList
from domain.account import Role

_CASE_WORK = frozenset({Role.COUNSELLOR, Role.SUPERVISOR})
_CHAPTER = frozenset({Role.CHAPTER_HEAD, Role.REVIEWER})
_INSPECTORS = frozenset({Role.AUDITOR, Role.DATA_PROTECTION_OFFICER})
_SUPERVISOR = frozenset({Role.SUPERVISOR})
_OFFICE = frozenset({Role.OFFICE})
_AUDITOR = frozenset({Role.AUDITOR})
_OFFICER = frozenset({Role.DATA_PROTECTION_OFFICER})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

_NAVIGATION: tuple[tuple[str, str, Action, frozenset[Role]], ...] = (
    ("/hom-nay", N_("Việc hôm nay"), Action.SEE_TODAY, frozenset(Role)),
    ("/so-theo-doi", N_("Sổ theo dõi"), Action.SEE_LOG, _CASE_WORK),
    ("/tiep-nhan", N_("Tiếp nhận"), Action.TAKE_IN, _CASE_WORK),
    ("/tu-van", N_("Tư vấn"), Action.OPEN_CONSULTATION, _CASE_WORK),
    ("/chi-hoi", N_("Đề nghị Chi hội"), Action.SEE_REFERRALS, _CASE_WORK | _CHAPTER),
    ("/dieu-92", N_("Theo dõi thực hiện Điều 92"), Action.SEE_ARTICLE_92, _OFFICE | _SUPERVISOR),
    ("/hoat-dong", N_("Hoạt động"), Action.SEE_ACTIVITIES, _OFFICE),
    ("/bao-cao", N_("Báo cáo"), Action.SEE_REPORTS, _OFFICE),
    ("/kien-nghi", N_("Kiến nghị"), Action.SEE_RECOMMENDATIONS, _OFFICE),
    ("/ho-tro", N_("Nhu cầu cần hỗ trợ"), Action.SEE_SUPPORT, _OFFICE),
    ("/quy", N_("Quỹ Hội"), Action.SEE_FUND, frozenset()),
    ("/kiem-tra", N_("Bàn kiểm tra"), Action.SEE_TRAIL, _AUDITOR),
    ("/lich-su", N_("Lịch sử hồ sơ"), Action.SEE_HISTORY, _AUDITOR),
    ("/nhat-ky", N_("Nhật ký truy cập"), Action.SEE_TRAIL, _INSPECTORS),
    ("/mo-khan", N_("Mở khẩn hồ sơ"), Action.SEE_GLASS, _AUDITOR),
    ("/kiem-tra/kien-nghi", N_("Kiến nghị của Ban kiểm tra"), Action.SEE_FINDINGS, frozenset()),
    ("/xoa-du-lieu", N_("Xóa dữ liệu"), Action.SEE_ERASURES, _OFFICER),
    ("/yeu-cau-du-lieu", N_("Yêu cầu về dữ liệu"), Action.RECORD_DATA_REQUEST, _OFFICER),
    ("/vi-pham-du-lieu", N_("Vi phạm dữ liệu"), Action.RECORD_BREACH, _OFFICER),
    ("/hoi-vien", N_("Hội viên"), Action.MANAGE_MEMBERS, frozenset()),
    ("/luu-tru", N_("Thời hạn lưu"), Action.SEE_POLICY, _OFFICER),
    ("/xuat-du-lieu", N_("Xuất dữ liệu"), Action.SEE_EXPORTS, frozenset()),
    ("/nhap-so-cu", N_("Nhập sổ cũ"), Action.SEE_IMPORTS, frozenset()),
    ("/xung-dot", N_("Xung đột lợi ích"), Action.SEE_CONFLICTS, frozenset()),
    ("/danh-ba", N_("Danh bạ trực"), Action.SEE_DIRECTORY, _ADMINISTRATOR),
    ("/don-vi", N_("Đơn vị"), Action.SEE_UNITS, _ADMINISTRATOR),
    ("/tai-khoan", N_("Tài khoản"), Action.MANAGE_ACCOUNTS, _ADMINISTRATOR),
)
"""Path, Vietnamese label (the message id), the action that opens it, and the roles that use it daily."""
FOLDED_FROM = 2
"""So few entries are not worth a fold of their own."""


def menu_of(roles: Collection[Role], may: Callable[[Action], bool]) -> tuple[NavItem, ...]:
    """Return the menu of whoever has these roles: what they use daily in sight, the rest folded."""
    open_to = [entry for entry in _NAVIGATION if may(entry[2])]
    rare = [path for path, _, _, daily in open_to if daily.isdisjoint(roles)]
    folded = frozenset(rare) if len(rare) >= FOLDED_FROM else frozenset()
    return tuple(NavItem(path, label, folded=path in folded) for path, label, _, _ in open_to)


def frame_of(request: Request, work: OpenWork, csrf: str = "") -> PageFrame:
    """Return the frame of a page for whoever is signed in; `csrf` is given when the session gets a new token.

    Raises:
        NotSignedIn: Nobody is.
    """
    reader = work.reader
    token, _ = session_token(request)
    return PageFrame(
        language=language_of(request),
        path=request.url.path,
        query=query_of(request),
        csrf=csrf or csrf_token(token),
        association=request.app.state.association,
        idle_minutes=request.app.state.idle_minutes,
        is_fictional=request.app.state.is_fictional,
        display_name=work.view(AccountList).name_of(reader.account),  # type: ignore[type-abstract]
        duty=own_duty(request, reader.unit),
        may_declare=work.may(Action.DECLARE_INTEREST),
        nav=menu_of(reader.roles, work.may),
    )
