"""Routes of files: those of the column's case, and of its consultation."""

from __future__ import annotations

from tests.access.matrix import rules as r
from tests.access.matrix.content import MARKS
from tests.access.matrix.ways import Way, form, page, read, send
from tests.files import made

SAID = made.SAID | {"description": MARKS["evidence"]}
PICTURE = made.png((8, 8))
END = {"because": "exposes"}


def _of(path: str, api: str, file: str) -> tuple[Way, ...]:
    one = {"version": file}
    return (
        page(f"{path}/tep", "case", r.READ),
        form(f"{path}/tep", "case", r.COUNSEL, SAID, file=PICTURE),
        page(f"{path}/tep/{{version}}", "case", r.CHANGE, ids=one),
        page(f"{path}/tep/{{version}}/trang/{{page}}", "case", r.CHANGE, ids=one),
        page(f"{path}/tep/{{version}}/tai", "case", r.CHANGE, ids=one),
        form(f"{path}/tep/{{version}}/bo", "case", r.CHANGE, END, ids=one),
        read(f"{api}/files", "case", r.READ),
        send(f"{api}/files", "case", r.COUNSEL, SAID, file=PICTURE),
        read(f"{api}/files/{{version}}", "case", r.CHANGE, ids=one),
        read(f"{api}/files/{{version}}/content", "case", r.CHANGE, ids=one),
        read(f"{api}/files/{{version}}/pages/{{page}}", "case", r.CHANGE, ids=one),
        send(f"{api}/files/{{version}}/withdrawal", "case", r.CHANGE, END, ids=one),
    )


FILES: tuple[Way, ...] = (
    *_of("/ho-so/{case_id}", "/cases/{case_id}", "case_file"),
    *_of("/tu-van/{matter_id}", "/consultations/{matter_id}", "matter_file"),
)
"""Added without waiting, like counselling; opened and taken away like a change; behind glass none is opened."""
