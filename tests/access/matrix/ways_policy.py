"""Routes of members, exports, terms of retention, decoys, and verdicts of the weekly review."""

from __future__ import annotations

from base64 import b64encode

from tests.access.matrix import rules as r
from tests.access.matrix.ways import Way, drop, form, page, put, read, send

S, H, O = r.SUPERVISOR, r.HEAD, r.OFFICER  # noqa: E741 - the officer
SEEN = r.roles(S, r.AUDITOR, O)
KEEP_MEMBERS = r.roles(S, H)
ASK = r.Rule(r.proved(S).may, else_={(S, "stale"): r.PROOF})
PROPOSE = r.Rule(r.proved(O).may, else_={(O, "stale"): r.PROOF})
INSPECTORS = r.roles(r.AUDITOR, O)
MEMBER = {"kind": "member", "person": {"name": "Vi Văn Hội"}}
NEW_MEMBER = MEMBER | {"unit": "$commune"}
COURT = {"code": "region-1-bac-ninh", "since": "2025-07-01"}
EXPORT = {
    "purpose": "report",
    "legal_basis": "same_organisation",
    "why": "Báo cáo sáu tháng",
    "recipient": "Văn phòng Hội",
}
CSV = {"format": "csv"}
IMPORT = r.Rule(r.proved(S).may, else_={(S, "stale"): r.PROOF})
SEE_IMPORTS = r.roles(S, r.AUDITOR)
OLD_LOG = "Ngày tiếp nhận,Họ và tên,Nội dung,Giới tính\n27.3.2024,Lò Văn Ví Dụ,{what},Nam\n"
OLD_FILE = OLD_LOG.format(what="Hỏi thủ tục khai sinh").encode()
HELD = b64encode(OLD_FILE).decode()
MEMBER_LIST = "Họ và tên,Loại,Năm sinh\n{name},Hội viên,1980\n"
MEMBER_FILE = MEMBER_LIST.format(name="Hà Thị Danh Sách").encode()
HELD_LIST = b64encode(MEMBER_FILE).decode()
RULE = {
    "kind": "case",
    "term": {"length": 20, "unit": "years", "counted_from": "event"},
    "effective_from": "$soon",
}
LINE = {"positions": ["$look"], "verdict": "in-order", "note": "Có căn cứ", "day": "2025-11-03"}
SAID = {"positions": ["$look"], "judgement": {"verdict": "in-order", "note": "Có căn cứ"}}
APPROVED = {"export": "approved"}

POLICY: tuple[Way, ...] = (
    page("/hoi-vien", "plain", KEEP_MEMBERS),
    read("/members", "plain", KEEP_MEMBERS),
    page("/hoi-vien/moi", "plain", KEEP_MEMBERS),
    form("/hoi-vien/moi", "plain", KEEP_MEMBERS, NEW_MEMBER),
    send("/members", "plain", KEEP_MEMBERS, NEW_MEMBER),
    page("/hoi-vien/{member}", "member", r.MEMBERS),
    read("/members/{member}", "member", r.MEMBERS),
    form("/hoi-vien/{member}", "member", r.MEMBERS, MEMBER),
    put("/members/{member}", "member", r.MEMBERS, MEMBER),
    form("/hoi-vien/{member}/ra", "member", r.MEMBERS),
    drop("/members/{member}", "member", r.MEMBERS),
    form("/hoi-vien/tim", "plain", KEEP_MEMBERS, {"words": "vi"}, 200),
    send("/members/search", "plain", KEEP_MEMBERS, {"words": "vi"}, 200),
    read("/courts", "plain", KEEP_MEMBERS),
    form("/hoi-vien/{member}/toa-an", "member", r.MEMBERS, COURT),
    send("/members/{member}/court", "member", r.MEMBERS, COURT),
    page("/xuat-du-lieu", "plain", SEEN),
    read("/exports", "plain", SEEN),
    form("/xuat-du-lieu", "plain", ASK, EXPORT),
    send("/exports", "plain", ASK, EXPORT),
    page("/xuat-du-lieu/{export}", "export", r.SEE_EXPORT),
    read("/exports/{export}", "export", r.SEE_EXPORT),
    form("/xuat-du-lieu/{export}/duyet", "export", r.APPROVE_EXPORT),
    send("/exports/{export}/approval", "export", r.APPROVE_EXPORT),
    form("/xuat-du-lieu/{export}/khong-dong-y", "export", r.APPROVE_EXPORT, {"note": "Chưa rõ"}),
    send("/exports/{export}/rejection", "export", r.APPROVE_EXPORT, {"note": "Chưa rõ"}),
    form("/xuat-du-lieu/{export}/rut", "export", r.OWN_EXPORT),
    send("/exports/{export}/withdrawal", "export", r.OWN_EXPORT),
    form("/xuat-du-lieu/{export}/tai", "export", r.OWN_EXPORT, CSV, 200, ids=APPROVED),
    send("/exports/{export}/file", "export", r.OWN_EXPORT, CSV, 200, ids=APPROVED),
    page("/nhap-so-cu", "plain", SEE_IMPORTS),
    read("/imports", "plain", SEE_IMPORTS),
    form("/nhap-so-cu", "plain", IMPORT, {"sheet": ""}, 200, file=OLD_FILE),
    send("/imports/check", "plain", IMPORT, {"file": HELD}, 200),
    form("/nhap-so-cu/tep-loi", "plain", IMPORT, {"sheet": ""}, 200, file=OLD_FILE),
    form("/nhap-so-cu/nhap", "plain", IMPORT, {"sheet": ""}, file=OLD_FILE),
    send("/imports", "plain", IMPORT, {"file": HELD}),
    page("/nhap-so-cu/{import_id}", "import", r.SEE_IMPORT),
    read("/imports/{import_id}", "import", r.SEE_IMPORT),
    form("/nhap-so-cu/{import_id}/lay-lai", "import", r.BACK, {"reason": "Nhập nhầm năm"}),
    send("/imports/{import_id}/taking-back", "import", r.BACK, {"reason": "Nhập nhầm năm"}),
    page("/nhap-hoi-vien", "plain", KEEP_MEMBERS),
    read("/member-lists", "plain", KEEP_MEMBERS),
    page("/nhap-hoi-vien/tep-mau", "plain", KEEP_MEMBERS),
    read("/member-lists/template", "plain", KEEP_MEMBERS),
    form("/nhap-hoi-vien", "plain", KEEP_MEMBERS, {"sheet": ""}, 200, file=MEMBER_FILE),
    send("/member-lists/check", "plain", KEEP_MEMBERS, {"file": HELD_LIST}, 200),
    form("/nhap-hoi-vien/tep-loi", "plain", KEEP_MEMBERS, {"sheet": ""}, 200, file=MEMBER_FILE),
    form("/nhap-hoi-vien/nhap", "plain", KEEP_MEMBERS, {"sheet": ""}, file=MEMBER_FILE),
    send("/member-lists", "plain", KEEP_MEMBERS, {"file": HELD_LIST}),
    page("/nhap-hoi-vien/{import_id}", "memberlist", r.MEMBERS),
    read("/member-lists/{import_id}", "memberlist", r.MEMBERS),
    page("/luu-tru", "plain", SEEN),
    read("/retention-rules", "plain", SEEN),
    page("/luu-tru/qua-han", "plain", r.roles(O)),
    read("/past-term", "plain", r.roles(O)),
    form("/luu-tru", "plain", PROPOSE, RULE),
    send("/retention-rules", "plain", PROPOSE, RULE),
    form("/luu-tru/{proposal}/xac-nhan", "proposal", r.CONFIRM_RULE),
    send("/retention-rules/{proposal}/confirmation", "proposal", r.CONFIRM_RULE),
    form("/luu-tru/{proposal}/khong-dong-y", "proposal", r.CONFIRM_RULE, {"note": "Chưa rõ"}),
    send("/retention-rules/{proposal}/rejection", "proposal", r.CONFIRM_RULE, {"note": "Chưa rõ"}),
    form("/luu-tru/{proposal}/rut", "proposal", r.WITHDRAW_RULE),
    send("/retention-rules/{proposal}/withdrawal", "proposal", r.WITHDRAW_RULE),
    page("/ho-so-moi", "plain", INSPECTORS),
    read("/decoys", "plain", INSPECTORS),
    form("/ho-so-moi", "case", r.MARK_PAGE, {"code": "$closed_code"}),
    send("/decoys", "case", r.MARK, {"code": "$closed_code"}),
    form("/ho-so-moi/{decoy_id}/xac-nhan", "decoy", r.CONFIRM_DECOY),
    send("/decoys/{decoy_id}/confirmation", "decoy", r.CONFIRM_DECOY),
    form("/ho-so-moi/{decoy_id}/khong-dong-y", "decoy", r.CONFIRM_DECOY),
    send("/decoys/{decoy_id}/rejection", "decoy", r.CONFIRM_DECOY),
    form(
        "/ho-so-moi/{decoy_id}/da-xem-xet", "decoy", r.REVIEW_TOUCHES, {"until": "2099-01-01T00:00:00+07:00"}
    ),
    send("/decoys/{decoy_id}/reviews", "decoy", r.REVIEW_TOUCHES, {"until": "2099-01-01T00:00:00+07:00"}),
    form("/ho-so-moi/{decoy_id}/bo", "decoy", r.DECOY),
    send("/decoys/{decoy_id}/withdrawal", "decoy", r.DECOY),
    form("/nhat-ky/ra-soat", "look", r.JUDGE_LOOK, LINE),
    send("/access-log/verdicts", "look", r.JUDGE_LOOK, SAID),
    form("/nhat-ky/ra-soat/rut-mau", "plain", r.roles(r.AUDITOR, r.OFFICER), {"day": "2025-01-06"}),
    send("/access-log/samples", "plain", r.roles(r.AUDITOR, r.OFFICER), {"day": "2025-01-06"}),
)
"""What needs two people, who is compared with the people of a file, and what inspectors watch."""
