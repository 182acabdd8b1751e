"""The chapter's opinion, and the letter that returns it: written by members of the association, not for any court.

Source: Decree 30/2020/NĐ-CP, annex I (layout); LAW 6.3: whoever is a people's juror writes as a member and never stands
on a paper as an authority of a court.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from application.documents.letter import LEVEL
from application.documents.paper import SHORT_BLANK, Block, Grid, Paper, Section, Signature, Words
from application.documents.wording import NOT_KNOWN, Setting, official_day, short_day
from domain.kernel import FieldClass
from domain.referral.opinion import Opinion

AS_MEMBERS = (
    "Ý kiến này do hội viên của Hội nêu với tư cách hội viên, để tham khảo khi bảo vệ quyền của trẻ em; không phải là"
    " quyết định, kết luận của Tòa án hoặc cơ quan có thẩm quyền."
)
_STEPS = ("Việc khuyến nghị", "Nơi chịu trách nhiệm", "Hạn")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the papers say of the request: by whom, when, under which mark; no name of a party."""

    unit: str
    day: date
    mark: str
    sources: Mapping[int, str]
    """How the events that facts come from are called."""
    dissents: Sequence[str] = ()
    version: int = 0


def opinion_paper(opinion: Opinion, asked: Asked, setting: Setting) -> Paper:
    """Return the opinion itself."""
    return Paper(
        code="y-kien-chi-hoi",
        head=setting.head(f"{SHORT_BLANK}/YK-CH"),
        footer=setting.footer(f"Đề nghị {asked.mark}", asked.version),
        title="Ý KIẾN PHÁP LÝ",
        about=f"Về đề nghị ngày {short_day(asked.day)} của {asked.unit}",
        level=LEVEL,
        scope=_scope(asked),
        blocks=tuple(_parts(opinion, asked)),
        signatures=(
            Signature("HỘI VIÊN CHO Ý KIẾN"),
            Signature("CHI HỘI TRƯỞNG", "(Ký, ghi rõ họ tên, đóng dấu nếu có)"),
        ),
        copies=(f"- {asked.unit};", "- Lưu: Chi hội."),
        shows=FieldClass.LEGAL,
    )


def returning_letter(opinion: Opinion, asked: Asked, setting: Setting) -> Paper:
    """Return the letter that gives the answer back to whoever asked."""
    return Paper(
        code="cong-van-tra-loi-de-nghi",
        head=setting.head(f"{SHORT_BLANK}/{SHORT_BLANK}", "V/v trả lời đề nghị cho ý kiến pháp lý"),
        footer=setting.footer(f"Đề nghị {asked.mark}", asked.version),
        addressee=asked.unit,
        level=LEVEL,
        scope=_scope(asked),
        blocks=tuple(_letter(opinion, asked, setting)),
        signatures=(Signature("CHI HỘI TRƯỞNG", "(Ký, ghi rõ họ tên, đóng dấu nếu có)"),),
        copies=("- Như trên;", "- Lưu: Chi hội."),
        shows=FieldClass.LEGAL,
    )


def _scope(asked: Asked) -> str:
    return (
        f"{asked.unit} và người được giao theo dõi hồ sơ; không chuyển cho người, cơ quan không có thẩm quyền"
    )


def _parts(opinion: Opinion, asked: Asked) -> Iterator[Block]:
    if opinion.question:
        yield Section("1. Câu hỏi")
        yield from _paragraphs(opinion.question)
    if opinion.facts:
        yield Section("2. Sự việc dựa vào")
        rows = tuple((fact.what, asked.sources.get(fact.source, NOT_KNOWN)) for fact in opinion.facts)
        yield Grid(("Sự việc", "Lấy từ"), rows, (7, 3))
    if opinion.law:
        yield Section("3. Điều luật làm căn cứ")
        last = len(opinion.law) - 1
        for place, cited in enumerate(opinion.law):
            yield Words(f"- {cited.shown()}{'.' if place == last else ';'}")
    yield Section("4. Trả lời")
    yield from _paragraphs(opinion.answer)
    yield from _steps(opinion, "5. Việc khuyến nghị")
    for note in asked.dissents:
        yield Section("Ý kiến khác")
        yield from _paragraphs(note)
    yield Words(AS_MEMBERS)


def _letter(opinion: Opinion, asked: Asked, setting: Setting) -> Iterator[Block]:
    yield Words(
        f"{setting.unit} nhận được đề nghị cho ý kiến của {asked.unit} {official_day(asked.day)} (mã {asked.mark})."
        " Sau khi xem xét, Chi hội trả lời như sau:"
    )
    yield from _paragraphs(opinion.answer)
    if opinion.law:
        yield Words("Căn cứ: " + "; ".join(cited.shown() for cited in opinion.law) + ".")
    yield from _steps(opinion, "Việc khuyến nghị")
    if asked.dissents:
        yield Words("Trong Chi hội có ý kiến khác, nêu trong văn bản ý kiến gửi kèm.")
    yield Words(AS_MEMBERS)
    yield Words("Gửi kèm: ý kiến pháp lý của Chi hội./.")


def _steps(opinion: Opinion, heading: str) -> Iterator[Block]:
    if opinion.steps:
        yield Section(heading)
        rows = tuple((step.what, step.responsible(), short_day(step.due_on)) for step in opinion.steps)
        yield Grid(_STEPS, rows, (6, 3, 2))


def _paragraphs(text: str) -> Iterator[Words]:
    yield from (Words(line) for line in text.splitlines() if line.strip())
