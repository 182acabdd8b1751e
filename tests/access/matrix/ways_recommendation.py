"""Routes of recommendations: in which unit, about whose case; nobody is tied to one (decision 0098)."""

from __future__ import annotations

from typing import Any

from tests.access.matrix import rules as r
from tests.access.matrix.association import Ids, Seeded
from tests.access.matrix.records import filed
from tests.access.matrix.ways import Way, form, page, put, read, send
from tests.access.matrix.ways_cases import FIRST_STEP
from tests.access.matrix.ways_files import FileRules, files_of
from tests.api.given import ABSENT
from tests.files.made import SAID as FILE

SAID: dict[str, Any] = {
    "origin": "member",
    "subject": "matter",
    "title": "Làm rào quanh ao",
    "content": "Đề nghị làm rào quanh ao cạnh trường.",
    "collected_on": "2025-08-04",
}
LETTER = {"addressee": "UBND xã", "subject": "rào ao", "body": "Ao sâu.", "asks": "Làm rào."}
CONVEYANCE: dict[str, Any] = {"what": "conveyance", "agency": {"kind": "school"}, "on": "2025-08-10"}
TOLD = {"what": "feedback", "on": "2025-08-12", "way": "in_person"}
CORRECTED = {"value": CONVEYANCE, "reason": "Nhầm nơi"}
FIGURE = "?count=open"
SENT = "3"
"""Version of the conveyance."""

FILED = ("recommendation_file", "page")

_OWN = frozenset({"unit"})
_BELOW = frozenset({"unit", "below", "closely"})
_ALL = _BELOW | {"sibling"}
_STALE = dict.fromkeys(((r.SUPERVISOR, "stale"), (r.OFFICE, "stale")), r.PROOF)
_READS = {(r.AUDITOR, "stale"): r.PROOF}
_WORK = {r.COUNSELLOR: _OWN, r.HEAD: _OWN, r.SUPERVISOR: _BELOW, r.OFFICE: _ALL}
OPEN = r.Rule({**_WORK, r.AUDITOR: _ALL}, else_=_STALE | _READS)
"""The unit, its supervisor and those above; the office and the inspection board see all of them."""
WORK = r.Rule(_WORK, else_=_STALE)
WORK_PAGE = r.Rule(_WORK, else_=_STALE | _READS)
"""The form shows the recommendation, so an auditor is asked for a proof before it says that it is not theirs."""
OPEN_CHILD_S = WORK_PAGE
"""A file in which a child is, as the one here: for those to whom the child's words are shown, no auditor (0109)."""
APPROVE = r.Rule({r.HEAD: _OWN, r.SUPERVISOR: _BELOW}, else_={(r.SUPERVISOR, "stale"): r.PROOF})
SEE = r.roles(r.COUNSELLOR, r.SUPERVISOR, r.HEAD, r.AUDITOR, r.OFFICE)
COLLECT = r.roles(r.COUNSELLOR, r.SUPERVISOR, r.HEAD, r.OFFICE)

FIRST: dict[str, Any] = {"ids": {"one": "first"}}
DRAFTED: dict[str, Any] = {"ids": {"one": "drafted"}}
FIRST_API: dict[str, Any] = {"ids": {"recommendation": "first"}}
DRAFTED_API: dict[str, Any] = {"ids": {"recommendation": "drafted"}}


RECOMMENDATIONS: tuple[Way, ...] = (
    page("/kien-nghi", "plain", SEE),
    form("/kien-nghi", "plain", SEE, {"words": "rao"}, 200),
    read("/recommendations", "plain", SEE),
    page("/kien-nghi/so-lieu", "plain", SEE),
    read("/recommendations/figures", "plain", SEE, query="?year=2025"),
    page("/kien-nghi/so-lieu/mo", "plain", SEE, query=FIGURE),
    read("/recommendations/figures/events", "plain", SEE, query=FIGURE),
    page("/kien-nghi/moi", "plain", COLLECT),
    form("/kien-nghi/moi", "plain", COLLECT, SAID),
    send("/recommendations", "plain", COLLECT, SAID),
    page("/ho-so/{case_id}/kien-nghi", "case", r.ADD),
    form("/ho-so/{case_id}/kien-nghi", "case", r.ADD, SAID),
    form("/chi-hoi/{referral_id}/viec/{step}/kien-nghi", "referral", r.READING, **FIRST_STEP),
    send("/referrals/{referral_id}/steps/{step}/recommendation", "referral", r.READING, {}, **FIRST_STEP),
    page("/kien-nghi/{one}", "recommendation", OPEN),
    read("/recommendations/{recommendation}", "recommendation", OPEN),
    page("/kien-nghi/{one}/cong-van", "recommendation", OPEN),
    page("/kien-nghi/{one}/cong-van.{kind}", "recommendation", OPEN, fixed={"kind": "txt"}),
    read(
        "/recommendations/{recommendation}/documents/cong-van.{kind}",
        "recommendation",
        OPEN,
        fixed={"kind": "txt"},
    ),
    page("/kien-nghi/{one}/van-ban", "recommendation", WORK_PAGE, **FIRST),
    form("/kien-nghi/{one}/van-ban", "recommendation", WORK, LETTER, **FIRST),
    put("/recommendations/{recommendation}/letter", "recommendation", WORK, LETTER, **FIRST_API),
    form("/kien-nghi/{one}/duyet", "recommendation", APPROVE, **DRAFTED),
    send("/recommendations/{recommendation}/approval", "recommendation", APPROVE, {}, **DRAFTED_API),
    form("/kien-nghi/{one}/xem-lai", "recommendation", APPROVE, {"comment": "Nêu rõ"}, **DRAFTED),
    send(
        "/recommendations/{recommendation}/return",
        "recommendation",
        APPROVE,
        {"comment": "Nêu rõ"},
        **DRAFTED_API,
    ),
    page("/kien-nghi/{one}/ghi/{what}", "recommendation", WORK_PAGE, fixed={"what": "phan-hoi"}),
    form("/kien-nghi/{one}/ghi/{what}", "recommendation", WORK, TOLD, fixed={"what": "phan-hoi"}),
    send("/recommendations/{recommendation}/entries", "recommendation", WORK, TOLD),
    page("/kien-nghi/{one}/sua/{entry}", "recommendation", WORK_PAGE, fixed={"entry": SENT}),
    form(
        "/kien-nghi/{one}/sua/{entry}",
        "recommendation",
        WORK_PAGE,
        {
            "what": "conveyance",
            "agency.kind": "school",
            "on": "2025-08-10",
            "why_corrected": "Nhầm nơi",
        },
        fixed={"entry": SENT},
    ),
    put(
        "/recommendations/{recommendation}/entries/{entry}",
        "recommendation",
        WORK,
        CORRECTED,
        fixed={"entry": SENT},
    ),
    form(
        "/kien-nghi/{one}/huy/{entry}",
        "recommendation",
        WORK,
        {"why_cancelled": "Nhầm"},
        fixed={"entry": SENT},
    ),
    send(
        "/recommendations/{recommendation}/entries/{entry}/cancellation",
        "recommendation",
        WORK,
        {"reason": "Nhầm"},
        fixed={"entry": SENT},
    ),
    *files_of(
        "/kien-nghi/{one}",
        "/recommendations/{recommendation}",
        "recommendation_file",
        "recommendation",
        FileRules(OPEN, WORK, OPEN_CHILD_S, WORK),
    ),
)
_ENTERED = {"unit": "elsewhere", "closely": "elsewhere", "named": "elsewhere", "below": "keeper_below"}
_ENTERED |= {"sibling": "keeper_sibling"}


def records_of_recommendations(made: Seeded) -> None:
    """Three of each column: just collected, drafted, conveyed. Restriction and conflict come with the case of one."""
    for column, who in _ENTERED.items():
        ids = _three(made, who)
        made.ids["recommendation", column] = ids
        if column == "closely":
            _change(made, ids, "sensitivity = 'restricted'")
            made.ids["recommendation", "stale"] = ids
        if column == "named":
            _change(made, ids, "case_id = %s", made.ids["case", "named"]["case_id"])
    made.ids["recommendation", "absent"] = dict.fromkeys(
        ("one", "recommendation", "first", "drafted"), ABSENT
    ) | {"recommendation_file": "1", "page": "1"}


def _three(made: Seeded, who: str) -> Ids:
    first, drafted, sent = (made.made(who, "/recommendations", SAID) for _ in range(3))
    for one in (drafted, sent):
        made.api(who, "PUT", f"/recommendations/{one}/letter", LETTER)
    made.api("supervisor_top", "POST", f"/recommendations/{sent}/approval", {})
    made.api(who, "POST", f"/recommendations/{sent}/entries", CONVEYANCE)
    return {
        "one": sent,
        "recommendation": sent,
        "first": first,
        "drafted": drafted,
        "recommendation_file": filed(made, who, f"/recommendations/{sent}", FILE),
        "page": "1",
    }


def _change(made: Seeded, ids: Ids, change: str, *values: object) -> None:
    query = f"UPDATE facts.records SET {change} WHERE record = ANY(%s)"
    made.owner.execute(query, (*values, list({one for name, one in ids.items() if name not in FILED})))
