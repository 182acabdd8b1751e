"""Sentences of imports of old logs."""

from api.sentences import Sentence, details, either, sentence_of
from domain.imported import CaseImported, CaseTakenBack, SourceCell
from domain.kernel import Erased
from domain.log_import import ImportBegun, ImportFinished, ImportTakenBack


@sentence_of.register
def _begun(fact: ImportBegun, language: str) -> Sentence:
    return Sentence(
        either(language, "Bắt đầu nhập sổ cũ", "Import of an old log begun"),
        details(
            (either(language, "Số dòng của tệp", "Rows of the file"), str(fact.rows)),
            (either(language, "Số dòng đúng", "Good rows"), str(fact.good)),
            (either(language, "Số dòng lỗi, để lại", "Rows with faults, left out"), str(fact.left_out)),
        ),
    )


@sentence_of.register
def _finished(fact: ImportFinished, language: str) -> Sentence:
    return Sentence(
        either(language, "Nhập sổ cũ xong", "Import of an old log finished"),
        details(
            (either(language, "Số mục mới", "New entries"), str(fact.entered)),
            (
                either(language, "Số dòng đã có từ trước", "Rows that were there before"),
                str(fact.there_already),
            ),
        ),
    )


@sentence_of.register
def _taken_back(fact: ImportTakenBack, language: str) -> Sentence:
    return Sentence(
        either(language, "Lấy lại lần nhập sổ cũ", "Import of an old log taken back"),
        details((either(language, "Lý do", "Reason"), fact.reason)),
    )


@sentence_of.register
def _entry_back(fact: CaseTakenBack, language: str) -> Sentence:
    return Sentence(
        either(
            language,
            "Lấy lại vì nhập nhầm: không còn tính, số vẫn đã dùng",
            "Taken back, imported by mistake: counts no longer, its number stays used",
        ),
        details((either(language, "Lý do", "Reason"), fact.reason)),
    )


@sentence_of.register
def _imported(fact: CaseImported, language: str) -> Sentence:
    source = fact.source
    parts = (
        *(source.summary, source.identity, source.contact, source.narrative),
        *(source.reporter, source.evidence, source.other),
    )
    return Sentence(
        either(language, f"Nhập từ sổ cũ, dòng {fact.row}", f"Imported from an old log, row {fact.row}"),
        details(
            (either(language, "Số sổ cũ", "Old number"), fact.old_number),
            (either(language, "Trang tính", "Sheet"), fact.sheet),
            *((either(language, "Sổ cũ", "Old log"), _cells(part)) for part in parts),
        ),
    )


def _cells(part: tuple[SourceCell, ...] | Erased) -> object:
    """Return the cells of one class as one text; what is not for the reader shows as a dash."""
    return part if isinstance(part, Erased) else "; ".join(f"{one.column}: {one.text}" for one in part)
