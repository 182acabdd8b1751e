"""Routes of the other desks, of one's own account, and of lists."""

from __future__ import annotations

from tests.access.matrix import rules as r
from tests.access.matrix.columns import ROWS
from tests.access.matrix.ways import Way, drop, form, page, put, read, send

S, H, O = r.SUPERVISOR, r.HEAD, r.OFFICER  # noqa: E741 - the officer
CHAPTER_WORK = r.roles(r.COUNSELLOR, S, H, r.REVIEWER)
FIGURES = r.roles(r.COUNSELLOR, S, H, r.AUDITOR, r.OFFICE)
OPENED = r.roles(r.COUNSELLOR, S, H, r.AUDITOR)
QUARTER = r.roles(S, H, r.AUDITOR, r.OFFICE)
GLASS = r.roles(r.COUNSELLOR, S, r.AUDITOR, O)
INSPECTORS = r.roles(r.AUDITOR, O)
FIGURE = "?measure=received&year=2026"
FILES = "?count=open"
CELL = "?cut=sex&code=female&year=2026"
PASSWORDS = {"old": "$password", "new": "một câu khác đủ dài"}
COMMUNE = "07282@2025-07-01"
NUMBER = {"unit": COMMUNE, "body": "police", "number": "0204 000 00 13", "valid_from": "2025-07-01"}
FOUNDING = {
    "level": "club",
    "code": "CLB",
    "name": "Câu lạc bộ",
    "founded_on": "2025-07-01",
    "parent": "$parent",
}
KIN = {"name": "Vi Văn Dụ"}
TOKEN = {"name": "Bảng tính", "why": "Báo cáo", "scopes": ["read_log"], "last_day": "$soon"}
JUDGEMENT = {"verdict": "upheld", "reason": "Đúng là người quen"}
REVIEWED = {"finding": "justified", "note": "Có căn cứ"}
ASKED = {"kind": "see", "who": "other", "name": "Lò Văn Ví Dụ"}
BREACH = {"what": "Mất điện thoại"}
ANSWER = {"identity": "papers", "answer": "Đã cho xem"}
REFUSED = {"ground": "not_representative"}
NOTICE = {"way": "nobody"}
JUDGED = {"verdict": "another", "how_known": "Đã gặp mẹ cháu"}
TAKEN_IN = {"situation": {"what": "Cháu kể với cô giáo"}}
SAID = {"consultation": {"narrative": "Nói chuyện", "minutes": 20}}
ACCOUNT = {"name": "Người mới", "sign_in": "nguoimoi", "unit": "$parent", "roles": ["office"]}
ROLES = {"unit": "$parent", "roles": ["office"]}
MOVE = {"parent": "$parent", "effective_on": "2025-07-01"}
RENAMED = {"name": "Câu lạc bộ mới", "effective_on": "2025-07-01"}
TASK = {"task": "Rà soát hội viên", "due_on": "2025-12-31"}
END = {"ended_on": "2025-06-30", "successor": "$parent"}

LISTS: tuple[Way, ...] = (
    page("/hom-nay", "plain", r.ALL),
    read("/today", "plain", r.ALL),
    page("/so-theo-doi", "plain", r.CASE_WORK),
    form("/so-theo-doi", "plain", r.CASE_WORK, {"words": "may"}, 200),
    read("/follow-up-log", "plain", r.CASE_WORK),
    send("/follow-up-log/search", "plain", r.CASE_WORK, {"words": "may"}, 200),
    page("/tiep-nhan", "plain", r.CASE_WORK),
    form("/tiep-nhan", "plain", r.CASE_WORK, TAKEN_IN),
    send("/cases", "plain", r.CASE_WORK, TAKEN_IN),
    page("/tu-van", "plain", r.CASE_WORK),
    read("/consultations", "plain", r.CASE_WORK),
    page("/tu-van/moi", "plain", r.CASE_WORK),
    form("/tu-van/moi", "plain", r.CASE_WORK, SAID),
    page("/chi-hoi", "plain", CHAPTER_WORK),
    read("/referrals", "plain", CHAPTER_WORK),
    page("/bang-chi-hoi", "plain", r.roles(H)),
    page("/bang-chi-hoi/quy", "plain", QUARTER),
    page("/bang-chi-hoi/quy/mo", "plain", r.roles(H), query="?measure=received"),
    read("/referral-board", "plain", r.roles(H)),
    read("/referral-board/quarter", "plain", QUARTER),
    read("/referral-board/quarter/events", "plain", r.roles(H), query="?measure=received"),
    page("/dieu-92", "plain", FIGURES),
    read("/article-92", "plain", FIGURES),
    page("/dieu-92/bang", "plain", FIGURES),
    read("/article-92/cuts", "plain", FIGURES),
    page("/dieu-92/mo", "plain", OPENED, query=FIGURE),
    read("/article-92/events", "plain", OPENED, query=FIGURE),
    page("/dieu-92/tinh-hinh", "plain", FIGURES),
    read("/situation", "plain", FIGURES),
    page("/dieu-92/tinh-hinh/mo", "plain", OPENED, query=CELL),
    read("/situation/events", "plain", OPENED, query=CELL),
    page("/dieu-92/so-theo-doi", "plain", FIGURES),
    read("/log-figures/quality", "plain", FIGURES),
    page("/dieu-92/don-vi", "plain", FIGURES),
    read("/log-figures/caseload", "plain", FIGURES),
    page("/dieu-92/so-theo-doi/mo", "plain", OPENED, query=FILES),
    read("/log-figures/files", "plain", OPENED, query=FILES),
    page("/lich-su", "plain", r.roles(r.AUDITOR)),
    page("/so-theo-doi/vao-ngay", "plain", r.CASE_WORK),
    read("/follow-up-log/past", "plain", r.CASE_WORK),
    page("/nhat-ky/so-theo-doi", "plain", r.roles(r.AUDITOR)),
    read("/past-log", "plain", r.roles(r.AUDITOR)),
    page("/nhat-ky", "plain", INSPECTORS),
    read("/access-log", "plain", INSPECTORS),
    page("/nhat-ky/ra-soat", "plain", INSPECTORS),
    read("/access-log/review", "plain", INSPECTORS),
    page("/kiem-tra/niem-phong", "plain", r.roles(r.AUDITOR)),
    read("/seal", "plain", r.roles(r.AUDITOR)),
    page("/nhat-ky/doi-chieu", "plain", INSPECTORS),
    read("/view-comparisons", "plain", INSPECTORS),
    page("/khan-cap", "plain", r.ALL, stranger="200"),
    page("/bieu-mau/tiep-nhan", "plain", r.ALL),
    page("/bieu-mau/tiep-nhan.{kind}", "plain", r.ALL, fixed={"kind": "txt"}),
    read("/documents/phieu-tiep-nhan.{kind}", "plain", r.ALL, fixed={"kind": "txt"}),
    page("/so-theo-doi/trang-in", "plain", r.CASE_WORK),
    page("/so-theo-doi/trang-in.{kind}", "plain", r.CASE_WORK, fixed={"kind": "txt"}),
    read("/follow-up-log/documents/trang-in.{kind}", "plain", r.CASE_WORK, fixed={"kind": "txt"}),
    page("/danh-ba", "plain", r.ALL),
    read("/duty-numbers", "plain", r.ALL),
    form("/danh-ba", "plain", r.roles(S, r.ADMINISTRATOR), NUMBER),
    send("/duty-numbers", "plain", r.roles(S, r.ADMINISTRATOR), NUMBER),
    form("/danh-ba/{entry}/thoi", "listed", r.DIRECTORY, {"unit": COMMUNE, "last_day": "2025-12-31"}),
    send(
        "/duty-numbers/{entry}/withdraw", "listed", r.DIRECTORY, {"unit": COMMUNE, "last_day": "2025-12-31"}
    ),
)

PROTECTION: tuple[Way, ...] = (
    page("/xung-dot/khai-bao", "plain", r.roles(*ROWS[:7])),
    page("/xung-dot/da-ghi", "plain", r.roles(*ROWS[:7])),
    page("/xung-dot", "plain", r.roles(S, H, O)),
    read("/conflicts", "plain", r.roles(S, H, O)),
    page("/xung-dot/{conflict_id}", "conflict", r.SEE_CONFLICT),
    form("/xung-dot/{conflict_id}", "conflict", r.JUDGE_PAGE, JUDGEMENT),
    read("/conflicts/{conflict_id}", "conflict", r.SEE_CONFLICT),
    send("/conflicts/{conflict_id}/judgements", "conflict", r.JUDGE, JUDGEMENT),
    page("/mo-khan", "plain", GLASS),
    read("/broken-glass", "plain", GLASS),
    form("/mo-khan/{glass_id}/ly-do", "glass", r.EXPLAIN, {"reason": "Cháu gọi cầu cứu"}),
    send("/broken-glass/{glass_id}/reasons", "glass", r.EXPLAIN, {"reason": "Cháu gọi cầu cứu"}),
    page("/mo-khan/{glass_id}", "glass", r.SEE_REVIEW),
    form("/mo-khan/{glass_id}", "glass", r.REVIEW_GLASS, REVIEWED),
    send("/broken-glass/{glass_id}/reviews", "glass", r.REVIEW_GLASS, REVIEWED),
    page("/ke-khai", "plain", r.ALL),
    read("/own-kin", "plain", r.ALL),
    form("/ke-khai", "plain", r.ALL, KIN),
    put("/own-kin", "plain", r.ALL, KIN, 201),
)

OFFICER: tuple[Way, ...] = (
    page("/xoa-du-lieu", "plain", r.roles(S, O)),
    read("/erasures", "plain", r.roles(S, O)),
    form("/xoa-du-lieu/{erasure}/tu-choi", "erasure", r.DECIDE, {"ground": "crime_prevention"}),
    send("/erasures/{erasure}/refusal", "erasure", r.DECIDE, {"ground": "crime_prevention"}),
    form("/xoa-du-lieu/{erasure}/xac-nhan", "erasure", r.CONFIRM),
    send("/erasures/{erasure}/confirmation", "erasure", r.CONFIRM),
    form("/xoa-du-lieu/{erasure}/rut", "erasure", r.DECIDE),
    send("/erasures/{erasure}/withdrawal", "erasure", r.DECIDE),
    form("/xoa-du-lieu/{erasure}/thuc-hien", "erasure", r.DECIDE, ids={"erasure": "confirmed"}),
    send("/erasures/{erasure}/run", "erasure", r.DECIDE, ids={"erasure": "confirmed"}),
    form("/xoa-du-lieu/{erasure}/da-bao", "erasure", r.DECIDE, NOTICE, ids={"erasure": "waiting"}),
    send("/erasures/{erasure}/notice", "erasure", r.DECIDE, NOTICE, ids={"erasure": "waiting"}),
    form("/giu-ho-so/{hold}/bo", "hold", r.HOLDS),
    drop("/holds/{hold}", "hold", r.HOLDS),
    page("/yeu-cau-du-lieu", "plain", r.ALL),
    form("/yeu-cau-du-lieu", "plain", r.ALL, ASKED),
    send("/data-requests", "plain", r.ALL, ASKED),
    read("/data-requests", "plain", r.roles(O)),
    page("/yeu-cau-du-lieu/{one}", "request", r.REQUESTS),
    read("/data-requests/{request_id}", "request", r.REQUESTS),
    form("/yeu-cau-du-lieu/{one}/da-bao", "request", r.REQUESTS),
    send("/data-requests/{request_id}/acknowledgement", "request", r.REQUESTS),
    form("/yeu-cau-du-lieu/{one}/gia-han", "request", r.REQUESTS, {"reason": "Cần tìm hồ sơ giấy"}),
    send("/data-requests/{request_id}/extension", "request", r.REQUESTS, {"reason": "Cần tìm hồ sơ giấy"}),
    form("/yeu-cau-du-lieu/{one}/tra-loi", "request", r.REQUESTS, ANSWER),
    send("/data-requests/{request_id}/answer", "request", r.REQUESTS, ANSWER),
    form("/yeu-cau-du-lieu/{one}/tu-choi", "request", r.REQUESTS, REFUSED),
    send("/data-requests/{request_id}/refusal", "request", r.REQUESTS, REFUSED),
    form("/yeu-cau-du-lieu/{one}/canh-bao", "request", r.REQUESTS, JUDGED, ids={"one": "warned"}),
    send("/data-requests/{request_id}/verdict", "request", r.REQUESTS, JUDGED, ids={"request_id": "warned"}),
    page("/vi-pham-du-lieu", "plain", r.ALL),
    form("/vi-pham-du-lieu", "plain", r.ALL, BREACH),
    send("/breaches", "plain", r.ALL, BREACH),
    read("/breaches", "plain", r.roles(O)),
    page("/vi-pham-du-lieu/{one}", "breach", r.REQUESTS),
    read("/breaches/{breach}", "breach", r.REQUESTS),
    form("/vi-pham-du-lieu/{one}/thong-bao", "breach", r.REQUESTS, {"to": "Bộ Công an"}),
    send("/breaches/{breach}/notice", "breach", r.REQUESTS, {"to": "Bộ Công an"}),
    form(
        "/vi-pham-du-lieu/{one}/ket-thuc",
        "breach",
        r.REQUESTS,
        {"done": "Khóa máy", "why_not_notified": "Không lộ"},
    ),
    send(
        "/breaches/{breach}/closing",
        "breach",
        r.REQUESTS,
        {"done": "Khóa máy", "why_not_notified": "Không lộ"},
    ),
)

ADMIN = r.proved(r.ADMINISTRATOR)
ADMIN = r.Rule(ADMIN.may, else_={(r.ADMINISTRATOR, "stale"): r.PROOF})
SEE_UNITS = r.roles(S, r.HEAD, r.AUDITOR, r.ADMINISTRATOR, r.OFFICE)
ACCOUNTS: tuple[Way, ...] = (
    page("/tai-khoan", "plain", ADMIN),
    read("/accounts", "plain", ADMIN),
    form("/tai-khoan", "plain", ADMIN, ACCOUNT, 200),
    send("/accounts", "plain", ADMIN, ACCOUNT),
    form("/tai-khoan/{account}/vai-tro", "held", r.ADMINISTER, ROLES),
    put("/accounts/{account}/roles", "held", r.ADMINISTER, ROLES),
    form("/tai-khoan/{account}/mat-khau", "held", r.ADMINISTER, ok=200),
    send("/accounts/{account}/password", "held", r.ADMINISTER),
    form("/tai-khoan/{account}/go-xac-thuc", "held", r.ADMINISTER, {"because": "lost_device"}),
    send("/accounts/{account}/second-factor/reset", "held", r.ADMINISTER, {"because": "lost_device"}, 200),
    form("/tai-khoan/{account}/dong", "held", r.ADMINISTER),
    drop("/accounts/{account}", "held", r.ADMINISTER),
    page("/don-vi", "plain", SEE_UNITS),
    read("/units", "plain", SEE_UNITS),
    page("/don-vi/{unit}", "book", r.SEE_UNIT),
    read("/units/{unit}", "book", r.SEE_UNIT),
    page("/don-vi/{unit}/doi/{what}", "held", r.ADMINISTER, ids={"what": "change"}),
    form("/don-vi/{unit}/doi/{what}", "held", r.ADMINISTER, RENAMED, ids={"what": "change"}),
    send("/units/{unit}/changes", "held", r.ADMINISTER, RENAMED | {"what": "name"}),
    page("/don-vi/{unit}/ghi/{what}", "book", r.KEEP_UNIT, ids={"what": "entry"}),
    form("/don-vi/{unit}/ghi/{what}", "book", r.KEEP_UNIT, TASK, ids={"what": "entry"}),
    send("/units/{unit}/entries", "book", r.KEEP_UNIT, TASK | {"what": "task"}),
    form("/don-vi", "plain", ADMIN, FOUNDING),
    send("/units", "plain", ADMIN, FOUNDING),
    form("/don-vi/{unit}/ket-thuc", "held", r.ADMINISTER, END),
    send("/units/{unit}/end", "held", r.ADMINISTER, END),
    form("/don-vi/{unit}/chuyen", "held", r.ADMINISTER, MOVE),
    send("/units/{unit}/move", "held", r.ADMINISTER, MOVE),
    page("/tai-khoan/ma-truy-cap", "plain", ADMIN),
    read("/all-tokens", "plain", ADMIN),
    form(
        "/tai-khoan/{account}/ma-truy-cap/{token}/thu-hoi",
        "held",
        r.ADMINISTER,
        {"because": "suspected_misuse"},
    ),
    send(
        "/accounts/{account}/tokens/{token}/end", "held", r.ADMINISTER, {"because": "suspected_misuse"}, 200
    ),
)

SECRETS = r.Rule(
    {role: frozenset({"fresh"}) for role in ROWS[:8]},
    else_={(role, "stale"): r.PROOF for role in ROWS[:8]},
)
OWN: tuple[Way, ...] = (
    page("/mat-khau", "plain", r.ALL),
    form("/mat-khau", "plain", r.ALL, PASSWORDS),
    put("/own-password", "plain", r.ALL, PASSWORDS),
    page("/xac-nhan", "plain", r.ALL),
    form("/xac-nhan", "plain", r.ALL, {"password": "$password"}),
    send("/sessions/current/proof", "plain", r.ALL, {"password": "$password"}, 200),
    page("/phien", "plain", r.ALL),
    page("/hop-cho", "plain", r.ALL),
    read("/sessions", "plain", r.ALL),
    form("/phien/ket-thuc-khac", "plain", r.ALL),
    send("/sessions/end-others", "plain", r.ALL, None, 200),
    form("/phien/con-day", "plain", r.ALL, ok=204),
    page("/phien/khoa-nhap", "plain", r.ALL),
    form("/phien/khoa", "plain", r.ALL),
    form("/phien/{session}/ket-thuc", "token", r.OWN_SESSION),
    drop("/sessions/by-id/{session}", "token", r.OWN_SESSION),
    drop("/sessions/current", "plain", r.ALL, 204),
    page("/xac-thuc", "plain", r.ALL),
    read("/second-factor", "plain", r.ALL),
    form("/xac-thuc", "plain", r.ALL, {"password": "$password"}, 200),
    send("/second-factor", "plain", r.ALL, {"password": "$password"}),
    form("/xac-thuc/xac-nhan", "plain", r.ALL, {"answer": "$totp"}, 200),
    send("/second-factor/confirmation", "plain", r.ALL, {"answer": "$totp"}),
    form("/xac-thuc/ma-du-phong", "factor", SECRETS, ok=200),
    send("/second-factor/recovery-codes", "factor", SECRETS),
    form("/xac-thuc/go", "factor", SECRETS),
    drop("/second-factor", "factor", SECRETS),
    page("/ma-truy-cap", "plain", r.ALL),
    read("/tokens", "plain", r.ALL),
    form("/ma-truy-cap", "plain", SECRETS, TOKEN, 200),
    send("/tokens", "plain", SECRETS, TOKEN),
    form("/ma-truy-cap/{token}/thu-hoi", "token", r.OWN_TOKEN),
    drop("/tokens/{token}", "token", r.OWN_TOKEN),
)

SIGN_IN = {"name": "$sign_in", "password": "$password"}
OPEN: tuple[Way, ...] = (
    page("/", "open", r.ANYONE, 303, stranger="303"),
    page("/dang-nhap", "open", r.ANYONE, stranger="200"),
    form("/dang-nhap", "open", r.ANYONE, SIGN_IN, stranger="303"),
    send("/sessions", "open", r.ANYONE, SIGN_IN, stranger="201"),
    form("/dang-xuat", "open", r.ANYONE, stranger="303"),
    page("/thoat-nhanh", "open", r.ANYONE, 303, stranger="303"),
    page("/thoat-nhanh/la-gi", "open", r.ANYONE, stranger="200"),
    page("/mat-mang", "open", r.ANYONE, stranger="200"),
    page("/huong-dan", "open", r.ANYONE, stranger="200"),
    form("/huong-dan", "open", r.ANYONE, {"words": "khẩn cấp"}, 200, stranger="200"),
    page("/huong-dan/tat-ca", "open", r.ANYONE, stranger="200"),
    page("/huong-dan/{slug}", "open", r.ANYONE, stranger="200"),
    page("/ngon-ngu/{language}", "open", r.ANYONE, 303, stranger="303"),
    page("/khan-cap/da-ghi", "open", r.ANYONE, stranger="200"),
    read("/openapi.json", "open", r.ANYONE, stranger="200"),
    page("/healthz", "open", r.ANYONE, stranger="200"),
    page("/readyz", "open", r.ANYONE, stranger="200"),
    page("/static/app.css", "open", r.ANYONE, stranger="200"),
)
"""Open to anyone: signing in and out, the numbers, what says nothing of a person."""
