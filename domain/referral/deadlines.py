"""Terms of the chapter's work: internal ones are *quy ước nội bộ* and data, legal ones are observed with their article.

Nothing is stored about a term: whether one has passed is worked out when somebody asks. A term passed never stops
counselling, nor anything else (DESIGN, section 3, rule 2).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from uuid import UUID

from domain.calendar import HolidayCalendar, vietnam_day
from domain.codes import Code

LEGAL_AID_APPOINTMENT_WORKING_DAYS = 3
"""From acceptance to the appointment of whoever gives legal aid. Source: Law 11/2017/QH14, art. 31(2)."""
LEGAL_AID_APPOINTMENT_IF_HELD = timedelta(hours=12)
"""The same where the person is arrested or held in custody. Source: Law 11/2017/QH14, art. 31(2)."""


class Kept(Code, name="referral-mark"):
    """What happened to a request, as far as terms and figures ask. Source: LAW 10.1(3)."""

    SUBMITTED = "submitted", "Đề nghị", "Asked"
    PROPOSED = "proposed", "Phân công", "Reviewer chosen"
    CLEARED = "cleared", "Khai báo không có xung đột", "Declared free of conflict"
    RECUSED = "recused", "Từ chối vì xung đột", "Recused"
    SET_ASIDE = "set_aside", "Phát hiện mối liên hệ của người cho ý kiến", "A tie of the reviewer found"
    REOPENED = "reopened", "Phát hiện mối liên hệ của người duyệt", "A tie of whoever approved found"
    DRAFTED = "drafted", "Viết ý kiến", "Opinion written"
    SENT_BACK = "sent_back", "Đề nghị xem lại", "Sent back"
    APPROVED = "approved", "Duyệt ý kiến", "Opinion approved"
    READ = "read", "Người đề nghị đọc", "Read by whoever asked"
    DECLINED = "declined", "Không nhận", "Declined"
    LEGAL_AID = "legal_aid", "Chuyển trợ giúp pháp lý", "Sent to legal aid"
    WITHDRAWN = "withdrawn", "Rút đề nghị", "Withdrawn"


_ENDS = frozenset({Kept.APPROVED, Kept.DECLINED, Kept.LEGAL_AID, Kept.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that happened to a request: at which position of the log, when, and to which reviewer."""

    position: int
    kept: Kept
    at: datetime
    reviewer: UUID | None = None
    is_urgent: bool = False


Life = Sequence[Mark]
"""What happened to one request, oldest first."""


class TermKind(Code, name="referral-term"):
    """What is to be done within a term. Source: quy ước nội bộ."""

    ASSIGN = "assign", "Phân công", "Assign a reviewer"
    OPINION = "opinion", "Có ý kiến được duyệt", "Have an approved opinion"


@dataclass(frozen=True, slots=True)
class Terms:
    """How long things may take, from a day on."""

    version: str
    valid_from: date
    assign: int
    opinion: int

    def days(self, kind: TermKind) -> int:
        """Return the working days of a term."""
        return self.assign if kind is TermKind.ASSIGN else self.opinion


@lru_cache(maxsize=1)
def all_terms() -> tuple[Terms, ...]:
    """Return every set of terms, the earliest first."""
    data = json.loads(files("domain.reference").joinpath("referral_terms.json").read_text(encoding="utf-8"))
    rows = (
        Terms(
            row["version"],
            date.fromisoformat(row["valid_from"]),
            row["assign_working_days"],
            row["opinion_working_days"],
        )
        for row in data["terms"]
    )
    return tuple(sorted(rows, key=lambda row: row.valid_from))


def terms_on(day: date, known: Sequence[Terms] | None = None) -> Terms:
    """Return the terms that hold on a day; before the first, the first."""
    rows = known or all_terms()
    return next((row for row in reversed(rows) if row.valid_from <= day), rows[0])


@dataclass(frozen=True, slots=True)
class Term:
    """One term of one request: from which fact, until when, and what ended it."""

    kind: TermKind
    mark: Mark
    """What it runs from."""
    due_on: date
    version: str
    ended_at: datetime | None = None

    def days_late(self, today: date) -> int:
        """Return by how many days it was passed, when it ended or as of today; 0 when it was not."""
        last = vietnam_day(self.ended_at) if self.ended_at else today
        return max(0, (last - self.due_on).days)


def terms_of(life: Life, calendar: HolidayCalendar, known: Sequence[Terms] | None = None) -> Iterator[Term]:
    """Yield the terms of a request, the earliest first; the one that runs has no end.

    A request asked waits to be assigned, and again after a recusal or a tie of the reviewer; whoever is chosen has the
    term of the opinion from that day on, until it is approved; an approval set aside for a tie has it once more. What
    is urgent is due on the day itself.
    """
    running: tuple[TermKind, Mark] | None = None
    urgent = any(mark.is_urgent for mark in life)
    for mark in life:
        begins = _BEGINS.get(mark.kept)
        if running is not None and (begins is not None or mark.kept in _ENDS):
            yield _term(*running, calendar, known, urgent=urgent, ended_at=mark.at)
            running = None
        if begins is not None:
            running = begins, mark
    if running is not None:
        yield _term(*running, calendar, known, urgent=urgent)


_BEGINS = {
    Kept.SUBMITTED: TermKind.ASSIGN,
    Kept.RECUSED: TermKind.ASSIGN,
    Kept.SET_ASIDE: TermKind.ASSIGN,
    Kept.PROPOSED: TermKind.OPINION,
    Kept.REOPENED: TermKind.OPINION,
}


def _term(
    kind: TermKind,
    mark: Mark,
    calendar: HolidayCalendar,
    known: Sequence[Terms] | None,
    *,
    urgent: bool,
    ended_at: datetime | None = None,
) -> Term:
    day = vietnam_day(mark.at)
    terms = terms_on(day, known)
    due_on = day if urgent else calendar.add_working_days(day, terms.days(kind))
    return Term(kind, mark, due_on, terms.version, ended_at)


def running_term(life: Life, calendar: HolidayCalendar, known: Sequence[Terms] | None = None) -> Term | None:
    """Return the term that runs; None when the chapter has nothing left to do."""
    last = None
    for term in terms_of(life, calendar, known):
        last = term
    return last if last is not None and last.ended_at is None else None


def legal_aid_appointment(accepted_on: date, calendar: HolidayCalendar) -> date:
    """Return the last day on which the centre appoints whoever gives legal aid, an observation and never a finding.

    Source:
        Law 11/2017/QH14 on legal aid, art. 31(2): 3 working days from acceptance.
    """
    return calendar.add_working_days(accepted_on, LEGAL_AID_APPOINTMENT_WORKING_DAYS)
