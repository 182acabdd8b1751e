"""Routes of reports: of which unit; the office writes, leaders approve, the inspection board reads (decision 0103)."""

from __future__ import annotations

from typing import Any

from tests.access.matrix import rules as r
from tests.access.matrix.association import Ids, Seeded
from tests.access.matrix.ways import Way, form, page, put, read, send
from tests.api.given import ABSENT

HEADING = {
    "level": "addressees",
    "provided_to": "Nơi nhận",
    "addressee": "Ủy ban nhân dân xã",
    "place": "Bắc Giang",
    "signs_as": "CHỦ TỊCH",
}
ASKED: dict[str, Any] = {"kind": "article_92", "first": "2025-01-01", "last": "2025-03-31"}
BEGUN: dict[str, Any] = {"asked": ASKED, "draft": {"heading": HEADING}}
WRITING: dict[str, Any] = {"draft": {"heading": HEADING}}
ISSUE = {"number": 77, "issued_on": "2025-04-05"}
WHY = {"reason": "Thử"}

_UNITS = {"unit": "commune", "below": "club", "sibling": "sibling"}
_ALL = frozenset(_UNITS)
_LEADS = {r.SUPERVISOR: frozenset({"unit", "below"}), r.HEAD: frozenset({"unit"})}
SEE = r.Rule({r.OFFICE: _ALL, r.AUDITOR: _ALL, **_LEADS})
WRITE = r.Rule({r.OFFICE: _ALL})
APPROVE = r.Rule(_LEADS)
LIST = r.roles(r.SUPERVISOR, r.HEAD, r.AUDITOR, r.OFFICE)
BEGIN = r.roles(r.OFFICE)
TXT = {"kind": "txt"}
KIND = {"kind": "article_92"}


def _at(stage: str) -> dict[str, Any]:
    """Which of a column's reports stands for a route's."""
    return {"ids": {"report": stage}}


REPORTS: tuple[Way, ...] = (
    page("/bao-cao", "plain", LIST),
    read("/reports", "plain", LIST),
    page("/bao-cao/moi/{kind}", "plain", BEGIN, fixed=KIND),
    form(
        "/bao-cao/moi/{kind}",
        "plain",
        BEGIN,
        {f"asked.{name}": value for name, value in ASKED.items()}
        | {f"draft.heading.{name}": value for name, value in HEADING.items()},
        fixed=KIND,
    ),
    send("/reports", "plain", BEGIN, BEGUN),
    page("/bao-cao/{report}", "report", SEE),
    read("/reports/{report}", "report", SEE),
    page("/bao-cao/{report}/van-ban", "report", SEE),
    page("/bao-cao/{report}/van-ban.{kind}", "report", SEE, fixed=TXT),
    read("/reports/{report}/documents/bao-cao.{kind}", "report", SEE, fixed=TXT),
    page("/bao-cao/{report}/lam-lai", "report", SEE),
    read("/reports/{report}/again", "report", SEE),
    page("/bao-cao/{report}/sua", "report", WRITE),
    form(
        "/bao-cao/{report}/sua",
        "report",
        WRITE,
        {f"draft.heading.{name}": value for name, value in HEADING.items()},
    ),
    put("/reports/{report}/writing", "report", WRITE, WRITING),
    form("/bao-cao/{report}/duyet", "report", APPROVE),
    send("/reports/{report}/approval", "report", APPROVE, {}),
    form("/bao-cao/{report}/tra-lai", "report", APPROVE, {"comment": "Nêu rõ"}),
    send("/reports/{report}/return", "report", APPROVE, {"comment": "Nêu rõ"}),
    form("/bao-cao/{report}/ban-hanh", "report", WRITE, ISSUE, **_at("approved")),
    send("/reports/{report}/issue", "report", WRITE, ISSUE, **_at("approved")),
    form("/bao-cao/{report}/sua-doi", "report", WRITE, {"why_revised": "Thử"}, **_at("issued")),
    send("/reports/{report}/revision", "report", WRITE, WHY, **_at("issued")),
    form("/bao-cao/{report}/thu-hoi", "report", WRITE, {"why_withdrawn": "Thử"}),
    send("/reports/{report}/withdrawal", "report", WRITE, WHY),
)


def records_of_reports(made: Seeded) -> None:
    """Three of each column: drafted, approved, issued."""
    for number, (column, unit) in enumerate(_UNITS.items(), 1):
        made.ids["report", column] = _three(made, str(made.world.units[unit]), number)
    made.ids["report", "absent"] = dict.fromkeys(("report", "approved", "issued"), ABSENT)


def _three(made: Seeded, unit: str, number: int) -> Ids:
    begun = BEGUN | {"asked": ASKED | {"covers": unit}}
    drafted, approved, issued = (made.made("office_sd", "/reports", begun) for _ in range(3))
    for one in (approved, issued):
        made.api("supervisor_top", "POST", f"/reports/{one}/approval", {})
    made.api("office_sd", "POST", f"/reports/{issued}/issue", ISSUE | {"number": number})
    return {"report": drafted, "approved": approved, "issued": issued}
