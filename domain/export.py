"""Bulk export of the follow-up log: asked for by one person, approved by another, built when it is downloaded.

The file is kept nowhere. What narrates, health, who informed, leaf categories, the group of children with HIV/AIDS and
psychological notes are in no export at all (DESIGN, section 3, rule 10).

Source: SECURITY 3.3(9) (two persons); Decree 56/2017/NĐ-CP, art. 24(3) (level of confidentiality and scope on every
report and export); Law 91/2025/QH15, arts. 15, 17, 19 (legal basis). Limits are quy ước nội bộ.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, ClassVar, Generic, Self
from uuid import UUID

from pydantic import Field

from domain.codes import Code
from domain.follow_up_log import EntryState
from domain.identity import Day
from domain.kernel import (
    Act,
    Event,
    First,
    Instant,
    Legal,
    Line,
    Named,
    Refused,
    Said,
    State,
    Value,
    on_the_way_in,
)
from domain.lists import AbuseType, Allegation, LegalBasis, PriorityTag, SpecialGroup
from domain.mirror.codes import MirrorState
from domain.second_person import by_another
from domain.units import register

VALID_FOR = timedelta(days=1)
"""From the approval to the last download; clock hours. Source: quy ước nội bộ."""
MOST_DOWNLOADS = 3
"""How often one approval may be used. Source: quy ước nội bộ."""
MOST_ROWS = 100_000
"""Most entries of one export; the file is written entry by entry, so its length costs no memory. Quy ước nội bộ."""
INTERNAL = "Quy ước nội bộ"
EARLIEST, LATEST = date(1990, 1, 1), date(2200, 12, 31)
CONFIDENTIALITY = (
    "Bí mật đời sống riêng tư của trẻ em (Nghị định 56/2017/NĐ-CP, Điều 24(3), Điều 33)",
    "Secret: private life of children (Decree 56/2017/NĐ-CP, arts. 24(3), 33)",
)
"""The level of confidentiality that every export states first."""


class ExportPurpose(Code, name="export-purpose"):
    """For what an export is made. Source: Law 91/2025/QH15, art. 3(2) (a specific purpose); the list quy ước nội bộ."""

    REPORT = "report", "Lập báo cáo", "Making a report"
    AUTHORITY = "authority", "Trả lời cơ quan có thẩm quyền", "Answering a competent body"
    HANDING_OVER = "handing_over", "Bàn giao khi sáp nhập, đổi đơn vị", "Handing over to another unit"
    INSPECTION = "inspection", "Kiểm tra, đối chiếu sổ", "Inspecting the register"
    OTHER = "other", "Mục đích khác", "Another purpose"


class ExportPart(Code, name="export-part"):
    """What is added to the codes, days and counts of the register; left out unless chosen.

    Source: quy ước nội bộ, after the field classes of the house; nothing else is offered (DESIGN, section 3, rule 10).
    """

    NAME = "name", "Họ tên trẻ", "Name of the child"
    REFERENCES = "references", "Số hiệu văn bản của cơ quan", "References of bodies"


class ExportFormat(Code, name="export-format"):
    """How the file is written."""

    XLSX = "xlsx", "Bảng tính (XLSX)", "Spreadsheet (XLSX)"
    CSV = "csv", "CSV cho Excel (có BOM)", "CSV for Excel (with BOM)"
    CSV_PLAIN = "csv_plain", "CSV cho phần mềm khác (không BOM)", "CSV for other programs (without BOM)"
    JSONL = "jsonl", "JSON từng dòng (JSONL)", "JSON lines (JSONL)"

    @property
    def suffix(self) -> str:
        """How the name of such a file ends."""
        return self.value.partition("_")[0]


def _known_place(key: str) -> str:
    if key and register().by_key(key) is None:
        raise ValueError("unknown_unit")
    return key


def _not_hiv(group: SpecialGroup | None) -> SpecialGroup | None:
    if group is SpecialGroup.HIV:
        raise ValueError("unknown_code")
    return group


class ExportFilters(Value):
    """Which entries: the filters of the follow-up log, codes and days only; no words of a name."""

    unit: UUID | None = None
    since: Day | None = Field(default=None, ge=EARLIEST, le=LATEST)
    until: Day | None = Field(default=None, ge=EARLIEST, le=LATEST)
    year: int | None = Field(default=None, ge=EARLIEST.year, le=LATEST.year)
    group: Annotated[SpecialGroup | None, on_the_way_in(_not_hiv)] = None
    abuse: AbuseType | None = None
    allegation: Allegation | None = None
    accident: bool = False
    priority: PriorityTag | None = None
    state: EntryState | None = None
    mirror: MirrorState | None = None
    counsellor: UUID | None = None
    overdue: bool = False
    not_forwarded: bool = False
    place: Annotated[Line, on_the_way_in(_known_place)] = ""


class ExportAsked(Value):
    """What is asked for, by whom it will be read, and why."""

    purpose: ExportPurpose
    legal_basis: LegalBasis
    why: Legal[Said]
    recipient: Legal[Named]
    """Who will get the file."""
    parts: tuple[ExportPart, ...] = ()
    filters: ExportFilters = ExportFilters()


class ExportRequested(Event):
    """An export is asked for."""

    TOPIC: ClassVar[str] = "export.requested.1"
    asked: ExportAsked
    unit: UUID


class ExportApproved(Event):
    """A second person agrees; it may be downloaded until then."""

    TOPIC: ClassVar[str] = "export.approved.1"
    until: Instant


class ExportRejected(Event):
    """The second person does not agree."""

    TOPIC: ClassVar[str] = "export.rejected.1"
    note: Legal[Line] = ""


class ExportWithdrawn(Event):
    """The request was taken back."""

    TOPIC: ClassVar[str] = "export.withdrawn.1"


class ExportDelivered(Event):
    """The file was built and given out: how many entries, and the digest of its bytes. The file itself is not kept."""

    TOPIC: ClassVar[str] = "export.delivered.1"
    format: ExportFormat
    entries: int
    digest: str
    """SHA-256, hexadecimal."""


class ExportIsOver(Refused):
    """It was approved, rejected or taken back already."""

    vi = "Đề nghị này đã được duyệt, không đồng ý hoặc đã rút."
    en = "This request was approved, rejected or taken back already."


class ExportNotApproved(Refused):
    """Nobody has approved it."""

    vi = "Đề nghị này chưa được người thứ hai duyệt."
    en = "No second person has approved this request."
    source = INTERNAL


class ExportHasExpired(Refused):
    """The day after the approval is over."""

    vi = "Đã hết hạn tải (một ngày kể từ khi duyệt); hãy đề nghị lại."
    en = "The time for downloading (a day from the approval) is over; ask again."
    source = INTERNAL


class ExportUsedUp(Refused):
    """It was downloaded as often as one approval allows."""

    vi = "Đã tải đủ {most} lần cho một lần duyệt; hãy đề nghị lại."
    en = "It was downloaded {most} times, as often as one approval allows; ask again."
    source = INTERNAL


class ExportOfAnother(Refused):
    """Only whoever asked downloads."""

    vi = "Chỉ người đã đề nghị mới được tải."
    en = "Only whoever asked for it downloads it."
    source = INTERNAL


class TooManyToExport(Refused):
    """The filters leave more entries than one export holds."""

    vi = "Bộ lọc này có hơn {most} mục; hãy chọn một đơn vị hoặc một năm."
    en = "These filters leave more than {most} entries; choose a unit or a year."
    source = INTERNAL


class ExportStage(Code, name="export-stage"):
    """How far a request has come; whether its day is over is computed when asked."""

    REQUESTED = "requested", "Chờ người thứ hai duyệt", "Waiting for a second person"
    APPROVED = "approved", "Đã duyệt", "Approved"
    REJECTED = "rejected", "Không đồng ý", "Rejected"
    WITHDRAWN = "withdrawn", "Đã rút", "Taken back"


Further = ExportApproved | ExportRejected | ExportWithdrawn | ExportDelivered


class TwoPersonExport(State[First, Further], Generic[First]):
    """What one person asks for and another approves, to be taken out as a file for a day and not too often."""

    stage: ExportStage = ExportStage.REQUESTED
    until: Instant | None = None
    downloads: int = 0

    def apply(self, fact: Further) -> Self:
        """Return the state after one more fact."""
        match fact:
            case ExportApproved():
                return self.but(stage=ExportStage.APPROVED, until=fact.until)
            case ExportRejected():
                return self.but(stage=ExportStage.REJECTED)
            case ExportWithdrawn():
                return self.but(stage=ExportStage.WITHDRAWN)
            case ExportDelivered():
                return self.but(downloads=self.downloads + 1)

    def approve(self, requested_by: UUID | None, act: Act) -> ExportApproved:
        """Agree as the second person; it may be downloaded for a day."""
        self._by_another(requested_by, act)
        return ExportApproved(occurred_at=act.at, until=act.at + VALID_FOR)

    def reject(self, requested_by: UUID | None, note: str, act: Act) -> ExportRejected:
        """Do not agree."""
        self._by_another(requested_by, act)
        return ExportRejected(occurred_at=act.at, note=note)

    def withdraw(self, requested_by: UUID | None, act: Act) -> ExportWithdrawn:
        """Take it back; an approval ends with it."""
        if self.stage not in (ExportStage.REQUESTED, ExportStage.APPROVED):
            raise ExportIsOver
        if act.account != requested_by:
            raise ExportOfAnother
        return ExportWithdrawn(occurred_at=act.at)

    def may_be_downloaded(self, requested_by: UUID | None, act: Act) -> None:
        """Ask whether the file may be built now.

        Raises:
            ExportOfAnother: Somebody else asked for it.
            ExportNotApproved: No second person has agreed, or it was taken back.
            ExportHasExpired: The day is over.
            ExportUsedUp: It was downloaded often enough.
        """
        if act.account is None or act.account != requested_by:
            raise ExportOfAnother
        if self.stage is not ExportStage.APPROVED or self.until is None:
            raise ExportNotApproved
        if act.at >= self.until:
            raise ExportHasExpired
        if self.downloads >= MOST_DOWNLOADS:
            raise ExportUsedUp(most=MOST_DOWNLOADS)

    def deliver(self, written: ExportFormat, entries: int, digest: str, act: Act) -> ExportDelivered:
        """Note that the file was given out; asked for after `may_be_downloaded`."""
        return ExportDelivered(occurred_at=act.at, format=written, entries=entries, digest=digest)

    def _by_another(self, requested_by: UUID | None, act: Act) -> None:
        if self.stage is not ExportStage.REQUESTED:
            raise ExportIsOver
        by_another(requested_by, act)


class Export(TwoPersonExport[ExportRequested]):
    """One request for an export of the follow-up log."""

    asked: ExportAsked

    @classmethod
    def request(cls, asked: ExportAsked, unit: UUID, act: Act) -> ExportRequested:
        """Ask for an export."""
        return ExportRequested(occurred_at=act.at, asked=asked, unit=unit)

    @classmethod
    def began(cls, stream: UUID, fact: ExportRequested) -> Export:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, asked=fact.asked)


_STARTS_A_FORMULA = "=+-@＝＋－＠\t\r"


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it.

    Source: OWASP, CSV injection; ASVS 5.0, 1.2.10.

    >>> harmless("=1+1"), harmless("Lò Văn Ví Dụ")
    ("'=1+1", 'Lò Văn Ví Dụ')
    """
    begins = text.lstrip(" \u00a0\u200b\ufeff\n")
    return f"'{text}" if begins.startswith(tuple(_STARTS_A_FORMULA)) else text
