"""Routes of files: those of the column's case, of its consultation, and what other records have in common."""

from __future__ import annotations

from dataclasses import dataclass

from tests.access.matrix import rules as r
from tests.access.matrix.content import MARKS
from tests.access.matrix.ways import Way, form, page, read, send
from tests.files import made

SAID = made.SAID | {"description": MARKS["evidence"]}
PICTURE = made.png((8, 8))
END = {"because": "exposes"}


@dataclass(frozen=True, slots=True)
class FileRules:
    """Who may list, add, open and take away files of one kind of record."""

    sees: r.Rule = r.READ
    adds: r.Rule = r.COUNSEL
    opens: r.Rule = r.CHANGE
    withdraws: r.Rule = r.CHANGE


def files_of(
    path: str, api: str, file: str, records: str = "case", rules: FileRules | None = None
) -> tuple[Way, ...]:
    """The routes of files of one kind of record."""
    one, rule = {"version": file}, rules or FileRules()
    said = SAID if records == "case" else made.SAID
    return (
        page(f"{path}/tep", records, rule.sees),
        form(f"{path}/tep", records, rule.adds, said, file=PICTURE),
        page(f"{path}/tep/{{version}}", records, rule.opens, ids=one),
        page(f"{path}/tep/{{version}}/trang/{{page}}", records, rule.opens, ids=one),
        page(f"{path}/tep/{{version}}/tai", records, rule.opens, ids=one),
        form(f"{path}/tep/{{version}}/bo", records, rule.withdraws, END, ids=one),
        read(f"{api}/files", records, rule.sees),
        send(f"{api}/files", records, rule.adds, said, file=PICTURE),
        read(f"{api}/files/{{version}}", records, rule.opens, ids=one),
        read(f"{api}/files/{{version}}/content", records, rule.opens, ids=one),
        read(f"{api}/files/{{version}}/pages/{{page}}", records, rule.opens, ids=one),
        send(f"{api}/files/{{version}}/withdrawal", records, rule.withdraws, END, ids=one),
    )


FILES: tuple[Way, ...] = (
    *files_of("/ho-so/{case_id}", "/cases/{case_id}", "case_file"),
    *files_of("/tu-van/{matter_id}", "/consultations/{matter_id}", "matter_file"),
)
"""Added without waiting, like counselling; opened and taken away like a change; behind glass none is opened."""
