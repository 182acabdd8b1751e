"""Routes of support needed and of the funds: in which unit; the office alone introduces (decision 0106)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.access.matrix import rules as r
from tests.access.matrix.association import Seeded
from tests.access.matrix.records import filed
from tests.access.matrix.ways import Way, form, page, read, send
from tests.access.matrix.ways_activity import READERS, RECORD, SEE, UNITS, WRITERS
from tests.access.matrix.ways_files import FileRules, files_of
from tests.api.given import ABSENT
from tests.files.made import SAID as FILE

_ALL = frozenset(UNITS)
_OWN = frozenset({"unit"})
CHECK = r.Rule({r.HEAD: _OWN, r.SUPERVISOR: frozenset({"unit", "below"}), r.OFFICE: _ALL})
OFFICE = r.Rule({r.OFFICE: _ALL})
TIE = r.Rule({r.COUNSELLOR: _OWN, r.SUPERVISOR: frozenset({"unit", "below"})})
"""Both the need and the case are one's own to work on."""
BY_OFFICE = r.roles(r.OFFICE)
GIVEN_BY_PROVINCE = r.Rule({r.OFFICE: _ALL, r.AUDITOR: _ALL})
"""A list is a record of the unit whose office gave it."""
KEEP = r.Rule({r.HEAD: _OWN, r.OFFICE: _ALL})
SEE_FUND = r.Rule({**KEEP.may, r.AUDITOR: _ALL})
FUND_READERS = r.roles(r.OFFICE, r.HEAD, r.AUDITOR)
FUND_KEEPERS = r.roles(r.OFFICE, r.HEAD)
NEED: dict[str, Any] = {"kind": "bicycle", "amount_vnd": "2000000", "allegation": "none"}
GIVEN = {"to": "Công ty Sông Thương"}
PLEDGE = {"donor_kind": "person", "donor": "Ông Ba", "amount_vnd": "2000000", "on": "2025-09-10"}
MONEY = {"on": "2025-09-12", "paper": "BN 01", "counting": "neither"}
STEPS: Mapping[str, dict[str, Any]] = {
    "correction": NEED | {"reason": "Giá mới"},
    "taking-back": {"because": "family"},
    "pledges": PLEDGE,
    "pledge-ends": {"pledge": 1, "reason": "Thôi"},
    "deliveries": MONEY | {"worth": {"money_vnd": 5}},
    "delivery-cancellations": {"delivery": 1, "reason": "Nhầm"},
    "reports": {"on": "2025-09-13", "how": "letter"},
    "closing": {"outcome": "met", "not_reported": "Ẩn danh"},
    "withdrawal": {"reason": "Tự lo được"},
}
TOLD = {"to": "Ông Ba", "parts": ["name"], "on": "2025-09-12"}
FRESH, CHECKED = {"need": "fresh"}, {"need": "checked"}

SUPPORT: tuple[Way, ...] = (
    page("/ho-tro", "plain", READERS),
    read("/support-needs", "plain", READERS),
    page("/ho-tro/nhu-cau.xlsx", "plain", READERS),
    read("/support-needs/documents/nhu-cau.xlsx", "plain", READERS),
    page("/ho-tro/moi", "plain", WRITERS),
    form("/ho-tro/moi", "activity", RECORD, NEED | {"unit": "$unit"}),
    send("/support-needs", "activity", RECORD, {"unit": "$unit", "need": NEED}),
    page("/ho-so/{case_id}/ho-tro", "case", r.ADD),
    form("/ho-so/{case_id}/ho-tro", "case", r.ADD, NEED),
    page("/ho-tro/{need}", "activity", SEE),
    read("/support-needs/{need}", "activity", SEE),
    form("/ho-tro/{need}/{step}", "activity", RECORD, {"reason": "Thôi"}, fixed={"step": "rut"}),
    *(send(f"/support-needs/{{need}}/{name}", "activity", RECORD, said) for name, said in STEPS.items()),
    send("/support-needs/{need}/check", "activity", CHECK, ids=FRESH),
    send("/support-needs/{need}/case", "activity", TIE, {"code": "$case_code"}, ids=FRESH),
    send("/support-needs/{need}/introduction", "activity", OFFICE, ids=CHECKED),
    send("/support-needs/{need}/releases", "activity", RECORD, TOLD, ok=409),
    page("/danh-sach-ho-tro", "plain", BY_OFFICE),
    form("/danh-sach-ho-tro", "plain", BY_OFFICE, GIVEN),
    read("/support-lists", "plain", BY_OFFICE),
    send("/support-lists", "plain", BY_OFFICE, GIVEN),
    page("/danh-sach-ho-tro/{given}/danh-sach", "activity", GIVEN_BY_PROVINCE),
    page("/danh-sach-ho-tro/{given}/danh-sach.xlsx", "activity", GIVEN_BY_PROVINCE),
    read("/support-lists/{given}/documents/danh-sach.xlsx", "activity", GIVEN_BY_PROVINCE),
    page("/danh-sach-ho-tro/{given}/danh-sach.{kind}", "activity", GIVEN_BY_PROVINCE, fixed={"kind": "txt"}),
    read(
        "/support-lists/{given}/documents/danh-sach.{kind}",
        "activity",
        GIVEN_BY_PROVINCE,
        fixed={"kind": "txt"},
    ),
)

VOUCHER = {"kind": "donation", "on": "2025-09-10", "amount_vnd": "1000", "party": "person", "about": "Ủng hộ"}
PARTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("vouchers", VOUCHER),
    ("purposes", {"name": "Học bổng"}),
    ("approvals", {"entry": 2}),
    ("corrections", VOUCHER | {"entry": 1, "reason": "Nhầm"}),
    ("cancellations", {"entry": 1, "reason": "Nhầm"}),
    ("closings", {"month": "2025-08-01"}),
)
PDF = {"kind": "txt"}

FUNDS: tuple[Way, ...] = (
    page("/quy", "plain", FUND_READERS),
    read("/funds", "plain", FUND_READERS),
    form("/quy", "activity", KEEP, {"unit": "$unit"}, 422),
    send("/funds", "activity", KEEP, {"unit": "$unit"}, 409),
    page("/quy/{fund}", "activity", SEE_FUND),
    page("/quy/so-lieu/mo", "plain", FUND_READERS, query="?what=balance&last=2025-12-31"),
    page("/quy/{fund}/mo", "activity", SEE_FUND, query="?what=balance&last=2025-12-31"),
    read("/funds/{fund}", "activity", SEE_FUND),
    page("/quy/{fund}/so-quy", "activity", SEE_FUND),
    page("/quy/{fund}/so-quy.xlsx", "activity", SEE_FUND),
    page("/quy/{fund}/so-quy.{kind}", "activity", SEE_FUND, fixed=PDF),
    read("/funds/{fund}/documents/so-quy.xlsx", "activity", SEE_FUND),
    read("/funds/{fund}/documents/so-quy.{kind}", "activity", SEE_FUND, fixed=PDF),
    form("/quy/{fund}/{part}", "activity", KEEP, {"name": "Học bổng"}, fixed={"part": "muc-dich"}),
    *(send(f"/funds/{{fund}}/{name}", "activity", KEEP, said) for name, said in PARTS),
    *files_of(
        "/quy/{fund}", "/funds/{fund}", "fund_file", "activity", FileRules(SEE_FUND, KEEP, SEE_FUND, KEEP)
    ),
)


def records_of_support(made: Seeded) -> None:
    """Of each unit three needs (just entered, checked, far on) and a fund; one list that was given."""
    funds = {
        column: made.made("office", "/funds", {"unit": made.ids["activity", column]["unit"]})
        for column in UNITS
    }
    for column, fund in funds.items():
        ids = made.ids["activity", column]
        body = {"unit": ids["unit"], "need": NEED}
        fresh, checked, need = (made.made("supervisor_top", "/support-needs", body) for _ in range(3))
        for one in (checked, need):
            made.made("office", f"/support-needs/{one}/check", None)
        made.made("office", f"/support-needs/{need}/introduction", None)
        for name in ("pledges", "deliveries"):
            made.made("supervisor_top", f"/support-needs/{need}/{name}", STEPS[name])
        for amount in (1000, 50_000_000):
            made.made("office", f"/funds/{fund}/vouchers", VOUCHER | {"amount_vnd": amount})
        ids.update(need=need, fresh=fresh, checked=checked, fund=fund)
        ids["fund_file"] = filed(made, "office", f"/funds/{fund}", FILE)
    case = made.api("supervisor_top", "GET", f"/cases/{made.ids['case', 'own']['case_id']}")
    given = made.made("office", "/support-lists", GIVEN)
    for column in UNITS:
        made.ids["activity", column].update(given=given, case_code=case["code"])
    absent = dict.fromkeys(("need", "fresh", "checked", "fund", "given", "case_code"), ABSENT)
    made.ids["activity", "absent"].update(absent | {"fund_file": "1"})
