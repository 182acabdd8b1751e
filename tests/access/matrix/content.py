"""What an answer that says yes may hold: which classes of fields, by a mark of each planted in every case.

What stands in no set here shows none of them. Sources: DESIGN, section 3 (rules 6, 10) and section 7 (classes);
LAW 10.2; decision 0021 (broken glass).
"""

from __future__ import annotations

from typing import Any

from domain.account import Role

MARKS = {
    "narrative": "dauTuongthuat",
    "identity": "dauNhanthan",
    "contact": "0987654321",
    "health": "dauSuckhoe",
    "reporter_identity": "dauNguoibao",
    "legal": "dauPhaply",
    "evidence": "dauBangchung",
}
"""The mark of each class; `summary` is codes and days."""
MARKED: dict[str, Any] = {
    "situation": {"what": MARKS["narrative"]},
    "details": {
        "child": {"name": MARKS["identity"], "telephone": MARKS["contact"]},
        "health_note": MARKS["health"],
        "informant": {"agreed": True, "name": MARKS["reporter_identity"]},
    },
}
MARKED_SAID = {"narrative": MARKS["narrative"], "health_narrative": MARKS["health"]}


def found_in(text: str) -> frozenset[str]:
    """The classes whose mark stands in an answer."""
    return frozenset(name for name, mark in MARKS.items() if mark in text)


_STEP = frozenset({"identity"})
_FORMS = (
    "ghi-chep chuyen da-biet tra-loi/{forwarding} sua/{entry} nhan-dinh viec-tiep ket-thuc dong-y han-che"
    " tu-van ban-giao gop bo-gop"
    " co-quan-bao co-quan-bao/{step} phoi-hop hop-truong-hop hop-truong-hop/{asked}/du du-hop viec-duoc-giao"
)
_PAPERS = (
    ("/ho-so/{case_id}/van-ban", ""),
    ("/ho-so/{case_id}/van-ban", ".{kind}"),
    ("/api/v1/cases/{case_id}/documents", ".{kind}"),
)
_RECEPTION = frozenset({"narrative", "identity", "reporter_identity"})
"""Mẫu 01 names the informant who agreed, to whoever may see them; it knows no health."""
MOST: dict[str, frozenset[str]] = {
    "/ho-so/{case_id}": frozenset(MARKS),
    "/api/v1/cases/{case_id}": frozenset(MARKS),
    "/ho-so/{case_id}/chi-tiet": frozenset(MARKS) - {"legal", "evidence"},
    "/ho-so/{case_id}/lien-he": frozenset({"identity", "contact"}),
    **{f"/ho-so/{{case_id}}/{form}": _STEP for form in _FORMS.split()},
    **dict.fromkeys(
        (
            *("/chi-hoi/{referral_id}", "/chi-hoi/{referral_id}/y-kien"),
            *("/api/v1/referrals/{referral_id}", "/api/v1/referrals/{referral_id}/file"),
        ),
        frozenset({"evidence"}),
    ),
    "/ho-so/{case_id}/de-nghi-chi-hoi": frozenset({"identity", "narrative"}),
    "/tu-van/{matter_id}/de-nghi-chi-hoi": frozenset({"identity", "narrative"}),
    "/ho-so/{case_id}/hai-dong": frozenset(MARKS),
    "/api/v1/cases/{case_id}/two-lines": frozenset(MARKS),
    "/ho-so/{case_id}/luc-ay": frozenset(MARKS),
    "/api/v1/cases/{case_id}/past": frozenset(MARKS),
    "/ho-so/{case_id}/tung-o": frozenset(MARKS),
    "/api/v1/cases/{case_id}/cells": frozenset(MARKS),
    **dict.fromkeys(
        ("/ho-so/{case_id}/phoi-hop/{asked}/tra-loi", "/ho-so/{case_id}/viec-duoc-giao/{asked}"),
        frozenset({"identity", "narrative"}),
    ),
    "/api/v1/cases/{case_id}/consents": frozenset({"legal", "identity"}),
    "/tu-van/{matter_id}/sua/{entry}": frozenset({"narrative", "health"}),
    "/tu-van/{matter_id}": frozenset({"narrative", "health", "evidence"}),
    "/api/v1/consultations/{matter_id}": frozenset({"narrative", "health", "evidence"}),
    "/ho-so/{case_id}/tep": frozenset({"identity", "evidence"}),
    **dict.fromkeys(
        (
            "/tu-van/{matter_id}/tep",
            *(f"/{one}/tep/{{version}}" for one in ("ho-so/{case_id}", "tu-van/{matter_id}")),
            *(f"/api/v1/{one}/files" for one in ("cases/{case_id}", "consultations/{matter_id}")),
            *(f"/api/v1/{one}/files/{{version}}" for one in ("cases/{case_id}", "consultations/{matter_id}")),
        ),
        frozenset({"evidence"}),
    ),
    "/ho-so/{case_id}/van-ban": _STEP,
    **dict.fromkeys((f"{at}/cong-van{kind}" for at, kind in _PAPERS), frozenset({"narrative", "identity"})),
    **dict.fromkeys((f"{at}/mau-01{kind}" for at, kind in _PAPERS), _RECEPTION),
    **dict.fromkeys(("/so-theo-doi/trang-in", "/so-theo-doi/trang-in.{kind}"), _STEP),
    "/api/v1/follow-up-log/documents/trang-in.{kind}": _STEP,
    "/api/v1/week/with-names": _STEP,
    **dict.fromkeys(("/hom-nay", "/api/v1/today"), _STEP | {"narrative"}),
    **dict.fromkeys(("/so-theo-doi", "/api/v1/follow-up-log"), _STEP),
}
"""What a page or an answer of the API may hold at most; lists and forms name the child and say nothing else.

The day's work also says what authorities asked for; the form that asks the chapter, how an entry begins.
"""
CLOSELY = frozenset({"health", "reporter_identity"})
"""For whoever is assigned and for the supervisor alone (Decree 56/2017/NĐ-CP, art. 33)."""
BEHIND_GLASS = CLOSELY | {"legal", "evidence"}
"""Not through broken glass (decision 0021)."""


def may_hold(path: str, role: str, column: str) -> frozenset[str]:
    """The classes that the answer may hold, asked by this role in this column."""
    most = MOST.get(path, frozenset())
    if column == "glass":
        return most - BEHIND_GLASS
    near = role == Role.SUPERVISOR or column in {"assigned", "out", "c-mine", "c-stale"}
    return most if near else most - CLOSELY
