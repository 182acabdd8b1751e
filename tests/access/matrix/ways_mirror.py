"""Routes about what authorities report and ask: added like notes, answered like forwardings, read like the case."""

from __future__ import annotations

from tests.access.matrix import rules as r
from tests.access.matrix.content import MARKS
from tests.access.matrix.ways import Way, form, page, read, send

REPORT = {"step": "initial_assessment", "note": MARKS["narrative"]}
REQUEST = {"what": MARKS["narrative"]}
ANSWER = {"kind": "given", "what": "Bản sao phiếu tiếp nhận"}
MEETING = {"place": "Trụ sở xã"}
WENT = {"attended": True, "who": "chị Hạnh"}
TASK = {"what": MARKS["narrative"]}
TAKEN = {"reply": "accepted"}
RESULT = {"what": "Đã tư vấn"}
_REQUEST = {"asked": "request"}
_MEETING = {"asked": "meeting"}
_TASK = {"asked": "task"}

MIRROR: tuple[Way, ...] = (
    page("/ho-so/{case_id}/hai-dong", "case", r.READ),
    read("/cases/{case_id}/two-lines", "case", r.READ),
    page("/ho-so/{case_id}/co-quan-bao", "case", r.ADD_PAGE),
    page("/ho-so/{case_id}/co-quan-bao/{step}", "case", r.ADD_PAGE, ids={"step": "reported"}),
    form("/ho-so/{case_id}/co-quan-bao/{step}", "case", r.ADD, {"note": "Đã báo"}, ids={"step": "reported"}),
    send("/cases/{case_id}/authority-reports", "case", r.ADD, REPORT),
    page("/ho-so/{case_id}/phoi-hop", "case", r.ADD_PAGE),
    form("/ho-so/{case_id}/phoi-hop", "case", r.ADD, REQUEST),
    send("/cases/{case_id}/cooperation-requests", "case", r.ADD, REQUEST),
    page("/ho-so/{case_id}/phoi-hop/{asked}/tra-loi", "case", r.ADD_PAGE, ids=_REQUEST),
    form("/ho-so/{case_id}/phoi-hop/{asked}/tra-loi", "case", r.ADD, ANSWER, ids=_REQUEST),
    send("/cases/{case_id}/cooperation-requests/{asked}/answer", "case", r.ADD, ANSWER, ids=_REQUEST),
    page("/ho-so/{case_id}/hop-truong-hop", "case", r.ADD_PAGE),
    form("/ho-so/{case_id}/hop-truong-hop", "case", r.ADD, MEETING),
    send("/cases/{case_id}/case-meetings", "case", r.ADD, MEETING),
    page("/ho-so/{case_id}/hop-truong-hop/{asked}/du", "case", r.ADD_PAGE, ids=_MEETING),
    form("/ho-so/{case_id}/hop-truong-hop/{asked}/du", "case", r.ADD, WENT, ids=_MEETING),
    page("/ho-so/{case_id}/du-hop", "case", r.ADD_PAGE),
    form("/ho-so/{case_id}/du-hop", "case", r.ADD, WENT),
    send("/cases/{case_id}/attendances", "case", r.ADD, {"attendance": WENT}),
    page("/ho-so/{case_id}/viec-duoc-giao", "case", r.ADD_PAGE),
    form("/ho-so/{case_id}/viec-duoc-giao", "case", r.ADD, TASK),
    send("/cases/{case_id}/plan-tasks", "case", r.ADD, TASK),
    page("/ho-so/{case_id}/viec-duoc-giao/{asked}", "case", r.ADD_PAGE, ids=_TASK),
    form("/ho-so/{case_id}/viec-duoc-giao/{asked}/tra-loi", "case", r.ADD, TAKEN, ids=_TASK),
    send("/cases/{case_id}/plan-tasks/{asked}/answer", "case", r.ADD, TAKEN, ids=_TASK),
    form("/ho-so/{case_id}/viec-duoc-giao/{asked}/xong", "case", r.ADD, RESULT, ids=_TASK),
    send("/cases/{case_id}/plan-tasks/{asked}/result", "case", r.ADD, RESULT, ids=_TASK),
)
"""A report never waits for anything; its form shows the file, so that waits where the file does."""
ASKED = (
    ("request", "cooperation-requests", REQUEST),
    ("meeting", "case-meetings", MEETING),
    ("task", "plan-tasks", TASK),
)
"""What is asked of the association in every case of the matrix: id, address, content."""
