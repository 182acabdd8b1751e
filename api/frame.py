"""What every page shows around its content: who is signed in, and where they may go."""

from fastapi import Request

from api.door import OpenWork, csrf_token, language_of, query_of, session_token
from api.duty import own_duty
from api.pages import NavItem, PageFrame
from api.texts import N_
from application.access import Action
from application.accounts import AccountList

_NAVIGATION: tuple[tuple[str, str, Action], ...] = (
    ("/hom-nay", N_("Việc hôm nay"), Action.SEE_TODAY),
    ("/so-theo-doi", N_("Sổ theo dõi"), Action.SEE_LOG),
    ("/tiep-nhan", N_("Tiếp nhận"), Action.TAKE_IN),
    ("/tu-van", N_("Tư vấn"), Action.OPEN_CONSULTATION),
    ("/chi-hoi", N_("Đề nghị Chi hội"), Action.SEE_REFERRALS),
    ("/dieu-92", N_("Theo dõi thực hiện Điều 92"), Action.SEE_ARTICLE_92),
    ("/lich-su", N_("Lịch sử hồ sơ"), Action.SEE_HISTORY),
    ("/mo-khan", N_("Mở khẩn hồ sơ"), Action.SEE_GLASS),
    ("/xung-dot", N_("Xung đột lợi ích"), Action.SEE_CONFLICTS),
    ("/nhat-ky", N_("Nhật ký truy cập"), Action.SEE_TRAIL),
    ("/danh-ba", N_("Danh bạ trực"), Action.SEE_DIRECTORY),
    ("/xoa-du-lieu", N_("Xóa dữ liệu"), Action.SEE_ERASURES),
    ("/yeu-cau-du-lieu", N_("Yêu cầu về dữ liệu"), Action.RECORD_DATA_REQUEST),
    ("/vi-pham-du-lieu", N_("Vi phạm dữ liệu"), Action.RECORD_BREACH),
    ("/don-vi", N_("Đơn vị"), Action.SEE_UNITS),
    ("/tai-khoan", N_("Tài khoản"), Action.MANAGE_ACCOUNTS),
)
"""Path, Vietnamese label (the message id), and the action that opens it."""


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
        nav=tuple(NavItem(path, label) for path, label, action in _NAVIGATION if work.may(action)),
    )
