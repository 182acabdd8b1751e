"""The inspection board at work in the fictional year: findings on their way to remedy, one birth date, one extract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from application.child_case import OpenCase, SetDetails, TakeIn, open_case, set_details, take_in
from application.demo.chance import Chance
from application.demo.details import corrected
from application.demo.entries import beginning, wish, wish_then
from application.demo.looks import ELSEWHERE
from application.demo.staff import Cast
from application.demo.stage import Deed, Story
from application.demo.territory import PROVINCE
from application.inspection import (
    AnswerFinding,
    CloseFinding,
    FindingAsked,
    OpenFinding,
    ReportRemedy,
    VerifyFinding,
    answer_finding,
    close_finding,
    open_finding,
    report_remedy,
    verify_finding,
)
from application.log_extract import (
    ApproveExtract,
    DownloadExtract,
    RequestExtract,
    approve_extract,
    download_extract,
    request_extract,
)
from domain.calendar import VIETNAM
from domain.child_case import CaseOpened
from domain.child_case.intake import Child, Details, Reception, Situation
from domain.export import ExportFormat
from domain.identity import PartialDate
from domain.inspection import (
    FindingAnswer,
    FindingCheck,
    FindingKind,
    FindingRemedy,
    FindingSaid,
    FindingStance,
    FindingVerdict,
)
from domain.lists import Channel, DangerNow
from domain.log_extract import ExtractAsked, ExtractFilters, WhichLog

FIRST, SECOND = "kiemtra.1", "kiemtra.2"
LOOKING_IN = "giamsat.tinh"
"""Who read the file in the week in which its birth date was changed."""
ENTERED, CHANGED, ASKED = date(2025, 11, 10), date(2025, 11, 13), date(2025, 11, 24)
REFUSED = date(2025, 11, 18)
"""A week later somebody of another unit is turned away."""
REASON = "Người báo nói nhầm ngày sinh, đã đối chiếu giấy khai sinh."


@dataclass(frozen=True, slots=True)
class Found:
    """What the board found in a unit, and how far it has come when the year ends."""

    unit: str
    answers: str
    kind: FindingKind
    day: date
    found: str
    recommended: str
    steps: tuple[str, ...] = ()
    """What was done about it, a step every few days."""


FOUND = (
    Found(
        "PBG",
        "giamsat.tpbg",
        FindingKind.LATENESS,
        date(2025, 9, 8),
        "Một số tin nhận qua điện thoại vào sổ sau hai ngày.",
        "Phân công người vào sổ thay khi cán bộ đi cơ sở.",
        ("answered", "reported", "remedied", "closed"),
    ),
    Found(
        "XSD",
        "giamsat.sondong",
        FindingKind.RECORD,
        date(2025, 10, 6),
        "Sổ kết tháng 9 thiếu chữ ký của người soát.",
        "Hai người cùng soát trước khi kết sổ.",
        ("answered", "reported", "remedied"),
    ),
    Found(
        PROVINCE,
        "giamsat.vanphong",
        FindingKind.ACCESS,
        date(2025, 10, 20),
        "Có lượt xem hồ sơ ban đêm chưa ghi lý do.",
        "Nhắc cán bộ ghi lý do; rà lại lịch trực.",
        ("answered", "reported", "not-remedied", "reported"),
    ),
    Found(
        "PBG",
        "giamsat.tpbg",
        FindingKind.CONFLICT,
        date(2025, 11, 17),
        "Khai báo xung đột lợi ích nộp sau khi đã mở hồ sơ.",
        "Khai báo trước khi nhận hồ sơ.",
        ("answered",),
    ),
    Found(
        "XSD",
        "giamsat.sondong",
        FindingKind.LATENESS,
        date(2025, 12, 1),
        "Hai việc quá hạn chưa ghi kết quả.",
        "Ghi kết quả hoặc gia hạn có lý do.",
    ),
)
_TERM = timedelta(days=28)
_ANSWER = FindingAnswer(stance=FindingStance.ACCEPTED, words="Đơn vị tiếp thu và sửa ngay trong tháng.")
_DONE = "Đã họp, phân công lại và ghi vào biên bản."
_SEEN = {
    FindingVerdict.REMEDIED: "Đã xem biên bản và sổ của hai tuần sau.",
    FindingVerdict.NOT_REMEDIED: "Biên bản có, nhưng hai tuần sau vẫn còn một lượt như vậy.",
}


def inspecting(cast: Cast, seed: int) -> list[Story]:
    """Return what the board does; there is as much of it in a small year as in a whole one."""
    return [*(_tracked(cast, one) for one in FOUND), birth_date(cast, Chance(f"{seed}/birth")), _extracted()]


def _morning(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), VIETNAM).astimezone(UTC)


def _tracked(cast: Cast, one: Found) -> Story:
    """A finding from the board to the unit and back, as far as it came."""
    said = FindingSaid(kind=one.kind, found=one.found, recommended=one.recommended, due_on=one.day + _TERM)
    done = yield Deed(
        _morning(one.day),
        FIRST,
        wish_then(
            open_finding, lambda: OpenFinding(asked=FindingAsked(unit=cast.units[one.unit], said=said))
        ),
    )
    if done.made is None:
        return
    for number, step in enumerate(one.steps, start=1):
        yield _step(done.made, one, step, one.day + timedelta(days=5 * number))


def _step(finding: UUID, one: Found, step: str, day: date) -> Deed:
    match step:
        case "answered":
            return Deed(
                _morning(day),
                one.answers,
                wish(answer_finding, AnswerFinding(finding=finding, answer=_ANSWER)),
            )
        case "reported":
            remedy = ReportRemedy(finding=finding, remedy=FindingRemedy(done_on=day, words=_DONE))
            return Deed(_morning(day), one.answers, wish(report_remedy, remedy))
        case "closed":
            return Deed(_morning(day), SECOND, wish(close_finding, CloseFinding(finding=finding)))
    verdict = FindingVerdict(step)
    again = day + _TERM if verdict is FindingVerdict.NOT_REMEDIED else None
    check = FindingCheck(verdict=verdict, words=_SEEN[verdict], due_on=again)
    return Deed(_morning(day), SECOND, wish(verify_finding, VerifyFinding(finding=finding, check=check)))


def birth_date(cast: Cast, chance: Chance) -> Story:
    """A birth date is said wrongly, and set right from the certificate; the board asks who changed it, and why."""
    entry = beginning(cast, chance, ENTERED)
    entry.at = _morning(ENTERED, 8, 40)
    counsellor = cast.acting(entry.member, entry.at)
    born = entry.child.born
    said = PartialDate(year=born.year, month=born.month, day=born.day % 28 + 1)
    situation = Situation(what=entry.slots["gist"], danger_now=DangerNow.NO)
    first = Details(child=Child(name=entry.child.name, birth=said))
    reception = Reception(
        channel=Channel.PHONE, source=entry.child.source, received_at=entry.at - timedelta(minutes=20)
    )
    taken = TakeIn(situation=situation, reception=reception, details=first)
    done = yield Deed(entry.at, counsellor, wish(take_in, taken))
    code = next((one.fact.code for one in done.recorded if isinstance(one.fact, CaseOpened)), "")
    if done.made is None:
        return
    look = wish(open_case, OpenCase(case_id=done.made))
    yield Deed(_morning(CHANGED, 8), counsellor, look)
    change = SetDetails(
        case_id=done.made, situation=situation, details=corrected(first, entry.child), reason=REASON
    )
    yield Deed(_morning(CHANGED, 8, 15), counsellor, wish(set_details, change))
    yield Deed(_morning(CHANGED, 14), LOOKING_IN, look)
    yield Deed(_morning(REFUSED), ELSEWHERE, look, turned_away=True)
    finding = FindingSaid(
        kind=FindingKind.RECORD,
        found="Ngày sinh trong hồ sơ này đã đổi sau khi vào sổ.",
        recommended="Cho biết ai đổi, căn cứ giấy tờ nào; lưu bản chụp giấy khai sinh.",
        due_on=ASKED + _TERM,
    )
    unit = cast.units[PROVINCE]
    asked = OpenFinding(asked=FindingAsked(unit=unit, code=code, said=finding))
    yield Deed(_morning(ASKED), FIRST, wish(open_finding, asked))


def _extracted() -> Story:
    """One of the board asks for the denials of the autumn, the other agrees, and the first takes the file out."""
    filters = ExtractFilters(decision="deny", since=date(2025, 9, 1), until=date(2025, 11, 30))
    asked = ExtractAsked(
        log=WhichLog.ACCESS,
        why="Kèm biên bản họp Ban kiểm tra quý IV.",
        recipient="Ban Thường vụ Hội",
        filters=filters,
    )
    at = _morning(date(2025, 12, 3))
    done = yield Deed(at, FIRST, wish(request_extract, RequestExtract(asked=asked)))
    if done.made is None:
        return
    at += timedelta(hours=2)
    yield Deed(at, SECOND, wish(approve_extract, ApproveExtract(extract=done.made)))
    at += timedelta(minutes=20)
    download = DownloadExtract(extract=done.made, format=ExportFormat.JSONL)
    yield Deed(at, FIRST, wish(download_extract, download))
