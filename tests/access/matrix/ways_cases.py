"""Routes about a case, what belongs to it, and a request to the chapter."""

from __future__ import annotations

from typing import Any

from tests.access.matrix import rules as r
from tests.access.matrix.ways import Way, drop, form, page, put, read, send

SITUATION = {"what": "Cháu kể với cô giáo"}
NOT_ASKED = {"child": {"name_known": "not_asked"}}
SAID: dict[str, Any] = {"narrative": "Nói chuyện", "minutes": 20}
NOTE = {"note": "Đã gọi cho cô giáo"}
CONTACT = {"person": "bác Sao"}
TRIAGE = {"level": "low"}
FORWARDING = {"recipient": {"kind": "hotline_111"}}
KNOWN = {"recipient": {"kind": "commune_police"}, "since": "2025-11-03", "reference": "12/TB"}
STEP = {"what": "Gọi lại", "due_on": "2026-12-01"}
CLOSING = {"outcome": "advised", "child_informed": True}
CONSENT = {
    "purpose": "counselling",
    "by": "child",
    "form": "paper",
    "name": "Vi Thị Mẫu",
    "child_assents": True,
}
PLACING = {"ground": "protection"}
WHY = {"reason": "Không còn lý do"}
KNOWN_BY = {"known_by": "papers", "reason": "Cùng giấy khai sinh"}
MERGE = {"duplicate": "$closed", "merging": KNOWN_BY}
MERGE_FORM = {"other": "$closed", "main": "$case_id"} | KNOWN_BY
ASSIGNED = {"counsellor": "$successor"}
ASKING = {
    "question": "Ai nuôi cháu?",
    "facts": "Cha mẹ ly hôn",
    "parties": [{"name": "Vi Văn Dụ", "role": "parent"}],
}
ANSWER = {"kind": "acknowledged"}
CODE = {"code": "$code"}
URGENT = {"what": "Cháu đang bị đánh"}
INTEREST = {"code": "$code", "declaration": {"interest": "close"}}
BREAKING = {"code": "$code", "breaking": {"ground": "danger"}}

CORRECTION = {"value": {"forwarding": FORWARDING}, "reason": "Ghi nhầm cơ quan"}
ENTRY, SESSION = {"entry": "forwarding"}, {"entry": "step"}
PLACED = {"emergency_id": "placed"}
ELSEWHERE = {"code": "$closed_code"}
TXT = {"kind": "txt"}
"""Plain text, so that what an answer holds can be read."""

CASE: tuple[Way, ...] = (
    page("/ho-so/{case_id}", "case", r.READ),
    read("/cases/{case_id}", "case", r.READ),
    page("/ho-so/{case_id}/chi-tiet", "case", r.CHANGE),
    form(
        "/ho-so/{case_id}/chi-tiet",
        "case",
        r.CHANGE,
        {"situation": SITUATION, "details": NOT_ASKED, "_version": "0"},
    ),
    put("/cases/{case_id}/details", "case", r.CHANGE, {"situation": SITUATION, "details": {}}),
    page("/ho-so/{case_id}/sua/{entry}", "case", r.CHANGE, ids=ENTRY),
    form("/ho-so/{case_id}/sua/{entry}", "case", r.CHANGE, CORRECTION, ids=ENTRY),
    put("/cases/{case_id}/entries/{entry}", "case", r.CHANGE, CORRECTION, ids=ENTRY),
    form("/ho-so/{case_id}/sua/{entry}/bo", "case", r.CHANGE, ids=ENTRY),
    form("/ho-so/{case_id}/sua/{entry}/chuyen", "case", r.MOVE_PAGE, {"code": "$closed_code"}, ids=ENTRY),
    send("/cases/{case_id}/entries/{entry}/file", "case", r.MOVE, {"code": "$closed_code"}, ids=ENTRY),
    page("/ho-so/{case_id}/khan-cap/{emergency_id}", "case", r.CHANGE, ids=PLACED),
    form("/ho-so/{case_id}/khan-cap/{emergency_id}/chuyen", "case", r.MOVE_PAGE, ELSEWHERE, ids=PLACED),
    send("/cases/{case_id}/emergencies/{emergency_id}/file", "case", r.MOVE, ELSEWHERE, ids=PLACED),
    put("/cases/{case_id}/details/right", "case", r.CHANGE, {"situation": SITUATION, "details": {}}),
    page("/ho-so/{case_id}/lien-he", "case", r.CHANGE),
    form("/ho-so/{case_id}/lien-he", "case", r.CHANGE, CONTACT),
    put("/cases/{case_id}/safe-contact", "case", r.CHANGE, CONTACT),
    page("/ho-so/{case_id}/ghi-chep", "case", r.ADD_PAGE),
    form("/ho-so/{case_id}/ghi-chep", "case", r.ADD, NOTE),
    send("/cases/{case_id}/notes", "case", r.ADD, NOTE),
    page("/ho-so/{case_id}/chuyen", "case", r.ADD_PAGE),
    form("/ho-so/{case_id}/chuyen", "case", r.ADD, FORWARDING),
    send("/cases/{case_id}/forwardings", "case", r.ADD, FORWARDING),
    page("/ho-so/{case_id}/van-ban", "case", r.PAPER),
    page("/ho-so/{case_id}/van-ban/cong-van", "case", r.PAPER),
    page("/ho-so/{case_id}/van-ban/cong-van.{kind}", "case", r.PAPER, fixed=TXT),
    read("/cases/{case_id}/documents/cong-van.{kind}", "case", r.PAPER, fixed=TXT),
    page("/ho-so/{case_id}/van-ban/mau-01", "case", r.PAPER),
    page("/ho-so/{case_id}/van-ban/mau-01.{kind}", "case", r.PAPER, fixed=TXT),
    read("/cases/{case_id}/documents/mau-01.{kind}", "case", r.PAPER, fixed=TXT),
    page("/ho-so/{case_id}/da-biet", "case", r.ADD_PAGE),
    form("/ho-so/{case_id}/da-biet", "case", r.ADD, KNOWN),
    send("/cases/{case_id}/known", "case", r.ADD, KNOWN),
    page("/ho-so/{case_id}/tra-loi/{forwarding}", "case", r.ADD_PAGE),
    form("/ho-so/{case_id}/tra-loi/{forwarding}", "case", r.ADD, ANSWER),
    send("/cases/{case_id}/answers", "case", r.ADD, ANSWER | {"forwarding": "$forwarding"}),
    page("/ho-so/{case_id}/nhan-dinh", "case", r.CHANGE),
    form("/ho-so/{case_id}/nhan-dinh", "case", r.CHANGE, TRIAGE),
    send("/cases/{case_id}/triage", "case", r.CHANGE, TRIAGE),
    page("/ho-so/{case_id}/viec-tiep", "case", r.ADD_PAGE),
    form("/ho-so/{case_id}/viec-tiep", "case", r.ADD, STEP),
    send("/cases/{case_id}/next-step", "case", r.ADD, STEP),
    form("/ho-so/{case_id}/viec-tiep/xong", "case", r.ADD),
    drop("/cases/{case_id}/next-step", "case", r.ADD),
    page("/ho-so/{case_id}/ket-thuc", "case", r.CHANGE),
    form("/ho-so/{case_id}/ket-thuc", "case", r.CHANGE, CLOSING),
    send("/cases/{case_id}/closing", "case", r.CHANGE, CLOSING),
    form("/ho-so/{case_id}/mo-lai", "case", r.CHANGE, ids={"case_id": "closed"}),
    send("/cases/{case_id}/reopening", "case", r.CHANGE, ids={"case_id": "closed"}),
    page("/ho-so/{case_id}/dong-y", "case", r.READ),
    read("/cases/{case_id}/consents", "case", r.READ),
    form("/ho-so/{case_id}/dong-y", "case", r.CHANGE, CONSENT),
    send("/cases/{case_id}/consents", "case", r.CHANGE, CONSENT),
    form("/ho-so/{case_id}/dong-y/{consent}/rut", "case", r.CHANGE, {"by": "child"}),
    send("/cases/{case_id}/consents/{consent}/withdrawal", "case", r.CHANGE, {"by": "child"}),
    page("/ho-so/{case_id}/han-che", "case", r.SEE_RESTRICTION),
    form("/ho-so/{case_id}/han-che", "case", r.CHANGE, PLACING),
    send("/cases/{case_id}/restriction", "case", r.CHANGE, PLACING),
    form("/ho-so/{case_id}/bo-han-che", "case", r.LIFT, WHY),
    send("/cases/{case_id}/restriction/lift", "case", r.LIFT, WHY),
    page("/ho-so/{case_id}/gop", "case", r.CHANGE),
    form("/ho-so/{case_id}/gop/tim", "case", r.CHANGE, {"code": "$closed_code"}),
    form("/ho-so/{case_id}/gop", "case", r.CHANGE, MERGE_FORM),
    read("/cases/{case_id}/merges", "case", r.CHANGE),
    send("/cases/{case_id}/merges", "case", r.CHANGE, MERGE),
    page("/ho-so/{case_id}/bo-gop", "case", r.CHANGE),
    form("/ho-so/{case_id}/bo-gop", "case", r.CHANGE, WHY, 409),
    send("/cases/{case_id}/unmerging", "case", r.CHANGE, WHY, 409),
    page("/ho-so/{record}/ban-giao", "case", r.HAND_OVER, ids={"record": "case_id"}),
    form("/ho-so/{record}/ban-giao", "case", r.HAND_OVER, ASSIGNED, ids={"record": "case_id"}),
    send("/cases/{case_id}/assignment", "case", r.HAND_OVER, ASSIGNED),
    page("/ho-so/{case_id}/ai-da-xem", "case", r.LOOKS),
    read("/cases/{case_id}/looks", "case", r.LOOKS),
    page("/lich-su/{case_id}", "case", r.HISTORY),
    read("/histories/{case_id}", "case", r.HISTORY),
    page("/lich-su/{case_id}/luc-ay", "case", r.HISTORY),
    read("/histories/{case_id}/past", "case", r.HISTORY),
    page("/lich-su/{case_id}/tung-o", "case", r.HISTORY),
    read("/histories/{case_id}/cells", "case", r.HISTORY),
    page("/lich-su/{case_id}/su-kien/{position}", "case", r.HISTORY),
    read("/histories/{case_id}/events/{position}", "case", r.HISTORY),
    page("/ho-so/{case_id}/luc-ay", "case", r.READ),
    read("/cases/{case_id}/past", "case", r.READ),
    page("/ho-so/{case_id}/tung-o", "case", r.READ),
    read("/cases/{case_id}/cells", "case", r.READ),
    page("/lich-su/{case_id}/da-che", "case", r.HIDDEN),
    read("/histories/{case_id}/hidden", "case", r.HIDDEN),
    form("/lich-su", "case", r.FIND_HISTORY_PAGE, CODE),
    read("/histories", "case", r.FIND_HISTORY, query="?code=$code"),
)
"""What is read and done about one case, the code of which may stand in for its id."""

COUNSELLING: tuple[Way, ...] = (
    page("/ho-so/{case_id}/tu-van", "case", r.COUNSEL),
    form("/ho-so/{case_id}/tu-van", "case", r.COUNSEL, {"consultation": SAID}),
    send("/consultations", "case", r.COUNSEL, {"consultation": SAID, "case_id": "$case_id"}),
    page("/tu-van/{matter_id}", "case", r.READ),
    read("/consultations/{matter_id}", "case", r.READ),
    page("/tu-van/{matter_id}/them", "case", r.READ),
    form("/tu-van/{matter_id}/them", "case", r.COUNSEL, {"consultation": SAID}),
    send("/consultations/{matter_id}/sessions", "case", r.COUNSEL, {"consultation": SAID}),
    page("/tu-van/{matter_id}/sua/{entry}", "case", r.CHANGE, ids=SESSION),
    form(
        "/tu-van/{matter_id}/sua/{entry}",
        "case",
        r.CHANGE,
        {"consultation": SAID, "reason": "x"},
        ids=SESSION,
    ),
    put(
        "/consultations/{matter_id}/sessions/{entry}",
        "case",
        r.CHANGE,
        {"consultation": SAID, "reason": "x"},
        ids=SESSION,
    ),
    form("/tu-van/{matter_id}/sua/{entry}/bo", "case", r.CHANGE, ids=SESSION),
    form("/tu-van/{matter_id}/sua/{entry}/chuyen", "case", r.MOVE_PAGE, ELSEWHERE, ids=SESSION),
    send("/consultations/{matter_id}/sessions/{entry}/file", "case", r.MOVE, ELSEWHERE, ids=SESSION),
    form("/tu-van/{matter_id}/gan-lai", "case", r.CHANGE, {"code": ""}),
    send("/consultations/{matter_id}/right-case", "case", r.CHANGE, {"code": ""}),
    form("/tu-van/{matter_id}/gan-ho-so", "case", r.CHANGE, CODE),
    send("/consultations/{matter_id}/link", "case", r.CHANGE, CODE),
    form("/tu-van/{matter_id}/viec/{step}/xong", "case", r.COUNSEL),
    drop("/consultations/{matter_id}/steps/{step}", "case", r.COUNSEL),
    page("/tu-van/{record}/ban-giao", "case", r.HAND_OVER, ids={"record": "matter_id"}),
    form("/tu-van/{record}/ban-giao", "case", r.HAND_OVER, ASSIGNED, ids={"record": "matter_id"}),
    send("/consultations/{matter_id}/assignment", "case", r.HAND_OVER, ASSIGNED),
)
"""The matter belongs to the case of the column, and is its counsellor's."""

NEED: tuple[Way, ...] = (
    form("/khan-cap", "case", r.EMERGENCY, URGENT | {"ho_so": "$case_id"}),
    send("/emergencies", "case", r.EMERGENCY, {"emergency": URGENT, "case_id": "$case_id"}),
    form("/khan-cap/{emergency_id}/dua-vao-ho-so", "case", r.TAKE_UP, CODE),
    send("/emergencies/{emergency_id}/case", "case", r.TAKE_UP, CODE),
    form("/xung-dot/khai-bao", "case", r.INTEREST, INTEREST),
    send("/interests", "case", r.INTEREST, INTEREST),
    form("/mo-khan", "case", r.BREAK_PAGE, BREAKING),
    send("/broken-glass", "case", r.BREAK, BREAKING),
    form("/giu-ho-so", "case", r.KEEP, {"held": "$code", "ground": "complaint"}),
    send("/holds", "case", r.KEEP, {"code": "$code", "ground": "complaint"}),
    form(
        "/xoa-du-lieu",
        "case",
        r.KEEP,
        {"code": "$closed_code", "basis": "term_over", "requester": "association"},
    ),
    send("/erasures", "case", r.KEEP, {"code": "$closed_code", "basis": "term_over"}),
    form("/yeu-cau-du-lieu/{one}/ho-so", "case", r.PLACE, CODE, ids={"one": "unplaced"}),
    send("/data-requests/{request_id}/case", "case", r.PLACE, CODE, ids={"request_id": "unplaced"}),
)
"""Said of a case by its code or id: emergencies, interests, broken glass, holds, erasures, requests."""

OPINION = {
    "question": "Ai nuôi cháu?",
    "facts": [{"what": "Cha mẹ ly hôn"}],
    "law": [{"law": "Luật Hôn nhân và gia đình", "article": "84"}],
    "answer": "Theo Điều 84",
    "steps": [{"what": "Gửi công văn", "kind": "letter", "due_on": "2026-12-01"}],
}
TAKEN = {"on": "2026-11-20", "reference": "12/CV"}
FIRST_STEP: dict[str, Any] = {"ids": {"referral_id": "read"}, "fixed": {"step": "0"}}
ON_PAPER: dict[str, Any] = {"ids": {"referral_id": "read"}, "fixed": {"paper": "y-kien", "kind": "txt"}}
ASKED = {"chapter": "$asks", "request": ASKING}
CLEAN = dict.fromkeys(("worked", "related", "counsel", "juror", "official", "recused"), "no")
DISCOVERED = {"chapter": "$chapter", "request": ASKING}
MORE = {"question": "Ai đang nuôi cháu?"}
ANSWER = {"answer": "Ông bà nội."}
QUESTION = {"referral_id": "begun", "asked": "question"}
TIE = {"account": "$reviewed", "reason": "Anh em họ với bố cháu"}
DISSENT = {"note": "Xem thêm Điều 85"}
LOOKED = {"referral_id": "looked"}
DECLARED = {"declaration": CLEAN | {"related": "yes", "reason": "Quen"}}
REFERRAL: tuple[Way, ...] = (
    page("/ho-so/{case_id}/de-nghi-chi-hoi", "case", r.COUNSEL),
    form("/ho-so/{case_id}/de-nghi-chi-hoi", "case", r.COUNSEL, ASKED),
    send("/referrals", "case", r.COUNSEL, ASKED | {"case_id": "$case_id"}),
    page("/tu-van/{matter_id}/de-nghi-chi-hoi", "case", r.COUNSEL),
    form("/tu-van/{matter_id}/de-nghi-chi-hoi", "case", r.COUNSEL, ASKED),
    page("/de-nghi-chi-hoi/tu-phat-hien", "factor", r.roles(r.HEAD)),
    form("/de-nghi-chi-hoi/tu-phat-hien", "factor", r.roles(r.HEAD), DISCOVERED),
    send("/referrals/discoveries", "factor", r.roles(r.HEAD), DISCOVERED),
    form("/chi-hoi/{referral_id}/y-kien/hoi-them", "referral", r.REVIEW, {"more": "Ai đang nuôi cháu?"}),
    send("/referrals/{referral_id}/file/questions", "referral", r.REVIEW, MORE, 200),
    form("/chi-hoi/{referral_id}/hoi-them", "referral", r.CHAPTER, {"more": "Ai đang nuôi cháu?"}),
    send("/referrals/{referral_id}/questions", "referral", r.CHAPTER, MORE, 200),
    form("/chi-hoi/{referral_id}/tra-loi/{asked}", "referral", r.READING, ANSWER, ids=QUESTION),
    send(
        "/referrals/{referral_id}/questions/{asked}/answer", "referral", r.READING, ANSWER, 200, ids=QUESTION
    ),
    page("/chi-hoi/{referral_id}/y-kien/giay-to/{paper}", "referral", r.REVIEW),
    read("/referrals/{referral_id}/file/papers/{paper}", "referral", r.REVIEW),
    page("/chi-hoi/{referral_id}/giay-to/{paper}", "referral", r.CHAPTER),
    read("/referrals/{referral_id}/papers/{paper}", "referral", r.CHAPTER),
    page("/chi-hoi/{referral_id}/moi-lien-he", "referral", r.TIES),
    read("/referrals/{referral_id}/ties", "referral", r.TIES),
    form("/chi-hoi/{referral_id}/moi-lien-he", "referral", r.CHAPTER, TIE),
    send("/referrals/{referral_id}/ties", "referral", r.CHAPTER, TIE, 200),
    page("/chi-hoi/{referral_id}", "referral", r.OPEN_PAGE),
    read("/referrals/{referral_id}", "referral", r.OPEN),
    form(
        "/chi-hoi/{referral_id}/phan-cong",
        "referral",
        r.CHAPTER,
        {"reviewer": "$spare"},
        ids={"referral_id": "begun"},
    ),
    send(
        "/referrals/{referral_id}/reviewer",
        "referral",
        r.CHAPTER,
        {"reviewer": "$spare"},
        200,
        ids={"referral_id": "begun"},
    ),
    page("/chi-hoi/{referral_id}/khai-bao", "referral", r.SHEET),
    read("/referrals/{referral_id}/conflict-sheet", "referral", r.SHEET),
    form("/chi-hoi/{referral_id}/khai-bao", "referral", r.SHEET, DECLARED),
    send(
        "/referrals/{referral_id}/declaration",
        "referral",
        r.SHEET,
        CLEAN | {"related": "yes", "reason": "Quen"},
        200,
    ),
    page("/chi-hoi/{referral_id}/y-kien", "referral", r.REVIEW),
    read("/referrals/{referral_id}/file", "referral", r.REVIEW),
    form("/chi-hoi/{referral_id}/y-kien/bat-dau", "referral", r.REVIEW, ids={"referral_id": "begun"}),
    send("/referrals/{referral_id}/review", "referral", r.REVIEW, None, 200, ids={"referral_id": "begun"}),
    form("/chi-hoi/{referral_id}/y-kien", "referral", r.REVIEW, OPINION),
    send("/referrals/{referral_id}/opinion", "referral", r.REVIEW, {"opinion": OPINION}, 200),
    page("/chi-hoi/{referral_id}/ban-thao", "referral", r.DRAFTS),
    read("/referrals/{referral_id}/drafts", "referral", r.DRAFTS),
    page("/chi-hoi/{referral_id}/y-kien-khac", "referral", r.DRAFTS),
    form("/chi-hoi/{referral_id}/y-kien-khac", "referral", r.CHAPTER, DISSENT),
    send("/referrals/{referral_id}/dissent", "referral", r.CHAPTER, DISSENT, 200),
    form("/chi-hoi/{referral_id}/nho-xem-them", "referral", r.CHAPTER, {"reader": "$spare"}),
    send("/referrals/{referral_id}/second-looks", "referral", r.CHAPTER, {"reader": "$spare"}, 200),
    form("/chi-hoi/{referral_id}/y-kien/y-kien-khac", "referral", r.REVIEW, DISSENT, ids=LOOKED),
    send("/referrals/{referral_id}/file/dissent", "referral", r.REVIEW, DISSENT, 200, ids=LOOKED),
    form("/chi-hoi/{referral_id}/duyet", "referral", r.CHAPTER),
    send("/referrals/{referral_id}/approval", "referral", r.CHAPTER, None, 200),
    form("/chi-hoi/{referral_id}/xem-lai", "referral", r.CHAPTER, {"comment": "Nêu rõ điều luật"}),
    send("/referrals/{referral_id}/return", "referral", r.CHAPTER, {"comment": "Nêu rõ điều luật"}, 200),
    form("/chi-hoi/{referral_id}/khong-nhan", "referral", r.CHAPTER, {"reason": "Ngoài phạm vi"}),
    send("/referrals/{referral_id}/refusal", "referral", r.CHAPTER, {"reason": "Ngoài phạm vi"}, 200),
    form("/chi-hoi/{referral_id}/tro-giup-phap-ly", "referral", r.CHAPTER, {"sent_on": "2025-11-03"}),
    send("/referrals/{referral_id}/legal-aid", "referral", r.CHAPTER, {"sent_on": "2025-11-03"}, 200),
    form("/chi-hoi/{referral_id}/rut", "referral", r.WITHDRAW),
    send("/referrals/{referral_id}/withdrawal", "referral", r.WITHDRAW, {}, 200),
    form("/chi-hoi/{referral_id}/doc", "referral", r.READING, ids={"referral_id": "approved"}),
    send(
        "/referrals/{referral_id}/reading", "referral", r.READING, None, 200, ids={"referral_id": "approved"}
    ),
    page("/chi-hoi/{referral_id}/van-ban/{paper}", "referral", r.OPEN, **ON_PAPER),
    page("/chi-hoi/{referral_id}/van-ban/{paper}.{kind}", "referral", r.OPEN, **ON_PAPER),
    read("/referrals/{referral_id}/documents/{paper}.{kind}", "referral", r.OPEN, **ON_PAPER),
    page("/chi-hoi/{referral_id}/viec/{step}", "referral", r.READING, **FIRST_STEP),
    form("/chi-hoi/{referral_id}/viec/{step}", "referral", r.READING, TAKEN, **FIRST_STEP),
    send("/referrals/{referral_id}/steps/{step}", "referral", r.READING, TAKEN, 200, **FIRST_STEP),
)
