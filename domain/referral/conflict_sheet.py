"""What a proposed reviewer declares line by line, having seen the names of the parties and nothing else.

Six lines, (a) to (f) of the minimum predicate in LAW 6.2; each has its law beside it. A *yes* recuses for good, a *not
sure* leaves the file shut until it is known. Line (d) alone has a way through: a juror of a court where the matter is
not pending may promise to refuse, or to ask for replacement, should it come there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from domain.codes import Code
from domain.kernel import Refused, Text, Value
from domain.lists import ConflictAnswer
from domain.referral.court import Court, Pending, PendingStanding
from domain.text import none_if_blank


class SheetLine(Code, name="sheet-line"):
    """One line of the predicate. Source: LAW 6.2, last paragraph, (a) to (f)."""

    WORKED = (
        "worked",
        "Tôi đã tiếp nhận, tư vấn hoặc đang theo dõi vụ việc này",
        "I took this matter in, advised on it or work on it",
    )
    RELATED = (
        "related",
        "Tôi là người thân, cấp trên, thầy cô, láng giềng hoặc người quen của một người có tên ở trên",
        "I am a relative, employer, teacher, neighbour or acquaintance of someone named above",
    )
    COUNSEL = (
        "counsel",
        "Tôi đang hoặc đã bào chữa, bảo vệ, đại diện, tư vấn cho một bên trong vụ việc",
        "I act or acted as counsel for a party in the matter",
    )
    JUROR = (
        "juror",
        "Tôi là hội thẩm của tòa án có thể xét xử vụ việc này (theo nơi xảy ra)",
        "I am a juror of the court that may try this matter (by the place of incident)",
    )
    OFFICIAL = (
        "official",
        "Tôi có thẩm quyền giải quyết vụ việc (xã, công an, viện kiểm sát, tòa án)",
        "I decide on the matter in office (commune, police, procuracy, court)",
    )
    RECUSED = (
        "recused",
        "Tôi đã từng từ chối vì xung đột lợi ích trong vụ việc này",
        "I was recused from this matter before",
    )

    @property
    def law(self) -> str:
        """The articles that stand beside the line."""
        return _LAW[self]

    @property
    def letter(self) -> str:
        """Its letter in the predicate."""
        return "abcdef"[list(SheetLine).index(self)]


_LAW = {
    SheetLine.WORKED: "Nghị định 77/2008/NĐ-CP, Điều 4 khoản 1 điểm d; Luật Trợ giúp pháp lý 2017, Điều 25 khoản 2",
    SheetLine.RELATED: "Luật Trợ giúp pháp lý 2017, Điều 25 khoản 2 điểm b; BLTTHS 2015, Điều 49",
    SheetLine.COUNSEL: "Luật Luật sư, Điều 9 khoản 1 điểm a; Luật Trợ giúp pháp lý 2017, Điều 25 khoản 2 điểm a",
    SheetLine.JUROR: "BLTTHS 2015, Điều 49 và Điều 53",
    SheetLine.OFFICIAL: "BLTTHS 2015, Điều 49",
    SheetLine.RECUSED: "Luật Trợ giúp pháp lý 2017, Điều 25 khoản 2 và 3",
}
"""LAW 6.2; applied by analogy to members of the association."""
_ANSWERED_AS = {
    SheetLine.WORKED: ConflictAnswer.OTHER,
    SheetLine.RELATED: ConflictAnswer.RELATED,
    SheetLine.COUNSEL: ConflictAnswer.ACTS_FOR_A_PARTY,
    SheetLine.JUROR: ConflictAnswer.SITS_IN_COURT,
    SheetLine.OFFICIAL: ConflictAnswer.DECIDES_ON_IT,
    SheetLine.RECUSED: ConflictAnswer.OTHER,
}


class SheetAnswer(Code, name="sheet-answer"):
    """What is said to one line."""

    NO = "no", "Không", "No"
    YES = "yes", "Có", "Yes"
    UNSURE = "unsure", "Chưa chắc", "Not sure"


class SheetOutcome(StrEnum):
    """What the lines come to."""

    CLEAR = "clear"
    CONFLICT = "conflict"
    UNSURE = "unsure"


class Declaration(Value):
    """The six lines; of a juror also which court, whether the matter is there, and the promise (*cam kết*)."""

    worked: SheetAnswer
    related: SheetAnswer
    counsel: SheetAnswer
    juror: SheetAnswer
    official: SheetAnswer
    recused: SheetAnswer
    court: Court = Court()
    """Of which the reviewer is a juror."""
    pending_there: Annotated[SheetAnswer | None, BeforeValidator(none_if_blank)] = None
    promises: bool = False
    reason: Text = ""
    """Why; only auditors read it."""

    @classmethod
    def clean(cls) -> Declaration:
        """Return the declaration of somebody who says no to every line."""
        return cls.model_validate({line.value: SheetAnswer.NO for line in SheetLine})

    def said(self, line: SheetLine) -> SheetAnswer:
        """Return what was said to a line."""
        found = getattr(self, line.value)
        return found if isinstance(found, SheetAnswer) else SheetAnswer.UNSURE

    def outcome(self, pending: Pending, day: date) -> SheetOutcome:
        """Return what the lines come to on a day, for a matter that is pending there.

        Raises:
            PromiseIsMissing: A juror for whom only the promise is missing.

        Source: LAW 6.2, the minimum predicate; CPC 2015, arts 49 and 53.
        """
        others = [self.said(line) for line in SheetLine if line is not SheetLine.JUROR]
        if SheetAnswer.YES in others or self._sits_where_it_is(pending, day):
            return SheetOutcome.CONFLICT
        if SheetAnswer.UNSURE in others or self._may_sit_where_it_is(pending):
            return SheetOutcome.UNSURE
        if self.juror is SheetAnswer.YES and not self.promises:
            raise PromiseIsMissing
        return SheetOutcome.CLEAR

    def outcome_for(
        self, pending: Pending, day: date, juror_of: Iterable[Court]
    ) -> tuple[SheetOutcome, bool]:
        """Return what the lines come to for a juror of these courts, and whether the matter is before one of them.

        Raises:
            PromiseIsMissing: A juror for whom only the promise is missing.
        """
        sits_there = pending.is_before_any(juror_of, day)
        return (SheetOutcome.CONFLICT if sits_there else self.outcome(pending, day)), sits_there

    def _sits_where_it_is(self, pending: Pending, day: date) -> bool:
        same = pending.is_before_any((self.court,), day)
        return same or (self.juror is SheetAnswer.YES and self.pending_there is SheetAnswer.YES)

    def _may_sit_where_it_is(self, pending: Pending) -> bool:
        if self.juror is not SheetAnswer.YES:
            return self.juror is SheetAnswer.UNSURE
        unnamed = pending.standing is PendingStanding.YES and not (pending.before and self.court.is_named)
        return self.pending_there is not SheetAnswer.NO or unnamed

    def answered(self, pending: Pending, day: date, *, sits_there: bool = False) -> ConflictAnswer:
        """Return the one answer of the list that the first line with a conflict stands for.

        Args:
            sits_there: Whether the data of members has them as a juror of that court.
        """
        first = next((line for line in SheetLine if self.said(line) is SheetAnswer.YES), None)
        if first is SheetLine.JUROR or (
            first is None and (sits_there or self._sits_where_it_is(pending, day))
        ):
            return ConflictAnswer.SITS_IN_COURT
        return _ANSWERED_AS[first] if first is not None else ConflictAnswer.NONE


class PromiseIsMissing(Refused):
    """A juror of the court that may try it promises not to sit, or is recused."""

    vi = (
        "Hội thẩm của tòa án có thể xét xử vụ việc chỉ xem được khi cam kết từ chối hoặc đề nghị thay đổi"
        " nếu vụ việc đến tòa án đó. Hãy đánh dấu cam kết, hoặc từ chối."
    )
    en = (
        "A juror of the court that may try this matter opens it only with a promise to refuse or ask for replacement"
        " should it come there. Tick the promise, or stand aside."
    )
    source = "Bộ luật Tố tụng hình sự 2015, Điều 49 và Điều 53"


class JurorOfThatCourt(Refused):
    """A juror of the court where the matter is pending is never assigned."""

    vi = "Hội thẩm của tòa án đang giải quyết vụ việc không được phân công. Hãy chọn người khác."
    en = "A juror of the court where the matter is pending is never assigned. Choose somebody else."
    source = "Bộ luật Tố tụng hình sự 2015, Điều 49 và Điều 53; Luật 34/2024/QH15, Chương VI"


class ReviewerIsTied(Refused):
    """The keyed check, or a conflict of interest that stands, keeps the person from this matter; never told which."""

    vi = "Theo quy tắc về xung đột lợi ích, người này không nhận được việc này. Hãy chọn người khác."
    en = "By the rule on conflicts of interest this person cannot take this matter. Choose somebody else."
    source = "Luật Trợ giúp pháp lý 2017, Điều 25 khoản 2; Luật Luật sư, Điều 9; BLTTHS 2015, Điều 49 và 53"
