"""Sentences of imports of lists of members."""

from api.sentences import Sentence, details, either, sentence_of
from domain.member import MemberImported
from domain.member_list import ListImportBegun, ListImportFinished


@sentence_of.register
def _begun(fact: ListImportBegun, language: str) -> Sentence:
    return Sentence(
        either(language, "Bắt đầu nhập danh sách hội viên", "Import of a list of members begun"),
        details(
            (either(language, "Số dòng của tệp", "Rows of the file"), str(fact.rows)),
            (either(language, "Số dòng đúng", "Good rows"), str(fact.good)),
            (either(language, "Số dòng lỗi, để lại", "Rows with faults, left out"), str(fact.left_out)),
        ),
    )


@sentence_of.register
def _finished(fact: ListImportFinished, language: str) -> Sentence:
    return Sentence(
        either(language, "Nhập danh sách hội viên xong", "Import of a list of members finished"),
        details(
            (either(language, "Số hội viên mới", "New members"), str(fact.entered)),
            (either(language, "Đã có từ trước", "There before"), str(fact.there_already)),
        ),
    )


@sentence_of.register
def _imported(fact: MemberImported, language: str) -> Sentence:
    return Sentence(
        either(language, f"Nhập từ danh sách, dòng {fact.row}", f"Entered from a list, row {fact.row}")
    )
