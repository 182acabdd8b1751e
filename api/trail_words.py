"""Words for the codes of the access log and of envelopes: what was done, which fields, on which ground."""

from collections.abc import Mapping

from domain.lists import LegalBasis

Words = tuple[str, str]

ACTIONS: Mapping[str, Words] = {
    "emergency.record": ("Ghi khẩn cấp", "Record an emergency"),
    "emergency.list": ("Xem tin khẩn cấp chờ xử lý", "See waiting emergencies"),
    "emergency.take-up": ("Nhận xử lý tin khẩn cấp", "Take up an emergency"),
    "case.take-in": ("Tiếp nhận, vào sổ", "Take in and enter"),
    "case.open": ("Mở hồ sơ", "Open the case"),
    "case.add": ("Ghi thêm vào hồ sơ", "Add to the case"),
    "case.change": ("Sửa thông tin hồ sơ", "Change the case"),
    "case.forward": ("Chuyển thông tin", "Pass information on"),
    "case.print": ("Lập, in văn bản của hồ sơ", "Make or print a paper of the case"),
    "log.print": ("In trang sổ theo dõi", "Print a page of the follow-up log"),
    "case.triage": ("Nhận định ban đầu của Hội", "First look of the association"),
    "case.close": ("Kết thúc theo dõi", "End the follow-up"),
    "case.reopen": ("Mở lại hồ sơ", "Reopen the case"),
    "log.see": ("Xem sổ theo dõi", "See the follow-up log"),
    "today.see": ("Xem việc hôm nay", "See the day's work"),
    "counselling.start": ("Mở vụ tư vấn", "Start a consultation"),
    "counselling.log": ("Ghi tư vấn", "Log a consultation"),
    "counselling.open": ("Mở vụ tư vấn để xem", "Open a consultation"),
    "counselling.link": ("Gắn tư vấn với hồ sơ", "Link a consultation"),
    "handover.assign": ("Bàn giao cho người khác", "Hand over to someone else"),
    "handover.offer": ("Giao cả việc đang mở cho người khác", "Offer all open work to others"),
    "handover.see": ("Xem một lần bàn giao", "See a move of work"),
    "handover.answer": ("Nhận, từ chối, nhận lại việc bàn giao", "Accept, decline or take back work"),
    "today.print-names": ("In phiếu việc tuần có tên trẻ", "Print the weekly sheet with names"),
    "referral.ask": ("Đề nghị Chi hội", "Ask the chapter"),
    "referral.list": ("Xem danh sách đề nghị", "See requests"),
    "referral.open": ("Mở đề nghị", "Open a request"),
    "referral.assign": ("Phân công người cho ý kiến", "Assign a reviewer"),
    "referral.declare": ("Khai báo xung đột lợi ích", "Declare on a conflict of interest"),
    "referral.review": ("Xem xét đề nghị", "Review a request"),
    "referral.write": ("Viết ý kiến", "Write an opinion"),
    "referral.approve": ("Duyệt ý kiến", "Approve an opinion"),
    "referral.see-drafts": ("Xem các bản thảo ý kiến", "See drafts of an opinion"),
    "referral.figures": ("Xem số liệu quý của Chi hội", "See the chapter's figures of a quarter"),
    "referral.write-in": ("Ghi việc Chi hội tự phát hiện", "Write in what the chapter discovered"),
    "referral.review-tie": ("Xem mối liên hệ phát hiện sau", "Look at a tie that was found later"),
    "article92.see": ("Xem bảng Điều 92", "See the Article 92 table"),
    "article92.open-figure": ("Mở sự kiện sau con số", "Open the events behind a figure"),
    "report.see": ("Xem báo cáo", "See reports"),
    "report.draft": ("Soạn, ban hành báo cáo", "Draft or issue a report"),
    "report.approve": ("Duyệt báo cáo", "Approve a report"),
    "programme.manage": ("Lập, sửa chương trình năm và kỳ số liệu", "Keep the year's programme and periods"),
    "history.see-hidden": ("Xem nội dung đã che", "See what was hidden"),
    "counselling.correct": ("Sửa buổi tư vấn", "Correct a session"),
    "history.see": ("Xem lịch sử hồ sơ", "See the history of a case"),
    "glass.break": ("Mở khẩn hồ sơ", "Break the glass of a case"),
    "glass.explain": ("Ghi lý do mở khẩn", "Say why the glass was broken"),
    "glass.list": ("Xem các lần mở khẩn", "See uses of broken glass"),
    "glass.review": ("Xem xét lần mở khẩn", "Review broken glass"),
    "conflict.declare": ("Khai báo xung đột lợi ích", "Declare a conflict of interest"),
    "conflict.list": ("Xem các xung đột lợi ích", "See conflicts of interest"),
    "conflict.judge": ("Xem xét xung đột lợi ích", "Judge a conflict of interest"),
    "case.restrict": ("Hạn chế người xem hồ sơ", "Hold a case closely"),
    "case.unrestrict": ("Bỏ hạn chế hồ sơ", "Lift a restriction"),
    "kin.own": ("Kê khai về mình và người thân", "Declare oneself and relatives"),
    "trail.see-record": ("Xem ai đã xem", "See who looked"),
    "trail.see": ("Xem nhật ký truy cập", "See the access log"),
    "decoy.see": ("Xem hồ sơ mồi", "See decoys"),
    "decoy.propose": ("Đề nghị, rút hoặc bỏ hồ sơ mồi", "Propose or withdraw a decoy"),
    "decoy.confirm": ("Quyết định đề nghị hồ sơ mồi", "Decide on a proposed decoy"),
    "trail.judge": ("Kết luận lượt xem", "Judge what was looked at"),
    "recommendation.list": ("Xem danh sách kiến nghị", "See recommendations"),
    "recommendation.open": ("Mở kiến nghị", "Open a recommendation"),
    "recommendation.collect": ("Ghi kiến nghị", "Enter a recommendation"),
    "recommendation.work": ("Theo dõi kiến nghị", "Work on a recommendation"),
    "recommendation.approve": ("Duyệt văn bản kiến nghị", "Approve the letter of a recommendation"),
    "activity.see": ("Xem hoạt động", "See activities"),
    "activity.record": ("Ghi hoạt động", "Enter activities"),
    "support.see": ("Xem nhu cầu cần hỗ trợ", "See needs of support"),
    "support.work": ("Ghi nhu cầu cần hỗ trợ", "Work on needs of support"),
    "support.check": ("Kiểm tra nhu cầu cần hỗ trợ", "Check needs of support"),
    "support.introduce": ("Giới thiệu nhu cầu, lập danh sách", "Introduce needs, make lists"),
    "fund.see": ("Xem Quỹ Hội", "See the fund"),
    "fund.keep": ("Ghi Quỹ Hội", "Keep the fund"),
    "units.see": ("Xem đơn vị", "See units"),
    "members.manage": ("Ghi hội viên", "Keep members"),
    "units.manage": ("Quản lý đơn vị", "Manage units"),
    "accounts.manage": ("Quản lý tài khoản", "Manage accounts"),
    "account.own": ("Tài khoản của mình", "Own account"),
    "account.secrets": ("Xác thực và mã truy cập của mình", "Own factor and tokens"),
    "directory.see": ("Xem danh bạ trực", "See the directory"),
    "directory.manage": ("Sửa danh bạ trực", "Keep the directory"),
    "erasure.see": ("Xem yêu cầu xóa dữ liệu", "See erasure requests"),
    "erasure.request": ("Yêu cầu xóa dữ liệu", "Request an erasure"),
    "erasure.confirm": ("Xác nhận xóa dữ liệu", "Confirm an erasure"),
    "erasure.decide": ("Quyết định xóa dữ liệu", "Decide on an erasure"),
    "erasure.run": ("Thực hiện xóa dữ liệu", "Carry out an erasure"),
    "hold.manage": ("Giữ lại hồ sơ", "Hold a record"),
    "request.record": ("Ghi nhận yêu cầu về dữ liệu", "Record a request about data"),
    "request.handle": ("Xử lý yêu cầu về dữ liệu", "Handle requests about data"),
    "breach.record": ("Ghi nhận vi phạm dữ liệu", "Note a breach of data"),
    "breach.handle": ("Xử lý vi phạm dữ liệu", "Handle breaches of data"),
    "inspection.see": ("Xem kiến nghị của Ban kiểm tra", "See findings of the inspection board"),
    "inspection.write": ("Ghi, xem lại, khép kiến nghị của Ban kiểm tra", "Write, verify or close a finding"),
    "inspection.extract": ("Xin, tải trích xuất nhật ký", "Ask for or download an extract of a log"),
    "inspection.approve-extract": ("Duyệt trích xuất nhật ký", "Approve an extract of a log"),
    "inspection.answer": ("Trả lời, khắc phục kiến nghị của Ban kiểm tra", "Answer or remedy a finding"),
    "consent.record": ("Ghi đồng ý, rút đồng ý", "Record consent and its withdrawal"),
    "policy.see": ("Xem thời hạn lưu", "See how long records are kept"),
    "policy.propose": ("Đề xuất thời hạn lưu", "Propose how long records are kept"),
    "policy.confirm": ("Xác nhận thời hạn lưu", "Confirm how long records are kept"),
    "export.list": ("Xem các lần xuất dữ liệu", "See exports"),
    "export.request": ("Đề nghị xuất dữ liệu", "Request an export"),
    "export.approve": ("Duyệt xuất dữ liệu", "Approve an export"),
    "export.download": ("Tải dữ liệu xuất", "Download an export"),
    "file.attach": ("Thêm tệp", "Attach a file"),
    "file.open": ("Xem hoặc tải tệp", "Look at or download a file"),
    "file.withdraw": ("Bỏ tệp", "Take a file away"),
    "case.merge": ("Gộp, bỏ gộp hồ sơ", "Merge files, or take it back"),
    "book.see": ("Xem sổ đã kết", "See closed books"),
    "book.close": ("Kết sổ", "Close a period of the register"),
    "import.run": ("Kiểm tra, nhập sổ cũ", "Check or import an old log"),
    "import.list": ("Xem các lần nhập sổ cũ", "See imports of old logs"),
}
"""By `application.access.Action`; a test finds an action without words."""

SIGNING_IN: Mapping[str, Words] = {
    "authn.sign-in": ("Đăng nhập", "Sign in"),
    "authn.sign-out": ("Đăng xuất", "Sign out"),
    "authn.proof": ("Xác nhận danh tính", "Prove who one is"),
    "authn.lock": ("Khóa màn hình", "Lock the screen"),
    "authn.unlock": ("Mở khóa màn hình", "Unlock the screen"),
    "authn.session-ended": ("Kết thúc phiên đăng nhập", "End a session"),
}
"""What is noted around a session, before any action; a test finds one without words."""
OPERATORS: Mapping[str, Words] = {
    "trail.export": ("Ghi nhật ký truy cập ra tệp", "Write the access log to a file"),
}
"""What an operator does at the machine, without an action of the policy."""
SEEN: Mapping[str, Words] = {**ACTIONS, **SIGNING_IN, **OPERATORS}
"""All that the access log can say was done."""

FIELD_CLASSES: Mapping[str, Words] = {
    "summary": ("tóm tắt", "summary"),
    "narrative": ("lời kể, nội dung", "narrative"),
    "health": ("sức khỏe", "health"),
    "identity": ("danh tính", "identity"),
    "contact": ("liên hệ", "contact"),
    "reporter_identity": ("danh tính người báo", "informant's identity"),
    "evidence": ("chứng cứ, người bị nghi", "evidence, person suspected"),
    "legal": ("pháp lý", "legal"),
}

GROUNDS: Mapping[str, Words] = {
    "emergency": ("khẩn cấp", "emergency"),
    "role": ("theo vai trò", "by role"),
    "assigned": ("được giao", "assigned"),
    "unit": ("trong đơn vị", "own unit"),
    "supervising": ("giám sát đơn vị dưới", "supervises the unit"),
    "chapter": ("điều hành Chi hội", "heads the chapter"),
    "oversight": ("kiểm tra", "oversight"),
    "break-glass": ("mở khẩn", "break-glass"),
    "conflict": ("xung đột lợi ích", "conflict of interest"),
    "erased": ("đã xóa dữ liệu", "erased"),
    "field-class": ("loại thông tin không mở cho người này", "class of fields not for this person"),
    "account": ("tài khoản không hoạt động", "account not active"),
    "recused": ("đã từ chối vì xung đột", "recused"),
    "assignment": ("không được giao", "not assigned"),
    "restricted": ("hồ sơ hạn chế", "restricted case"),
    "scope": ("ngoài phạm vi đơn vị", "outside the unit's scope"),
    "step-up": ("chờ xác nhận lại danh tính", "waiting for a fresh proof"),
    "token-scope": ("ngoài quyền của mã truy cập", "outside the token's rights"),
    "absent": ("không có hồ sơ này", "no such record"),
    "password": ("mật khẩu", "password"),
    "factor": ("lớp thứ hai", "second factor"),
    "unknown-name": ("không có tài khoản này", "no such account"),
    "not-now": ("tài khoản vừa đổi hoặc đã đóng", "account just changed or closed"),
    "operator": ("người vận hành máy chủ", "operator of the server"),
}
"""Grounds of permits and reasons of denials (`application.access.decide`)."""

PURPOSES: Mapping[str, Words] = {
    "chapter-opinion": ("đề nghị Chi hội cho ý kiến", "opinion of the chapter"),
    "export": ("xuất dữ liệu", "export"),
    "legal-aid": ("chuyển trợ giúp pháp lý", "legal aid"),
    "cooperation": ("trả lời đề nghị phối hợp của cơ quan", "answering a request for cooperation"),
    "case-meeting": ("nêu ý kiến tại cuộc họp trường hợp", "opinion at a case meeting"),
    "forwarding": ("chuyển thông tin cho cơ quan có thẩm quyền", "passing information to an authority"),
}
_BASES: Mapping[str, Words] = {
    "law-on-children-51-1": ("Luật Trẻ em, Điều 51 khoản 1", "Law on Children, art. 51(1)"),
}


LOG_READS = frozenset(
    {"trail.see", "trail.see-record", "trail.judge", "trail.export", "history.see", "decoy.see"}
    | {"decoy.propose", "decoy.confirm"}
)
RIGHTS = frozenset(
    {"accounts.manage", "units.manage", "account.own", "account.secrets", "handover.assign"}
    | {"handover.offer", "handover.answer"}
    | {"case.restrict", "case.unrestrict", "conflict.judge"}
)
GROUPS: tuple[tuple[Words, frozenset[str]], ...] = (
    (("Đăng nhập, phiên", "Signing in, sessions"), frozenset(SIGNING_IN)),
    (("Quyền, tài khoản, đơn vị", "Rights, accounts, units"), RIGHTS),
    (("Xem nhật ký", "Reading the logs"), LOG_READS),
    (("Hồ sơ và công việc", "Cases and work"), frozenset(ACTIONS) - RIGHTS - LOG_READS),
)
"""Everything the access log can be asked for, as the page offers it."""


def worded(words: Mapping[str, Words], code: str | None, language: str) -> str:
    """Return the words of a code; a code without words stands for itself."""
    if not code:
        return ""
    vi, en = words.get(code, (code, code))
    return en if language == "en" else vi


def basis(code: str | None, language: str) -> str:
    """Return the words of a legal basis: of the value list, or of a law."""
    if code and code.startswith(f"{LegalBasis.LIST}/"):
        return LegalBasis.parse(code).label(language)
    return worded(_BASES, code, language)
