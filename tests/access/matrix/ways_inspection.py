"""Routes of the auditor's desk and of the inspection board's findings (decisions 0115, 0116)."""

from __future__ import annotations

from typing import Any

from tests.access.matrix import rules as r
from tests.access.matrix.association import Ids, Seeded
from tests.access.matrix.ways import Way, form, page, read, send
from tests.api.given import ABSENT

SAID: dict[str, Any] = {
    "kind": "access",
    "found": "Mở hồ sơ không có phân công.",
    "recommended": "Nhắc lại quy chế.",
    "due_on": "2999-12-31",
}
ANSWER = {"stance": "accepted", "words": "Đơn vị tiếp thu."}
REMEDY = {"done_on": "2025-07-02", "words": "Đã họp và nhắc."}
CHECK = {"verdict": "remedied", "words": "Đã xem biên bản."}

_UNITS = {"unit": "commune", "below": "club", "sibling": "sibling", "named": "commune"}
_ALL = frozenset({"unit", "below", "sibling"})
_BELOW = frozenset({"unit", "below"})
_KEEP = {r.SUPERVISOR: _BELOW, r.HEAD: frozenset({"unit"})}
READ = r.Rule({r.AUDITOR: _ALL, r.OFFICER: _ALL, r.OFFICE: _ALL, **_KEEP})
"""The board, the data-protection officer and the office see all of them; who leads a unit, those of it."""
ANSWERS = r.Rule({r.OFFICE: _BELOW, **_KEEP})
"""Nobody answers for a unit that is neither their own nor below it, whatever they may see."""
WRITE = r.Rule({r.AUDITOR: _ALL})
LIST = r.roles(r.SUPERVISOR, r.HEAD, r.AUDITOR, r.OFFICER, r.OFFICE)
AUDITORS = r.roles(r.AUDITOR)
INSPECTORS = r.roles(r.AUDITOR, r.OFFICER)
TOUCHED = r.Rule({r.AUDITOR: frozenset({"unit", "sibling", "settled"})})

_PATH, _API = "/kiem-tra/kien-nghi", "/inspection-findings"
_REPORTED: dict[str, Any] = {"ids": {"finding": "reported"}}
_VERIFIED: dict[str, Any] = {"ids": {"finding": "verified"}}

_EX_PATH, _EX_API = "/kiem-tra/trich-xuat", "/log-extracts"
_ASKED: dict[str, Any] = {"log": "access", "why": "Đối chiếu", "recipient": "Ban kiểm tra"}
_EVERY = frozenset({"there", "mine"})
EXTRACT_SEEN = r.Rule({r.AUDITOR: _EVERY | {"stale"}, r.OFFICER: _EVERY | {"stale"}})
EXTRACT_SECOND = r.Rule(
    {r.AUDITOR: frozenset({"there"}), r.OFFICER: frozenset({"there", "mine"})},
    else_={(r.AUDITOR, "mine"): "409", (r.AUDITOR, "stale"): r.PROOF, (r.OFFICER, "stale"): r.PROOF},
)
"""A second person: whoever asked does not approve."""
EXTRACT_FILE = r.Rule(
    {r.AUDITOR: frozenset({"mine"})}, else_={(r.AUDITOR, "there"): "409", (r.AUDITOR, "stale"): r.PROOF}
)
ASK = r.proved(r.AUDITOR)
_APPROVED: dict[str, Any] = {"ids": {"extract": "approved"}}

INSPECTION: tuple[Way, ...] = (
    page("/kiem-tra", "plain", INSPECTORS),
    form("/kiem-tra", "plain", AUDITORS, {"code": "SD.TN.9999.2031"}, 422),
    page("/kiem-tra/su-kien", "plain", AUDITORS),
    read("/event-log", "plain", AUDITORS),
    page("/kiem-tra/nguoi", "plain", AUDITORS, query=f"?account={ABSENT}"),
    read("/event-log/people/{account}", "plain", AUDITORS, fixed={"account": ABSENT}),
    page("/kiem-tra/xung-dot", "plain", AUDITORS),
    read("/event-log/conflicts", "plain", AUDITORS),
    page("/kiem-tra/xung-dot/{conflict}", "conflict", TOUCHED, ids={"conflict": "conflict_id"}),
    read("/event-log/conflicts/{conflict}", "conflict", TOUCHED, ids={"conflict": "conflict_id"}),
    page(_PATH, "plain", LIST),
    read(_API, "plain", LIST),
    form(
        _PATH,
        "plain",
        AUDITORS,
        {"unit": "$parent"} | {f"said.{name}": value for name, value in SAID.items()},
    ),
    send(_API, "plain", AUDITORS, {"unit": "$parent", "said": SAID}),
    page(f"{_PATH}/{{finding}}", "finding", READ),
    read(f"{_API}/{{finding}}", "finding", READ),
    form(f"{_PATH}/{{finding}}/tra-loi", "finding", ANSWERS, ANSWER),
    send(f"{_API}/{{finding}}/answer", "finding", ANSWERS, ANSWER),
    form(f"{_PATH}/{{finding}}/khac-phuc", "finding", ANSWERS, REMEDY),
    send(f"{_API}/{{finding}}/remedy", "finding", ANSWERS, REMEDY),
    form(f"{_PATH}/{{finding}}/xem-lai", "finding", WRITE, CHECK, **_REPORTED),
    send(f"{_API}/{{finding}}/verification", "finding", WRITE, CHECK, **_REPORTED),
    form(f"{_PATH}/{{finding}}/khep-lai", "finding", WRITE, {}, **_VERIFIED),
    send(f"{_API}/{{finding}}/closing", "finding", WRITE, {}, **_VERIFIED),
    page(_EX_PATH, "plain", INSPECTORS),
    read(_EX_API, "plain", INSPECTORS),
    form(_EX_PATH, "plain", ASK, _ASKED),
    send(_EX_API, "plain", ASK, _ASKED),
    page(f"{_EX_PATH}/{{extract}}", "extract", EXTRACT_SEEN),
    read(f"{_EX_API}/{{extract}}", "extract", EXTRACT_SEEN),
    form(f"{_EX_PATH}/{{extract}}/duyet", "extract", EXTRACT_SECOND),
    send(f"{_EX_API}/{{extract}}/approval", "extract", EXTRACT_SECOND, {}),
    form(f"{_EX_PATH}/{{extract}}/khong-dong-y", "extract", EXTRACT_SECOND, {"note": "Chưa rõ"}),
    send(f"{_EX_API}/{{extract}}/rejection", "extract", EXTRACT_SECOND, {"note": "Chưa rõ"}),
    form(f"{_EX_PATH}/{{extract}}/tai", "extract", EXTRACT_FILE, {"format": "csv"}, 200, **_APPROVED),
    send(f"{_EX_API}/{{extract}}/file", "extract", EXTRACT_FILE, {"format": "csv"}, 200, **_APPROVED),
)


def findings_of_columns(made: Seeded) -> None:
    """Three of each column: just opened, reported as remedied, verified."""
    for column, unit in _UNITS.items():
        asked: dict[str, Any] = {"unit": str(made.world.units[unit]), "said": SAID}
        if column == "named":
            asked["code"] = made.ids["case", "named"]["code"]
        ids: Ids = {name: made.made("auditor", _API, asked) for name in ("finding", "reported", "verified")}
        for name in ("reported", "verified"):
            made.api("supervisor_top", "POST", f"{_API}/{ids[name]}/remedy", REMEDY)
        made.api("auditor", "POST", f"{_API}/{ids['verified']}/verification", CHECK)
        made.ids["finding", column] = ids
    for column, who in (("there", "auditor"), ("mine", "auditor_sd")):
        extract = {name: made.made(who, _EX_API, _ASKED) for name in ("extract", "approved")}
        made.api("officer", "POST", f"{_EX_API}/{extract['approved']}/approval", {})
        made.ids["extract", column] = extract
    made.ids["extract", "stale"] = made.ids["extract", "mine"]
    made.ids["extract", "absent"] = dict.fromkeys(("extract", "approved"), ABSENT)
    made.ids["finding", "absent"] = dict.fromkeys(("finding", "reported", "verified"), ABSENT)
