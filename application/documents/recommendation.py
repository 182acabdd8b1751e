"""The letter (*công văn*) of a recommendation or position statement, to be signed by hand.

Source: Decree 30/2020/NĐ-CP, annex I (layout); Law 102/2016/QH13, art. 92(2), (4); Decree 56/2017/NĐ-CP, art. 52(3),
cited for opinions of children alone (LAW 1.3).
"""

from __future__ import annotations

from collections.abc import Iterator

from application.documents.letter import LEVEL
from application.documents.paper import SHORT_BLANK, Block, Paper, Section, Signature, Words
from application.documents.wording import Setting, official_day, said
from domain.kernel import FieldClass
from domain.recommendation import Recommendation
from domain.recommendation.codes import Origin, RecommendationKind
from domain.recommendation.facts import Letter

_LAW = "Luật Trẻ em số 102/2016/QH13"
_OF_CHILDREN = "Điều 52 khoản 3 Nghị định số 56/2017/NĐ-CP"


def recommendation_letter(one: Recommendation, letter: Letter, setting: Setting) -> Paper:
    """Return the letter; a child is never named in it, and its words stand in it only where the letter quotes them."""
    secret = letter.quotes_child or one.case_id is not None
    return Paper(
        code="phat-bieu-chinh-kien" if _is_position(one) else "cong-van-kien-nghi",
        head=setting.head(f"{SHORT_BLANK}/{SHORT_BLANK}", f"V/v {letter.subject}"),
        footer=setting.footer(one.code, one.version),
        addressee=letter.addressee,
        level=LEVEL if secret else "",
        scope=f"{letter.addressee} và người được giao giải quyết" if secret else "",
        blocks=tuple(_blocks(one, letter, setting)),
        signatures=(Signature("ĐẠI DIỆN ĐƠN VỊ", "(Ký, ghi rõ họ tên, đóng dấu nếu có)"),),
        copies=("- Như trên;", f"- Lưu: {one.code}."),
        shows=FieldClass.REPORTER_IDENTITY if letter.quotes_child else FieldClass.LEGAL,
    )


def grounds(one: Recommendation) -> str:
    """Return the articles on which the association writes."""
    if _is_position(one):
        return f"Điều 92 khoản 4 {_LAW}"
    of_children = f"; {_OF_CHILDREN}" if one.collected.origin is Origin.CHILD else ""
    return f"Điều 92 khoản 2 {_LAW}{of_children}"


def _is_position(one: Recommendation) -> bool:
    return one.collected.kind is RecommendationKind.POSITION


def _blocks(one: Recommendation, letter: Letter, setting: Setting) -> Iterator[Block]:
    yield Words(f"Căn cứ {grounds(one)}{_cited(letter)}, {setting.unit} {_says(one)} như sau:")
    yield Section("1. Nội dung")
    yield from _paragraphs(letter.body)
    if letter.quotes_child:
        yield Section("Lời của trẻ em (ghi nguyên văn, được đồng ý cho trích)")
        yield from _paragraphs(f"“{said(one.collected.voice.words)}”")
    yield Section("2. Chính kiến của Hội" if _is_position(one) else "2. Kiến nghị")
    yield from _paragraphs(letter.asks)
    if _is_position(one):
        yield Words(f"{setting.unit} trân trọng gửi quý cơ quan để xem xét./.")
        return
    told = "trẻ em" if one.collected.origin is Origin.CHILD else "người kiến nghị"
    yield Words(
        f"Đề nghị quý cơ quan xem xét, giải quyết theo thẩm quyền và trả lời để {setting.unit} phản hồi cho {told}./."
    )


def _says(one: Recommendation) -> str:
    day = official_day(one.collected.collected_on)
    match one.collected.origin:
        case _ if _is_position(one):
            return "phát biểu chính kiến"
        case Origin.CHILD:
            return f"chuyển ý kiến, kiến nghị của trẻ em nhận {day}"
        case Origin.SOCIAL_ORG:
            return f"chuyển kiến nghị của tổ chức xã hội nhận {day}"
        case _:
            return "kiến nghị"


def _cited(letter: Letter) -> str:
    return "".join(f"; {one.shown()}" for one in letter.law)


def _paragraphs(text: str) -> Iterator[Words]:
    yield from (Words(line) for line in text.splitlines() if line.strip())
