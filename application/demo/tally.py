"""What a played year comes to, counted as it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from application.ledger import Recorded
from domain.activity.facts import ActivityAttended, ActivityInvited, ActivityRecorded
from domain.calendar import ENTRY_LIMIT
from domain.chapter import UnitEnded, UnitFounded, UnitTaskAssigned
from domain.child_case import (
    CaseAnswered,
    CaseClosed,
    CaseKnownAlready,
    CaseOpened,
    CasePassedOn,
    CaseReopened,
)
from domain.child_case.entries import EntryCorrected, EntryMovedIn
from domain.child_case.merging import CaseMergedAway, CaseReleased
from domain.conflict import ConflictDeclared
from domain.counselling import ConsultationLogged
from domain.duty_numbers import DutyNumberListed
from domain.emergency import EmergencyNoted
from domain.erasure import ErasureRequested
from domain.figure_period import FigurePeriodClosed
from domain.files import CaseFileAttached
from domain.fund.facts import FundEntered
from domain.glass import GlassBroken
from domain.imported import CaseImported
from domain.inspection import FindingOpened, FindingVerified
from domain.look_review import SampleDrawn
from domain.member import MemberAdmitted, MemberMoved
from domain.mirror.facts import AuthorityReported, CooperationRequested, TaskAssigned
from domain.programme import ProgrammeEntered
from domain.recommendation.facts import RecommendationCollected, RecommendationReplied
from domain.referral.facts import OpinionApproved, ReferralSubmitted
from domain.register import PeriodClosed
from domain.report.facts import ReportIssued
from domain.restriction import RestrictionPlaced
from domain.support.facts import SupportEntered
from domain.work_transfer import WorkOffered

LATE = "late-entry"
"""Counts entries that came later than the internal limit after they were received."""
LABELS: Mapping[str, tuple[str, str]] = {
    CaseOpened.TOPIC: ("Tin vào sổ", "Entries"),
    LATE: ("trong đó vào sổ muộn", "of these entered late"),
    ConsultationLogged.TOPIC: ("Lượt tư vấn, tham vấn", "Consultation sessions"),
    CasePassedOn.TOPIC: ("Lần chuyển thông tin", "Forwardings"),
    CaseKnownAlready.TOPIC: ("Cơ quan đã biết", "Known to an authority"),
    CaseAnswered.TOPIC: ("Trả lời của cơ quan", "Answers of authorities"),
    AuthorityReported.TOPIC: ("Điều cơ quan báo lại", "Reports of authorities"),
    CooperationRequested.TOPIC: ("Đề nghị phối hợp", "Requests for cooperation"),
    TaskAssigned.TOPIC: ("Việc được giao trong kế hoạch", "Tasks given by plans"),
    CaseClosed.TOPIC: ("Lần kết thúc theo dõi", "Closings"),
    CaseReopened.TOPIC: ("Lần theo dõi lại", "Reopenings"),
    EmergencyNoted.TOPIC: ("Tin khẩn cấp", "Emergencies"),
    ReferralSubmitted.TOPIC: ("Đề nghị Chi hội cho ý kiến", "Requests to the chapter"),
    ConflictDeclared.TOPIC: ("Khai báo xung đột lợi ích", "Conflicts of interest declared"),
    RestrictionPlaced.TOPIC: ("Hồ sơ hạn chế", "Cases held closely"),
    GlassBroken.TOPIC: ("Lần mở khẩn hồ sơ", "Uses of broken glass"),
    FindingOpened.TOPIC: ("Kiến nghị của Ban kiểm tra", "Findings of the inspection board"),
    FindingVerified.TOPIC: ("Lần Ban kiểm tra xem lại", "Times the board looked again"),
    SampleDrawn.TOPIC: ("Mẫu rà soát tuần đã rút", "Weekly samples drawn"),
    ErasureRequested.TOPIC: ("Yêu cầu xóa dữ liệu", "Requests to erase"),
    DutyNumberListed.TOPIC: ("Số trực (giả lập)", "Duty numbers (invented)"),
    OpinionApproved.TOPIC: ("Ý kiến đã duyệt", "Opinions approved"),
    EntryCorrected.TOPIC: ("Mục đã sửa hoặc che", "Entries corrected or hidden"),
    EntryMovedIn.TOPIC: ("Mục chuyển sang hồ sơ đúng", "Entries moved to the right file"),
    CaseMergedAway.TOPIC: ("Hồ sơ trùng đã gộp", "Duplicates merged"),
    CaseReleased.TOPIC: ("Lần bỏ gộp", "Merges taken back"),
    CaseFileAttached.TOPIC: ("Tệp kèm hồ sơ", "Files of cases"),
    CaseImported.TOPIC: ("Mục nhập từ sổ cũ", "Entries of the old log"),
    WorkOffered.TOPIC: ("Lần bàn giao công việc", "Moves of work"),
    UnitFounded.TOPIC: ("Đơn vị của Hội", "Units of the association"),
    UnitEnded.TOPIC: ("trong đó kết thúc ngày 30/6/2025", "of these ended on 30 June 2025"),
    MemberAdmitted.TOPIC: ("Hội viên, cộng tác viên, tình nguyện viên", "Members, collaborators, volunteers"),
    MemberMoved.TOPIC: ("Người chuyển sang đơn vị kế thừa", "People who went on in a successor"),
    UnitTaskAssigned.TOPIC: ("Việc phân công trong đơn vị", "Tasks assigned in units"),
    ProgrammeEntered.TOPIC: ("Chương trình năm đã nhập", "Programmes entered"),
    FigurePeriodClosed.TOPIC: ("Kỳ số liệu đã khóa", "Periods of figures closed"),
    ReportIssued.TOPIC: ("Báo cáo đã ban hành", "Reports issued"),
    PeriodClosed.TOPIC: ("Kỳ sổ đã kết", "Periods of registers closed"),
    ActivityRecorded.TOPIC: ("Hoạt động", "Activities"),
    ActivityInvited.TOPIC: ("Giấy mời giám sát, khóa học", "Invitations to supervision and courses"),
    ActivityAttended.TOPIC: ("trong đó đã tham gia", "of these attended"),
    RecommendationCollected.TOPIC: ("Kiến nghị", "Recommendations"),
    RecommendationReplied.TOPIC: ("Trả lời kiến nghị", "Replies to recommendations"),
    SupportEntered.TOPIC: ("Nhu cầu cần hỗ trợ", "Needs of support"),
    FundEntered.TOPIC: ("Phiếu thu, chi của quỹ", "Vouchers of the fund"),
}
"""What is shown of the counts, in Vietnamese and English."""


@dataclass(slots=True)
class Tally:
    """How many deeds and facts there were, by topic."""

    deeds: int = 0
    facts: Counter[str] = field(default_factory=Counter)

    def add(self, recorded: tuple[Recorded, ...]) -> None:
        """Count one deed with what it recorded."""
        self.deeds += 1
        for one in recorded:
            self.facts[one.envelope.topic] += 1
            if isinstance(one.fact, CaseOpened) and one.fact.received_at is not None:
                self.facts[LATE] += one.recorded_at - one.fact.received_at > ENTRY_LIMIT

    @property
    def events(self) -> int:
        """How many facts were recorded."""
        return self.facts.total() - self.facts[LATE]

    def lines(self) -> list[tuple[str, str, int]]:
        """Return the counts with their labels in both languages."""
        return [(vi, en, self.facts[topic]) for topic, (vi, en) in LABELS.items()]
