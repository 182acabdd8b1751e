"""How long records are kept (*thời hạn lưu*): rules proposed by the officer, confirmed by a second person, dated.

A rule erases nothing. For what holds a person's matter it makes a list, from which an erasure may be requested; for
what nobody decides on (drafts, tries to sign in, networks, backups of keys) upkeep reads the rule in force.

Source: Law 91/2025/QH15, art. 3(2)(3): kept only as long as the purpose needs, unless another law says otherwise. No
law that was found gives a period for these files (LAW 5.4), so every default is quy ước nội bộ and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.calendar import start_of_day, vietnam_day, vietnam_time
from domain.codes import Code
from domain.identity import Day
from domain.kernel import Act, Event, Legal, Line, Refused, State, Value, on_the_way_in
from domain.second_person import ProposalIsOver, by_another

CONVENTION = ("Quy ước nội bộ", "Internal convention")
"""Stands beside every period that no law names."""
WHY_AT_ALL = "Luật 91/2025/QH15, Điều 3(2)(3)"
"""Why there is a period at all; it names no number."""


class RecordKind(Code, name="retention-kind"):
    """What is kept. Source: LAW 5.4 (per class of record); the classes quy ước nội bộ."""

    CASE = "case", "Hồ sơ trẻ đã kết thúc theo dõi", "Case whose follow-up ended"
    CONSULTATION = (
        "consultation",
        "Vụ tư vấn không thuộc hồ sơ nào",
        "Consultation that belongs to no case",
    )
    DATA_REQUEST = (
        "data_request",
        "Yêu cầu về dữ liệu đã trả lời hoặc từ chối",
        "Request about data, answered or refused",
    )
    BREACH = "breach", "Vi phạm dữ liệu đã xử lý xong", "Breach of data that was dealt with"
    MEMBER = "member", "Hội viên đã ra khỏi đơn vị", "Member who left the unit"
    RECOMMENDATION = (
        "recommendation",
        "Kiến nghị đã kết thúc, không thuộc hồ sơ nào",
        "Recommendation that ended and belongs to no case",
    )
    SUPPORT = (
        "support",
        "Nhu cầu hỗ trợ đã kết thúc, không thuộc hồ sơ nào",
        "Need of support that ended and belongs to no case",
    )
    ACCESS_LOG = "access_log", "Nhật ký truy cập", "Access log"
    DRAFT = "draft", "Bản nháp trong trình duyệt", "Draft in the browser"
    ATTEMPT = "attempt", "Lần đăng nhập sai", "Wrong try to sign in"
    NETWORK = "network", "Mạng đã từng đăng nhập (mã băm)", "Network signed in from (keyed hash)"
    KEY_BACKUP = "key_backup", "Bản sao lưu kho khoá", "Backup of the key store"

    @property
    def is_upkeep(self) -> bool:
        """Whether the service, or its operator, lets it go without anyone deciding on a person's matter."""
        return self in _UPKEEP

    @property
    def since(self) -> tuple[str, str]:
        """From which happening the time is counted."""
        return _SINCE[self.value]


_UPKEEP = frozenset({RecordKind.DRAFT, RecordKind.ATTEMPT, RecordKind.NETWORK, RecordKind.KEY_BACKUP})
_SINCE = {
    "case": ("kết thúc theo dõi", "the follow-up ended"),
    "consultation": ("buổi tư vấn cuối", "the last session took place"),
    "data_request": ("trả lời hoặc từ chối yêu cầu", "it was answered or refused"),
    "breach": ("kết thúc xử lý vi phạm", "it was closed"),
    "member": ("ra khỏi đơn vị", "they left"),
    "recommendation": ("kết thúc, rút hoặc gộp", "it was closed, withdrawn or merged"),
    "support": ("kết thúc hoặc rút", "it was closed or withdrawn"),
    "access_log": ("ghi vào nhật ký", "it was written"),
    "draft": ("gõ lần cuối", "it was last typed in"),
    "attempt": ("lần thử cuối", "it was last tried"),
    "network": ("lần đăng nhập cuối", "it was last used"),
    "key_backup": ("sao lưu", "it was made"),
}


class TermUnit(Code, name="term-unit"):
    """In what a period is counted."""

    HOURS = "hours", "giờ", "hours"
    DAYS = "days", "ngày", "days"
    YEARS = "years", "năm", "years"


class CountedFrom(Code, name="term-start"):
    """Where the counting begins. Source: LAW 5.4 (end of the calendar year, as public bodies count); else internal."""

    EVENT = "event", "từ lúc", "from when"
    END_OF_YEAR = (
        "end_of_year",
        "từ hết năm dương lịch có việc",
        "from the end of the calendar year in which",
    )


class Term(Value):
    """How long, and from when."""

    length: Annotated[int, Field(ge=1, le=100_000)]
    unit: TermUnit
    counted_from: CountedFrom = CountedFrom.EVENT

    def ends_at(self, happened_at: datetime) -> datetime:
        """Return the moment from which something is kept too long.

        >>> ten = Term(length=10, unit=TermUnit.YEARS, counted_from=CountedFrom.END_OF_YEAR)
        >>> vietnam_day(ten.ends_at(start_of_day(date(2025, 3, 1)))).isoformat()
        '2036-01-01'
        """
        if self.counted_from is CountedFrom.END_OF_YEAR:
            happened_at = start_of_day(date(vietnam_day(happened_at).year + 1, 1, 1))
        return self._moved(happened_at, self.length)

    def too_old_before(self, now: datetime) -> datetime:
        """Return the moment before which whatever happened is kept too long by now; the other way round of `ends_at`.

        >>> ten = Term(length=10, unit=TermUnit.YEARS, counted_from=CountedFrom.END_OF_YEAR)
        >>> vietnam_day(ten.too_old_before(start_of_day(date(2036, 1, 1)))).isoformat()
        '2026-01-01'
        """
        then = self._moved(now, -self.length)
        return start_of_day(date(vietnam_day(then).year, 1, 1)) if self._by_year else then

    @property
    def about_hours(self) -> int:
        """The length in hours, years at 365 days, to compare with bounds."""
        return self.length * {"hours": 1, "days": 24, "years": 24 * 365}[self.unit.value]

    @property
    def _by_year(self) -> bool:
        return self.counted_from is CountedFrom.END_OF_YEAR

    def _moved(self, moment: datetime, length: int) -> datetime:
        match self.unit:
            case TermUnit.HOURS:
                return moment + timedelta(hours=length)
            case TermUnit.DAYS:
                return moment + timedelta(days=length)
            case _:
                local = vietnam_time(moment)
                year = local.year + length
                try:
                    return local.replace(year=year)
                except ValueError:  # 29 February
                    return local.replace(year=year, month=3, day=1)

    def label(self, language: str) -> str:
        """Return the period in words."""
        unit = self.unit.label(language)
        return f"{self.length} {unit.removesuffix('s') if language == 'en' and self.length == 1 else unit}"


_YEARS_10 = Term(length=10, unit=TermUnit.YEARS, counted_from=CountedFrom.END_OF_YEAR)
_YEARS_5 = Term(length=5, unit=TermUnit.YEARS, counted_from=CountedFrom.END_OF_YEAR)
DEFAULTS: dict[RecordKind, Term] = {
    RecordKind.CASE: _YEARS_10,
    RecordKind.CONSULTATION: _YEARS_5,
    RecordKind.DATA_REQUEST: _YEARS_5,
    RecordKind.BREACH: _YEARS_5,
    RecordKind.MEMBER: _YEARS_5,
    RecordKind.RECOMMENDATION: _YEARS_10,
    RecordKind.SUPPORT: _YEARS_5,
    RecordKind.ACCESS_LOG: _YEARS_10,
    RecordKind.DRAFT: Term(length=72, unit=TermUnit.HOURS),
    RecordKind.ATTEMPT: Term(length=1, unit=TermUnit.DAYS),
    RecordKind.NETWORK: Term(length=90, unit=TermUnit.DAYS),
    RecordKind.KEY_BACKUP: Term(length=30, unit=TermUnit.DAYS),
}
"""What holds while nobody confirmed anything else. Source: quy ước nội bộ, every one of them (LAW 5.4: no period was
found); drafts DESIGN, section 9; backups of keys DESIGN, section 7."""

_YEAR, _CENTURY = 24 * 365, 100 * 24 * 365
BOUNDS: dict[RecordKind, tuple[int, int]] = {
    RecordKind.DRAFT: (1, 72),
    RecordKind.ATTEMPT: (1, 30 * 24),
    RecordKind.NETWORK: (24, _YEAR),
    RecordKind.KEY_BACKUP: (24, 30 * 24),
}
"""Least and most hours. Source: quy ước nội bộ; a draft never longer than 72 hours (DESIGN, section 9), a backup of
keys never longer than 30 days, or destroyed keys would outlive their destruction (DESIGN, section 7)."""
_OTHERWISE = (_YEAR, _CENTURY)

_CITATION = re.compile(r"^(Luật|Bộ luật|Pháp lệnh|Nghị quyết|Nghị định|Thông tư|Quyết định)\b.*\d")


def _cited(text: str) -> str:
    if text and not _CITATION.match(text):
        raise ValueError("not_a_citation")
    return text


Citation = Annotated[Line, on_the_way_in(_cited)]
"""A document with its number, and the article: it names no person, so it stays readable. Empty: no law gives it."""


class Rule(Value):
    """How long one kind of record is kept."""

    kind: RecordKind
    term: Term
    source: Citation = ""
    effective_from: Day


class RuleProposed(Event):
    """A period is proposed."""

    TOPIC: ClassVar[str] = "retention.proposed.1"
    rule: Rule
    unit: UUID


class RuleConfirmed(Event):
    """A second person agrees; the rule holds from that day on."""

    TOPIC: ClassVar[str] = "retention.confirmed.1"
    in_force_from: date


class RuleRejected(Event):
    """The second person does not agree."""

    TOPIC: ClassVar[str] = "retention.rejected.1"
    note: Legal[Line] = ""


class RuleWithdrawn(Event):
    """The proposal was taken back."""

    TOPIC: ClassVar[str] = "retention.withdrawn.1"


class PeriodOutOfBounds(Refused):
    """The period is shorter or longer than this kind may be kept."""

    vi = "Thời hạn này nằm ngoài khoảng cho phép: từ {least} đến {most}."
    en = "This period is outside what is allowed: {least} to {most}."
    source = CONVENTION[0]


class CountedByYear(Refused):
    """What upkeep lets go is counted from the moment itself."""

    vi = "Loại này được tính từ chính lúc đó, không tính từ hết năm."
    en = "This kind is counted from the moment itself, not from the end of the year."
    source = CONVENTION[0]


class RuleBackdated(Refused):
    """A rule holds from today at the earliest, or the past would be judged by it."""

    vi = "Thời hạn lưu không được có hiệu lực lùi về trước: sớm nhất là hôm nay."
    en = "A rule cannot hold for the past: today at the earliest."
    source = CONVENTION[0]


class ProposalStage(Code, name="proposal-stage"):
    """How far a proposal has come."""

    PROPOSED = "proposed", "Chờ người thứ hai", "Waiting for a second person"
    CONFIRMED = "confirmed", "Đã xác nhận", "Confirmed"
    REJECTED = "rejected", "Không đồng ý", "Rejected"
    WITHDRAWN = "withdrawn", "Đã rút", "Taken back"


def _spelt(hours: int) -> str:
    if hours % _YEAR == 0:
        return f"{hours // _YEAR} năm / years"
    return f"{hours // 24} ngày / days" if hours % 24 == 0 else f"{hours} giờ / hours"


Further = RuleConfirmed | RuleRejected | RuleWithdrawn


class RetentionRule(State[RuleProposed, Further]):
    """One proposal of a period, and what became of it."""

    rule: Rule
    stage: ProposalStage = ProposalStage.PROPOSED

    @classmethod
    def propose(cls, rule: Rule, unit: UUID, act: Act) -> RuleProposed:
        """Propose a period.

        Raises:
            PeriodOutOfBounds: Too short or too long for this kind.
            CountedByYear: Upkeep counts from the moment itself.
            RuleBackdated: It would hold for the past.
        """
        least, most = BOUNDS.get(rule.kind, _OTHERWISE)
        if not least <= rule.term.about_hours <= most:
            raise PeriodOutOfBounds(least=_spelt(least), most=_spelt(most))
        if rule.kind.is_upkeep and rule.term.counted_from is CountedFrom.END_OF_YEAR:
            raise CountedByYear
        if rule.effective_from < vietnam_day(act.at):
            raise RuleBackdated
        return RuleProposed(occurred_at=act.at, rule=rule, unit=unit)

    @classmethod
    def began(cls, stream: UUID, fact: RuleProposed) -> RetentionRule:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, rule=fact.rule)

    def apply(self, fact: Further) -> RetentionRule:
        """Return the state after one more fact."""
        match fact:
            case RuleConfirmed():
                return self.but(stage=ProposalStage.CONFIRMED)
            case RuleRejected():
                return self.but(stage=ProposalStage.REJECTED)
            case RuleWithdrawn():
                return self.but(stage=ProposalStage.WITHDRAWN)

    def confirm(self, proposed_by: UUID | None, act: Act) -> RuleConfirmed:
        """Agree as the second person; a day that has passed meanwhile becomes today."""
        self._by_another(proposed_by, act)
        day = max(self.rule.effective_from, vietnam_day(act.at))
        return RuleConfirmed(occurred_at=act.at, in_force_from=day)

    def reject(self, proposed_by: UUID | None, note: str, act: Act) -> RuleRejected:
        """Do not agree."""
        self._by_another(proposed_by, act)
        return RuleRejected(occurred_at=act.at, note=note)

    def withdraw(self, act: Act) -> RuleWithdrawn:
        """Take the proposal back."""
        self._waits()
        return RuleWithdrawn(occurred_at=act.at)

    def _by_another(self, proposed_by: UUID | None, act: Act) -> None:
        self._waits()
        by_another(proposed_by, act)

    def _waits(self) -> None:
        if self.stage is not ProposalStage.PROPOSED:
            raise ProposalIsOver


@dataclass(frozen=True, slots=True)
class InForce:
    """The period of one kind on some day, and where it comes from."""

    kind: RecordKind
    term: Term
    since: date | None = None
    """None: nobody confirmed another one; the default of the house."""
    source: str = ""
    """The document that gives the period; empty means quy ước nội bộ."""


def in_force(confirmed: Iterable[InForce], day: date) -> dict[RecordKind, InForce]:
    """Return the rule of each kind on a day: the latest that holds by then, by confirmation; else the default."""
    found = {kind: InForce(kind, term) for kind, term in DEFAULTS.items()}
    for one in sorted(confirmed, key=lambda rule: rule.since or date.min):
        if one.since is not None and one.since <= day:
            found[one.kind] = one
    return found
