"""The follow-up log (*sổ theo dõi*): entries of the reader's scope, filtered, searched by name, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Protocol
from uuid import UUID

import structlog
from pydantic import Field

from application.access import Action
from application.merged_numbers import Placed, merged_numbers
from application.units import Units
from application.work import Question, Work
from domain.calendar import Lateness, vietnam_day
from domain.child_case.file_code import FileCode, used_numbers
from domain.directory import RecipientKind
from domain.follow_up_log import Blank, Due, EntryState, Quality, completeness_percent, due, entered
from domain.identity import AgeBand, Day
from domain.kernel import FieldClass, Line, Refused, Value, on_the_way_in
from domain.lists import (
    AbuseType,
    Allegation,
    Channel,
    ConsultationKind,
    DangerNow,
    Outcome,
    PriorityTag,
    ReplyKind,
    Sex,
    SourceType,
    SpecialGroup,
    TriageLevel,
)
from domain.mirror.codes import MirrorState
from domain.referral.request import ReferralStage
from domain.units import Unit, register

log = structlog.get_logger()

EARLIEST, LATEST = date(1990, 1, 1), date(2200, 12, 31)
"""Days and years that a filter may name; what lies outside is a slip."""
NamedDay = Annotated[Day, Field(ge=EARLIEST, le=LATEST)]
"""A day that a filter names."""
PAGE = 50
"""Entries on one page."""
MOST_NAMES = 10_000
"""Most names opened in memory for one search. Source: DESIGN, section 6, Names."""
MOST_FOUND = 200
"""Most entries that a search by name shows; more words find fewer."""


class Order(StrEnum):
    """How the log is ordered."""

    DUE = "due"
    RECEIVED = "received"
    CODE = "code"
    NAME = "name"


class TooManyNames(Refused):
    """Names are opened in memory, so a search needs a scope of at most 10,000 entries."""

    vi = (
        "Phạm vi này có {entries} mục, nhiều hơn {most} nên chưa thể tìm hoặc xếp theo tên. "
        "Hãy chọn một đơn vị hoặc một năm rồi tìm lại."
    )
    en = (
        "This scope holds {entries} entries, more than {most}, so it cannot be searched or ordered by name. "
        "Choose a unit or a year, then search again."
    )
    source = "Quy ước nội bộ (tên chỉ được giải mã trong bộ nhớ)"


class Malformed(Refused):
    """The mark of the next page is not one of ours."""

    vi = "Địa chỉ trang tiếp theo không đúng. Hãy mở lại sổ theo dõi."
    en = "The address of the next page is not right. Open the follow-up log again."


def _known_place(key: str) -> str:
    if key and register().by_key(key) is None:
        raise ValueError("unknown_unit")
    return key


class LogFilters(Value):
    """What may stand in an address: codes, days and ids; never a word that names a person."""

    unit: UUID | None = None
    since: Day | None = Field(default=None, ge=EARLIEST, le=LATEST)
    until: Day | None = Field(default=None, ge=EARLIEST, le=LATEST)
    year: int | None = Field(default=None, ge=EARLIEST.year, le=LATEST.year)
    group: SpecialGroup | None = None
    abuse: AbuseType | None = None
    allegation: Allegation | None = None
    accident: bool = False
    priority: PriorityTag | None = None
    state: EntryState | None = None
    counsellor: UUID | None = None
    mirror: MirrorState | None = None
    """How far the authorities are, as told; apart from the state of the entry."""
    overdue: bool = False
    not_forwarded: bool = False
    place: Annotated[Line, on_the_way_in(_known_place)] = ""
    """Key of an administrative unit (`07210@2025-07-01`), old or new; both find the entries of both times."""
    order: Order = Order.DUE
    after: str = ""
    """Mark of the page before, as it was given out."""


class SeeLog(Question, LogFilters):
    """See the log, filtered, in an order, and perhaps searched by name."""

    ACTION: ClassVar[Action] = Action.SEE_LOG
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    words: Line = ""
    """Words of a name, with or without marks."""

    @property
    def place_unit(self) -> Unit | None:
        """The administrative unit of the filter."""
        return register().by_key(self.place) if self.place else None

    @property
    def by_name(self) -> bool:
        """Whether names have to be opened to answer."""
        return bool(self.words) or self.order is Order.NAME

    @property
    def is_filtered(self) -> bool:
        """Whether not all of the log is asked for."""
        return self.model_copy(update={"order": Order.DUE, "after": ""}) != SeeLog()

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set besides the words of a search, so that the filters are shown open."""
        return self.model_copy(update={"words": ""}).is_filtered


@dataclass(frozen=True, slots=True)
class Within:
    """What of the log is read whole: entries of these units; names and references only where asked for."""

    units: frozenset[UUID]
    names: bool
    references: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back from a body; the reference only where it is shown."""

    version: int
    kind: ReplyKind
    at: datetime
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A body that the information was passed to, or that knew already: when, under which reference, what came back.

    Source: LAW 4.4, *forwarded_to with time and reference*.
    """

    version: int
    """Of the fact that says so."""
    kind: RecipientKind
    unit: str | None
    is_known: bool
    """Whether it knew already."""
    at: datetime | None
    """When it was told; None for a body that knew already."""
    since: date | None
    """Since when a body knew already, where that was said."""
    counts: bool
    """Whether it counts for the duty to pass on; "cơ quan đã biết" without day or reference does not."""
    replies: tuple[Reply, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the log as it stands now."""

    case_id: UUID
    record_no: int
    code: str
    name: str
    unit: UUID
    received_at: datetime
    recorded_at: datetime
    channel: Channel
    source: SourceType
    sex: Sex
    age_band: AgeBand
    danger: DangerNow
    incident: str | None
    residence: str | None
    allegation: Allegation
    abuse_types: tuple[AbuseType, ...]
    groups: tuple[SpecialGroup, ...]
    priority: tuple[PriorityTag, ...]
    is_accident: bool
    is_alleged: bool
    triage: TriageLevel | None
    told: tuple[Told, ...]
    """Bodies that were told or knew already, in the order in which it was recorded."""
    duty_met: bool
    counsellor: UUID | None
    consultations: int
    consultation_kinds: tuple[ConsultationKind, ...]
    due_on: date | None
    responsible: UUID | None
    referral_state: ReferralStage | None
    state: EntryState
    outcome: Outcome | None
    closed_at: datetime | None
    filled: int
    required: int
    missing: tuple[Blank, ...]
    mirror: MirrorState = MirrorState.UNKNOWN
    """How far the authorities are, as told (`statutory_mirror_state` of LAW 4.4); apart from `state`."""
    is_imported: bool = False
    """Whether it was copied from an old log; its lateness is shown and counts in no share."""
    next_step: str = ""
    """What is to be done next, where it is shown; never words of psychological counselling."""
    covered: bool = False
    """Whether it is restricted and the proof of who is asking is not fresh: codes and days, no name and no words."""

    @property
    def complete_percent(self) -> int:
        """Completeness (*đầy đủ*) for the present state; quy ước nội bộ."""
        return completeness_percent(self.filled, self.required)

    @property
    def lateness(self) -> Lateness:
        """Timeliness (*kịp thời*) of the entry; quy ước nội bộ."""
        return entered(self.received_at, self.recorded_at)

    @property
    def forwarded_to(self) -> tuple[RecipientKind, ...]:
        """The bodies that the information was passed to."""
        return tuple(one.kind for one in self.told if not one.is_known)

    @property
    def known_to(self) -> tuple[RecipientKind, ...]:
        """The bodies that knew already, whether that counts or not."""
        return tuple(one.kind for one in self.told if one.is_known)

    @property
    def must_be_forwarded(self) -> bool:
        """Whether abuse or a risk of it is alleged and nobody competent was told yet."""
        open_still = self.state not in (EntryState.CLOSED, EntryState.TAKEN_BACK)
        return self.is_alleged and open_still and not self.duty_met

    def due(self, today: date) -> Due:
        """How the next step lies to today; computed now."""
        return due(self.due_on, today)


@dataclass(frozen=True, slots=True)
class LogRows:
    """Rows of one page, and the mark of the next."""

    entries: tuple[LogEntry, ...]
    next: str = ""
    found: int | None = None
    """How many a search by name found; None for other lists."""
    covered: int = 0
    """Restricted entries whose names a search left out, because the proof of who is asking is not fresh."""


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of the log with the quality of what the filters show, by unit and together."""

    rows: LogRows
    quality: Quality
    by_unit: tuple[tuple[UUID, Quality], ...]
    """Empty beyond the first page."""
    today: date
    used: Mapping[UUID | None, str] = field(default_factory=dict)
    """Numbers of the register that show no entry here (*số đã dùng*), by the entry they stand below; None: on top."""
    merged: Placed = field(default_factory=dict)
    """Those of them that are duplicates which the reader may open, and into which file each went."""


class FollowUpLog(Protocol):
    """The log, within the reader's scope."""

    def page(self, question: SeeLog, today: date) -> LogRows:
        """Return one page in the order asked for.

        Raises:
            TooManyNames: The scope is too wide to search or order by name.
            Malformed: The mark of the page is not one of ours.
        """

    def whole(self, question: SeeLog, today: date, within: Within) -> tuple[int, Iterator[LogEntry]]:
        """Return how many entries the filters show, and the entries by file code, read as they are asked for."""

    def quality(self, question: SeeLog, today: date) -> Sequence[tuple[UUID, Quality]]:
        """Return completeness and timeliness by unit, of the entries that the filters show."""

    def years(self) -> Sequence[int]:
        """Return the years in which something was received, latest first."""

    def units(self) -> frozenset[UUID] | None:
        """Return the units of which the reader's log can hold entries; None means every unit."""

    def last_numbers(self, unit: UUID) -> Mapping[int, int]:
        """Return the last number given out in the register of a unit, by year."""

    def not_forwarded(self, most: int) -> Sequence[LogEntry]:
        """Return entries with abuse or a risk of it that nobody was told of, oldest receipt first."""

    def count_not_forwarded(self) -> int:
        """Return how many such entries there are."""

    def of(self, cases: Sequence[UUID]) -> dict[UUID, LogEntry]:
        """Return the entries of these cases that lie in the scope."""


def see_log(question: SeeLog, work: Work) -> LogPage:
    """Return a page of the log; the access log keeps which records it showed, and a keyed hash of the words."""
    work.allow(question)
    today = vietnam_day(work.now())
    reading = work.view(FollowUpLog)  # type: ignore[type-abstract]
    rows = reading.page(question, today)
    by_unit = () if question.after else tuple(reading.quality(question, today))
    work.showed((entry.record_no for entry in rows.entries), query=question.words or None)
    log.info("log_seen", entries=len(rows.entries), order=question.order.value, by_name=question.by_name)
    used, merged = _used(question, rows, work)
    return LogPage(rows, Quality.sum(q for _, q in by_unit), by_unit, today, used, merged)


def _used(question: SeeLog, rows: LogRows, work: Work) -> tuple[Mapping[UUID | None, str], Placed]:
    """Return the used numbers of a whole register in its own order; a filtered or mixed list has none to show."""
    plain = SeeLog(unit=question.unit, order=Order.CODE, after=question.after)
    if question.unit is None or question != plain:
        return {}, {}
    reading = work.view(FollowUpLog)  # type: ignore[type-abstract]
    unit_code = work.view(Units).of(question.unit).code  # type: ignore[type-abstract]
    last = {} if question.after else reading.last_numbers(question.unit)
    numbered = [(entry.case_id, FileCode(entry.code)) for entry in rows.entries]
    used = used_numbers(unit_code, numbered, last, is_last_page=not rows.next)
    placed = merged_numbers(unit_code, numbered, work) if used else {}
    return used, {above: some for above, some in placed.items() if above in used}
