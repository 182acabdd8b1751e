"""What every page shows around its content: who is signed in, and where they may go."""

from fastapi import Request

from api.door import OpenWork, csrf_token, language_of, session_token
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
    ("/xoa-du-lieu", N_("Xóa dữ liệu"), Action.SEE_ERASURES),
    ("/don-vi", N_("Đơn vị"), Action.SEE_UNITS),
    ("/tai-khoan", N_("Tài khoản"), Action.MANAGE_ACCOUNTS),
)
"""Path, Vietnamese label (the message id), and the action that opens it."""


def frame_of(request: Request, work: OpenWork) -> PageFrame:
    """Return the frame of a page for whoever is signed in.

    Raises:
        NotSignedIn: Nobody is.
    """
    reader = work.reader
    token, _ = session_token(request)
    return PageFrame(
        language=language_of(request),
        path=request.url.path,
        csrf=csrf_token(token),
        association=request.app.state.association,
        is_fictional=request.app.state.is_fictional,
        display_name=work.view(AccountList).name_of(reader.account),  # type: ignore[type-abstract]
        nav=tuple(NavItem(path, label) for path, label, action in _NAVIGATION if work.may(action)),
    )
