"""What a round of survey or inspection says no to."""

from __future__ import annotations

from domain.kernel import Refused


class SurveyHasEnded(Refused):
    """A round ends once; what comes later is added all the same."""

    vi = "Đợt này đã kết thúc rồi."
    en = "This round has ended already."


class NoSuchSite(Refused):
    """No such site was chosen."""

    vi = "Chưa chọn điểm này."
    en = "No such site was chosen."


class NoSuchFinding(Refused):
    """There is no such finding, or it is a strength."""

    vi = "Không có hạn chế, vi phạm mang số này."
    en = "There is no shortcoming or violation of this number."


class NoChecklist(Refused):
    """Answers answer a checklist."""

    vi = "Hãy soạn bảng hỏi trước."
    en = "Write the checklist first."


class AnswersDoNotFit(Refused):
    """Each question of the present checklist has one answer."""

    vi = "Bảng hỏi có {count} câu: mỗi câu cần một câu trả lời. Hãy mở lại trang nếu bảng hỏi vừa đổi."
    en = "The checklist has {count} questions: each needs one answer. Open the page again if it was just changed."


class TooManyQuestions(Refused):
    """A checklist is of a size that can be answered."""

    vi = "Quá {most} câu hỏi; hãy chia thành hai đợt."
    en = "More than {most} questions; divide the round."


class SurveyDayAhead(Refused):
    """What is noted has happened; the plan's days are in order."""

    vi = "Ngày này chưa đến, hoặc ngày cuối trước ngày đầu."
    en = "That day has not come, or the last day is before the first."


class NoSuchSurveyEntry(Refused):
    """There is no such entry, or it was cancelled, or it is corrected another way."""

    vi = "Không có mục này trong đợt, hoặc mục đã bị hủy. Bảng hỏi thì ghi lại cả bảng thành bản mới."
    en = (
        "There is no such entry in this round, or it was cancelled. A checklist is written anew as a version."
    )


class OthersRestOnIt(Refused):
    """Something else is about it."""

    vi = "Đã có câu trả lời, phát hiện, kiến nghị hoặc khắc phục về mục này: hãy hủy những mục ấy trước."
    en = "Answers, findings, recommendations or remedies are about this: cancel those first."


class SurveyIsCancelled(Refused):
    """The round counts no more."""

    vi = "Đợt này đã bị hủy. Nếu hủy nhầm, hãy lập kế hoạch lại thành đợt mới."
    en = "This round was cancelled. If that was a mistake, plan it anew."


class KindStays(Refused):
    """What an entry is does not change by a correction: figures follow from it."""

    vi = "Sửa không đổi được loại của mục (loại đợt, việc tốt hay hạn chế, xong hay chưa). Hãy hủy rồi ghi mới."
    en = "A correction does not change what an entry is (kind, strength or not, done or not). Cancel it, enter it anew."


class OpenedAgain(Refused):
    """It said that something remedied is not."""

    vi = "Lần này nói việc đã khắc phục lại chưa xong. Hãy ghi một lần khắc phục mới."
    en = "This entry says that something remedied is not. Enter another remedy instead."
