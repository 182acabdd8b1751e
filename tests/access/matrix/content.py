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
}
"""The mark of each class; `summary` is codes and days, and no evidence is kept yet."""
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
    "ghi-chep chuyen da-biet tra-loi/{forwarding} nhan-dinh viec-tiep ket-thuc dong-y han-che"
    " de-nghi-chi-hoi tu-van ban-giao"
)
MOST: dict[str, frozenset[str]] = {
    "/ho-so/{case_id}": frozenset(MARKS),
    "/api/v1/cases/{case_id}": frozenset(MARKS),
    "/ho-so/{case_id}/chi-tiet": frozenset(MARKS) - {"legal"},
    "/ho-so/{case_id}/lien-he": frozenset({"identity", "contact"}),
    **{f"/ho-so/{{case_id}}/{form}": _STEP for form in _FORMS.split()},
    "/api/v1/cases/{case_id}/consents": frozenset({"legal", "identity"}),
    "/tu-van/{matter_id}": frozenset({"narrative", "health"}),
    "/api/v1/consultations/{matter_id}": frozenset({"narrative", "health"}),
    "/api/v1/week/with-names": _STEP,
    **dict.fromkeys(("/hom-nay", "/api/v1/today", "/so-theo-doi", "/api/v1/follow-up-log"), _STEP),
}
"""What a page or an answer of the API may hold at most; lists and forms name the child and say nothing else."""
CLOSELY = frozenset({"health", "reporter_identity"})
"""For whoever is assigned and for the supervisor alone (Decree 56/2017/NĐ-CP, art. 33)."""
BEHIND_GLASS = CLOSELY | {"legal"}
"""Not through broken glass (decision 0021)."""


def may_hold(path: str, role: str, column: str) -> frozenset[str]:
    """The classes that the answer may hold, asked by this role in this column."""
    most = MOST.get(path, frozenset())
    if column == "glass":
        return most - BEHIND_GLASS
    near = role == Role.SUPERVISOR or column in {"assigned", "out", "c-mine", "c-stale"}
    return most if near else most - CLOSELY
