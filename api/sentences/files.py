"""Sentences of files: added, taken out of sight."""

from api.sentences import Sentence, details, either, sentence_of
from domain.files import FileAttached, FileWithdrawn


@sentence_of.register
def _attached(fact: FileAttached, language: str) -> Sentence:
    said, kept = fact.said, fact.kept
    appears = ", ".join(one.label(language) for one in said.appears)
    return Sentence(
        either(
            language,
            f"Thêm tệp số {fact.number}: {said.subject.label('vi')} ({kept.format.label('vi')})",
            f"File no. {fact.number} added: {said.subject.label('en')} ({kept.format.label('en')})",
        ),
        details(
            (either(language, "Mô tả", "Description"), said.description),
            (either(language, "Mục đích", "Purpose"), said.purpose.label(language)),
            (either(language, "Căn cứ", "Basis"), said.basis.label(language)),
            (either(language, "Có trong tệp", "In it"), appears),
            (either(language, "Ghi ngày", "Made on"), f"{said.taken_on:%d/%m/%Y}" if said.taken_on else ""),
        ),
    )


@sentence_of.register
def _withdrawn(fact: FileWithdrawn, language: str) -> Sentence:
    because = fact.withdrawal.because
    destroyed = either(language, "Đã hủy nội dung tệp", "Its content was destroyed")
    return Sentence(
        either(language, f"Bỏ một tệp: {because.label('vi')}", f"A file taken away: {because.label('en')}"),
        details(
            (either(language, "Nội dung", "Content"), destroyed if fact.destroyed else ""),
            (either(language, "Ghi chú", "Note"), fact.withdrawal.note),
        ),
    )
