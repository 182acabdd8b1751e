"""Routes of activities and rounds: entered by who reports for the unit; office and auditor see all (decision 0099)."""

from __future__ import annotations

from typing import Any

from tests.access.matrix import rules as r
from tests.access.matrix.association import Seeded
from tests.access.matrix.records import filed
from tests.access.matrix.ways import Way, form, page, put, read, send
from tests.access.matrix.ways_files import FileRules, files_of
from tests.api.given import ABSENT
from tests.files.made import SAID

UNITS = {"unit": "commune", "below": "club", "sibling": "sibling"}
_ALL = frozenset(UNITS)
_OWN = frozenset({"unit"})
RECORD = r.Rule(
    {r.COUNSELLOR: _OWN, r.HEAD: _OWN, r.SUPERVISOR: frozenset({"unit", "below"}), r.OFFICE: _ALL}
)
SEE = r.Rule({**RECORD.may, r.AUDITOR: _ALL})
READERS = r.roles(r.COUNSELLOR, r.SUPERVISOR, r.HEAD, r.AUDITOR, r.OFFICE)
WRITERS = r.roles(r.COUNSELLOR, r.SUPERVISOR, r.HEAD, r.OFFICE)
HELD: dict[str, Any] = {
    "kind": "outreach",
    "held_on": "2025-09-10",
    "topic": "Phòng đuối nước",
    "themes": ["drowning"],
}
_TYPED = {name: value for name, value in HELD.items() if name != "kind"}
ATTENDED = {"kind": "supervision", "held_on": "2025-09-20", "topic": "Giám sát"}
INVITATION = {
    "kind": "supervision",
    "topic": "Giám sát",
    "inviter": "Ủy ban Mặt trận Tổ quốc",
    "invited_on": "2025-09-01",
    "for_day": "2025-09-20",
}
WHY = {"because": "slip"}
CANCEL = {"because": "twice"}
DECLINE = {"because": "nobody_free"}
KIND = {"kind": "outreach"}
ENTRY = {"entry": "2"}
"""The site of a round; a finding is about it, so that it cannot be cancelled."""
INVITED = {"activity": "invited"}
FILE_RULES = FileRules(SEE, RECORD, SEE, RECORD)

PLAN = {"kind": "article_92", "title": "Đợt kiểm tra", "first": "2025-09-01", "last": "2025-09-30"}
PARTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("bang-hoi", "checklists", {"questions": "Có kế hoạch năm không?"}),
    ("diem", "sites", {"name": "Hội xã"}),
    ("phoi-hop", "coordination", {"partner": "front", "how": "asked", "on": "2025-09-02"}),
    ("tra-loi", "answers", {"site": "1", "on": "2025-09-03", "marks": ["yes"]}),
    ("phat-hien", "findings", {"site": "1", "kind": "shortcoming", "what": "Chưa có sổ"}),
    ("kien-nghi", "recommendations", {"finding": "1", "to": "Hội xã", "what": "Lập sổ"}),
    ("khac-phuc", "remedies", {"finding": "1", "on": "2025-09-04", "what": "Đã lập"}),
    ("ket-thuc", "ending", {"on": "2025-09-05", "conclusion": "Tốt"}),
)
"""Each part of a round: its page, its route, and what is sent."""

ACTIVITIES: tuple[Way, ...] = (
    page("/hoat-dong", "plain", READERS),
    page("/hoat-dong/so-lieu/mo", "plain", READERS, query="?count=people&kind=outreach"),
    form("/hoat-dong/tim", "plain", READERS, {"words": "duoi nuoc"}, 200),
    read("/activities", "plain", READERS),
    send("/activities/search", "plain", READERS, {"words": "duoi nuoc"}, 200),
    read("/activity-kinds", "plain", WRITERS),
    page("/hoat-dong/moi", "plain", WRITERS),
    page("/hoat-dong/moi/{kind}", "plain", WRITERS, fixed=KIND),
    form("/hoat-dong/moi/{kind}", "activity", RECORD, _TYPED | {"unit": "$unit"}, fixed=KIND),
    send("/activities", "activity", RECORD, {"unit": "$unit", "held": HELD}),
    send("/invitations", "activity", RECORD, {"unit": "$unit", "invitation": INVITATION}),
    page("/hoat-dong/{activity}", "activity", SEE),
    read("/activities/{activity}", "activity", SEE),
    page("/hoat-dong/{activity}/sua", "activity", RECORD),
    form("/hoat-dong/{activity}/sua", "activity", RECORD, _TYPED | WHY),
    put("/activities/{activity}", "activity", RECORD, {"held": HELD} | WHY),
    form("/hoat-dong/{activity}/huy", "activity", RECORD, CANCEL),
    send("/activities/{activity}/cancellation", "activity", RECORD, CANCEL),
    page("/hoat-dong/{activity}/tham-gia", "activity", RECORD, ids=INVITED),
    form("/hoat-dong/{activity}/tham-gia", "activity", RECORD, ATTENDED, ids=INVITED),
    send("/activities/{activity}/attendance", "activity", RECORD, ATTENDED, ids=INVITED),
    form("/hoat-dong/{activity}/tu-choi", "activity", RECORD, DECLINE, ids=INVITED),
    send("/activities/{activity}/refusal", "activity", RECORD, DECLINE, ids=INVITED),
    *files_of("/hoat-dong/{activity}", "/activities/{activity}", "activity_file", "activity", FILE_RULES),
)

SURVEYS: tuple[Way, ...] = (
    page("/khao-sat", "plain", READERS),
    read("/surveys", "plain", READERS),
    form("/khao-sat", "activity", RECORD, PLAN | {"unit": "$unit"}),
    send("/surveys", "activity", RECORD, {"unit": "$unit", "plan": PLAN}),
    page("/khao-sat/{survey}", "activity", SEE),
    page("/khao-sat/{survey}/mo", "activity", SEE, query="?checklist=1&question=0&answer=yes"),
    read("/surveys/{survey}", "activity", SEE),
    form("/khao-sat/{survey}/{part}", "activity", RECORD, PARTS[1][2], fixed={"part": PARTS[1][0]}),
    page("/khao-sat/{survey}/sua/{entry}", "activity", RECORD, fixed=ENTRY),
    form("/khao-sat/{survey}/sua/{entry}", "activity", RECORD, PARTS[1][2] | WHY, fixed=ENTRY),
    form("/khao-sat/{survey}/huy/{entry}", "activity", RECORD, CANCEL, 422, fixed=ENTRY),
    put("/surveys/{survey}/entries/{entry}", "activity", RECORD, {"part": PARTS[1][2]} | WHY, fixed=ENTRY),
    send("/surveys/{survey}/entries/{entry}/cancellation", "activity", RECORD, CANCEL, 409, fixed=ENTRY),
    *(send(f"/surveys/{{survey}}/{api}", "activity", RECORD, said) for _, api, said in PARTS),
)


def records_of_activities(made: Seeded) -> None:
    """An activity with a file, and an invitation, of each unit."""
    for column, unit in UNITS.items():
        of = str(made.world.units[unit])
        activity = made.made("supervisor_top", "/activities", {"unit": of, "held": HELD})
        made.ids["activity", column] = {
            "unit": of,
            "activity": activity,
            "invited": made.made("supervisor_top", "/invitations", {"unit": of, "invitation": INVITATION}),
            "activity_file": filed(made, "supervisor_top", f"/activities/{activity}", SAID),
            "page": "1",
            "survey": _round(made, of),
        }
    made.ids["activity", "absent"] = dict.fromkeys(("unit", "activity", "invited", "survey"), ABSENT) | {
        "activity_file": "1",
        "page": "1",
    }


def _round(made: Seeded, unit: str) -> str:
    """A round with a checklist, a site and a finding."""
    survey = made.made("supervisor_top", "/surveys", {"unit": unit, "plan": PLAN})
    for _, api, said in PARTS:
        if api in ("checklists", "sites", "findings"):
            made.made("supervisor_top", f"/surveys/{survey}/{api}", said)
    return survey
