"""What stands in the book of a period: its lines, what changed in earlier ones, and its totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from application.follow_up_log import LogEntry
from domain.calendar import Period, Timeliness
from domain.codes import Code
from domain.lists import ClientKind, ConsultationChannel, ConsultationKind, LatenessReason
from domain.register import BookPart


@dataclass(frozen=True, slots=True)
class Span:
    """What a book is asked for: whose, which period, what it knows, and since when corrections count."""

    unit: UUID
    period: Period
    upto: int
    since: int | None
    closed_before: int | None = None
    """Only closings earlier in the log count as closed; None: all there are."""


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One line of a book without its content."""

    part: BookPart
    record: UUID
    position: int
    code: str


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One entry as a book shows it."""

    entry: LogEntry
    identity_version: int
    """Version of the fact that the name is opened from."""
    withheld: bool = False
    """Whether something of it was hidden after the book was closed: the line keeps number and days."""

    def without_hidden(self) -> BookEntry:
        """Return the entry as it may be shown: where something was hidden since, nothing of what it held."""
        if not self.withheld:
            return self
        entry = replace(
            self.entry,
            name="",
            incident=None,
            residence=None,
            abuse_types=(),
            groups=(),
            priority=(),
            is_accident=False,
            is_alleged=False,
            triage=None,
            told=(),
            outcome=None,
            next_step="",
        )
        return replace(self, entry=entry)


@dataclass(frozen=True, slots=True)
class BookSession:
    """One consultation as the register of consultations shows it: codes and days."""

    position: int
    matter: UUID
    record_no: int
    held_at: datetime
    recorded_at: datetime
    kind: ConsultationKind
    channel: ConsultationChannel
    client: ClientKind
    minutes: int
    counsellor: UUID | None
    lateness: LatenessReason | None
    case_code: str
    """Code of the file that it belonged to, as known to the book."""
    withheld: bool = False
    """Whether it was hidden after the book was closed: the line keeps its day."""


class BookColumn(Code, name="book-column"):
    """Columns of an entry that a correction can touch, layout 1. Source: LAW 4.4."""

    IDENTITY = "identity", "Thông tin về trẻ, nội dung", "What is known of child and facts"
    RECEIVED = "received", "Tiếp nhận", "Received"
    CHANNEL = "channel", "Kênh", "Channel"
    SOURCE = "source", "Nguồn tin", "Source"
    DANGER = "danger", "Đang nguy hiểm", "In danger now"
    SEX = "sex", "Giới tính", "Sex"
    AGE = "age", "Nhóm tuổi", "Age band"
    INCIDENT = "incident", "Nơi xảy ra", "Place of incident"
    RESIDENCE = "residence", "Nơi cư trú", "Residence"
    ALLEGATION = "allegation", "Xâm hại hoặc nguy cơ", "Abuse or risk"
    ABUSE = "abuse", "Hình thức xâm hại", "Form of abuse"
    GROUPS = "groups", "Nhóm hoàn cảnh đặc biệt", "Special circumstances"
    PRIORITY = "priority", "Ưu tiên của Hội", "Priority of the association"
    ACCIDENT = "accident", "Tai nạn, thương tích", "Accident or injury"
    TRIAGE = "triage", "Nhận định ban đầu của Hội", "The association's first look"
    TOLD = "told", "Đã chuyển, cơ quan đã biết", "Passed on, known to a body"
    COUNSELLOR = "counsellor", "Người theo dõi", "Counsellor"
    REFERRAL = "referral", "Đề nghị Chi hội", "Request to the chapter"
    STATE = "state", "Trạng thái", "State"
    OUTCOME = "outcome", "Kết quả", "Outcome"
    CLOSED = "closed", "Ngày kết thúc", "Follow-up ended on"


_VALUES: Mapping[BookColumn, Callable[[BookEntry], object]] = {
    BookColumn.IDENTITY: lambda one: one.identity_version,
    BookColumn.RECEIVED: lambda one: one.entry.received_at,
    BookColumn.CHANNEL: lambda one: one.entry.channel,
    BookColumn.SOURCE: lambda one: one.entry.source,
    BookColumn.DANGER: lambda one: one.entry.danger,
    BookColumn.SEX: lambda one: one.entry.sex,
    BookColumn.AGE: lambda one: one.entry.age_band,
    BookColumn.INCIDENT: lambda one: one.entry.incident,
    BookColumn.RESIDENCE: lambda one: one.entry.residence,
    BookColumn.ALLEGATION: lambda one: one.entry.allegation,
    BookColumn.ABUSE: lambda one: one.entry.abuse_types,
    BookColumn.GROUPS: lambda one: one.entry.groups,
    BookColumn.PRIORITY: lambda one: one.entry.priority,
    BookColumn.ACCIDENT: lambda one: one.entry.is_accident,
    BookColumn.TRIAGE: lambda one: one.entry.triage,
    BookColumn.TOLD: lambda one: [
        (told.version, [(reply.version, reply.kind) for reply in told.replies]) for told in one.entry.told
    ],
    BookColumn.COUNSELLOR: lambda one: one.entry.counsellor,
    BookColumn.REFERRAL: lambda one: one.entry.referral_state,
    BookColumn.STATE: lambda one: one.entry.state,
    BookColumn.OUTCOME: lambda one: one.entry.outcome,
    BookColumn.CLOSED: lambda one: one.entry.closed_at,
}


def changes_of(before: BookEntry | None, now: BookEntry) -> tuple[BookColumn, ...]:
    """Return the columns in which an entry differs from what it was; none for one that was not there."""
    if before is None or before.withheld or now.withheld:
        return ()
    return tuple(column for column, value in _VALUES.items() if value(before) != value(now))


@dataclass(frozen=True, slots=True)
class LaterEntry:
    """An entry of an earlier period that was added or changed."""

    now: BookEntry
    before: BookEntry | None
    """None: it was entered after its period was closed."""
    columns: tuple[BookColumn, ...]
    """Where the two differ."""


@dataclass(frozen=True, slots=True)
class Later:
    """Additions and corrections to earlier periods."""

    entries: tuple[LaterEntry, ...] = ()
    sessions: tuple[BookSession, ...] = ()
    used: tuple[str, ...] = ()
    """File codes that stand here and are not for this reader."""
    unseen_sessions: int = 0
    merged: Mapping[str, str] = field(default_factory=dict)
    """Into which file a used number went that the reader may open (*đã nhập vào*)."""

    @property
    def count(self) -> int:
        """How many lines."""
        return len(self.entries) + len(self.sessions) + len(self.used) + self.unseen_sessions


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of the lines that a book shows; rules 2026-1."""

    entries: int
    in_time: int
    alleged: int
    """With abuse or a risk of it."""
    passed_on: int
    """Of these, those of which a competent body was told or knew."""
    accidents: int
    ended: int
    by_abuse: Mapping[Code, int]
    by_sex: Mapping[Code, int]
    by_age: Mapping[Code, int]
    sessions: int
    minutes: int
    by_kind: Mapping[Code, int]

    @classmethod
    def of(cls, entries: Iterable[BookEntry], sessions: Iterable[BookSession]) -> Totals:
        """Count lines of a book."""
        rows, held = [one.entry for one in entries], list(sessions)
        alleged = [row for row in rows if row.is_alleged]
        return cls(
            entries=len(rows),
            in_time=sum(row.lateness.timeliness is Timeliness.IN_TIME for row in rows),
            alleged=len(alleged),
            passed_on=sum(row.duty_met for row in alleged),
            accidents=sum(row.is_accident for row in rows),
            ended=sum(row.closed_at is not None for row in rows),
            by_abuse=_counted(form for row in rows for form in row.abuse_types),
            by_sex=_counted(row.sex for row in rows),
            by_age=_counted(row.age_band for row in rows),
            sessions=len(held),
            minutes=sum(one.minutes for one in held),
            by_kind=_counted(one.kind for one in held),
        )


def _counted(codes: Iterable[Code]) -> dict[Code, int]:
    """Return how often each code stands there, in the order of its list."""
    found = Counter(codes)
    return {code: found[code] for kind in {type(one) for one in found} for code in kind if code in found}
