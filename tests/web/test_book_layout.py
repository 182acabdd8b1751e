"""What layout 1 of a book prints, word for word: another word, head or order is a new layout (decision 0085).

The kept files hold a book with every code that can stand in a line. When this test fails, keep layout 1 as it was,
make layout 2 beside it, and let `domain.register.LAYOUT` say so.
`python -m tests.web.test_book_layout` writes what is missing.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api.pages import ENVIRONMENTS, PageFrame
from application.book import BookColumn, BookEntry, BookSession, Later, LaterEntry
from application.follow_up_log import LogEntry, Reply, Told
from application.register import Book, Closing
from application.units import UnitRow
from domain import lists
from domain.calendar import Period
from domain.codes import Code
from domain.counselling import matter_code
from domain.directory import RecipientKind
from domain.export import CONFIDENTIALITY
from domain.follow_up_log import Blank, EntryState
from domain.identity import AgeBand
from domain.referral.request import ReferralStage
from domain.register import CIRCULAR, LAYOUT, RULES, Sealed, code_of, period_of

KEPT = Path(__file__).parent
AT = datetime(2025, 3, 10, 2, 30, tzinfo=UTC)
UNIT, COUNSELLOR = UUID(int=1), UUID(int=2)
CODES: tuple[type[Code], ...] = (
    *(lists.Channel, lists.SourceType, lists.Sex, AgeBand, lists.DangerNow, lists.Allegation),
    *(lists.AbuseType, lists.SpecialGroup, lists.PriorityTag, lists.TriageLevel, RecipientKind),
    *(lists.ReplyKind, lists.ConsultationKind, ReferralStage, EntryState, lists.Outcome, Blank),
)
"""Lists whose labels stand in an entry's line."""
OF_SESSIONS: tuple[type[Code], ...] = (
    *(lists.ConsultationKind, lists.ConsultationChannel, lists.ClientKind, lists.LatenessReason),
)
"""And in that of a consultation."""


def entries() -> list[BookEntry]:
    """Entries in which every code of every list stands once at least."""
    columns = zip_longest(*(list(kind) for kind in CODES))
    return [_entry(number, row) for number, row in enumerate(columns)]


def _entry(number: int, row: tuple[Any, ...]) -> BookEntry:
    codes: list[Any] = [
        one if one is not None else next(iter(kind)) for one, kind in zip(row, CODES, strict=True)
    ]
    channel, source, sex, age, danger, allegation, abuse, group, priority, triage, body, answer, *more = codes
    kind, stage, state, outcome, blank = more
    told = Told(1, body, None, number % 2 == 1, AT, date(2025, 3, 1), number % 3 > 0, (Reply(2, answer, AT),))
    entry = LogEntry(
        case_id=UUID(int=100 + number),
        record_no=number,
        code=f"BG.TN.{number:04d}.2025",
        name="Lò Văn Ví Dụ" if number % 4 else "",
        unit=UNIT,
        received_at=AT,
        recorded_at=AT + timedelta(hours=10 * number - 10),
        channel=channel,
        source=source,
        sex=sex,
        age_band=age,
        danger=danger,
        incident=None,
        residence=None,
        allegation=allegation,
        abuse_types=(abuse,),
        groups=(group,),
        priority=(priority,),
        is_accident=number % 2 == 0,
        is_alleged=number % 2 == 1,
        triage=triage,
        told=(told,) if number % 5 else (),
        duty_met=number % 5 > 1,
        counsellor=COUNSELLOR,
        consultations=number,
        consultation_kinds=(kind,),
        due_on=date(2025, 4, 1),
        responsible=None,
        referral_state=stage,
        state=state,
        outcome=outcome,
        closed_at=AT if number % 2 else None,
        filled=2,
        required=3,
        missing=(blank,),
    )
    return BookEntry(entry, number)


def _session(number: int, row: tuple[Any, ...]) -> BookSession:
    codes: list[Any] = [
        one if one is not None else next(iter(of)) for one, of in zip(row, OF_SESSIONS, strict=True)
    ]
    kind, channel, client, late = codes
    return BookSession(number, UUID(int=9), number, AT, AT, kind, channel, client, 20, COUNSELLOR, late, "")


def sample() -> Book:
    """A book with every code in it, additions and corrections included."""
    rows = entries()
    sessions = [
        _session(number, row) for number, row in enumerate(zip_longest(*(list(k) for k in OF_SESSIONS)))
    ]
    changed = LaterEntry(rows[1], rows[2], tuple(BookColumn))
    later = Later((changed, LaterEntry(rows[3], None, ())), (sessions[0],), ("BG.TN.0099.2025",), 1)
    return Book(
        unit=UnitRow(UNIT, lists.UnitLevel.PROVINCE, "BG", "Hội tỉnh", None, date(2010, 1, 1), None, None),
        year=2025,
        period=_period("03"),
        closing=_closing("03"),
        entries=tuple(rows),
        used=("BG.TN.0098.2025",),
        merged={},
        sessions=tuple(sessions),
        unseen_sessions=2,
        later=later,
        erased={rows[5].entry.case_id: date(2026, 1, 2)},
        matches=True,
        previous=_closing("02"),
    )


def _period(code: str) -> Period:
    found = period_of(2025, code)
    assert found is not None
    return found


def _closing(code: str) -> Closing:
    sealed = Sealed(upto=9, since=None, entries=1, sessions=1, later=1, digest="ab" * 32)
    return Closing(_period(code), sealed, 1, RULES, AT, COUNSELLOR, 10)


def printed(language: str) -> str:
    """What layout 1 prints of the sample."""
    page = (
        ENVIRONMENTS[language]
        .get_template("book.html")
        .render(
            frame=PageFrame(language=language, path="/ket-so", query="", csrf="", association="Hội tỉnh"),
            emergency=(),
            book=sample(),
            people={COUNSELLOR: "Lương Thị Hạnh"},
            place_name=lambda key: key or "",
            code_of=code_of,
            matter_code=matter_code,
            columns=BookColumn,
            erased=sample().erased,
            confidentiality=CONFIDENTIALITY,
            source=CIRCULAR,
            incomplete=[],
            to_forward=[],
        )
    )
    found = re.search(r'<article class="book">.*</article>', page, re.S)
    assert found is not None
    return found[0] + "\n"


def kept(language: str) -> Path:
    """The file with what layout 1 prints."""
    return KEPT / f"book-layout-1.{language}.html"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_layout_1_prints_what_it_always_did(language: str) -> None:
    assert LAYOUT == 1
    assert printed(language) == kept(language).read_text()


if __name__ == "__main__":
    for each in ("vi", "en"):
        if not kept(each).exists():
            kept(each).write_text(printed(each))
