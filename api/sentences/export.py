"""Sentences of bulk exports."""

from api.sentences import Sentence, details, either, sentence_of
from domain.calendar import vietnam_time
from domain.export import ExportApproved, ExportDelivered, ExportRejected, ExportRequested, ExportWithdrawn
from domain.log_extract import ExtractRequested


@sentence_of.register
def _requested(fact: ExportRequested, language: str) -> Sentence:
    asked = fact.asked
    return Sentence(
        either(language, "Đề nghị xuất dữ liệu", "Export requested"),
        details(
            (either(language, "Mục đích", "Purpose"), asked.purpose.label(language)),
            (either(language, "Căn cứ", "Legal basis"), asked.legal_basis.label(language)),
            (either(language, "Vì sao", "Why"), asked.why),
            (either(language, "Người nhận", "Recipient"), asked.recipient),
            (
                either(language, "Thêm", "With"),
                ", ".join(part.label(language) for part in asked.parts),
            ),
        ),
    )


@sentence_of.register
def _approved(fact: ExportApproved, language: str) -> Sentence:
    until = f"{vietnam_time(fact.until):%H:%M %d/%m/%Y}"
    return Sentence(
        either(language, "Duyệt xuất dữ liệu", "Export approved"),
        details((either(language, "Được tải đến", "May be downloaded until"), until)),
    )


@sentence_of.register
def _rejected(fact: ExportRejected, language: str) -> Sentence:
    return Sentence(
        either(language, "Không đồng ý xuất dữ liệu", "Export rejected"),
        details((either(language, "Ghi chú", "Note"), fact.note)),
    )


@sentence_of.register
def _withdrawn(fact: ExportWithdrawn, language: str) -> Sentence:
    return Sentence(either(language, "Rút đề nghị xuất dữ liệu", "Export request taken back"))


@sentence_of.register
def _delivered(fact: ExportDelivered, language: str) -> Sentence:
    return Sentence(
        either(language, "Đã tải dữ liệu xuất", "Export downloaded"),
        details(
            (either(language, "Dạng tệp", "Format"), fact.format.label(language)),
            (either(language, "Số mục", "Entries"), str(fact.entries)),
            ("SHA-256", fact.digest),
        ),
    )


@sentence_of.register
def _extract(fact: ExtractRequested, language: str) -> Sentence:
    asked = fact.asked
    return Sentence(
        either(language, "Đề nghị trích xuất nhật ký", "Extract of a log requested"),
        details(
            (either(language, "Nhật ký", "Log"), asked.log.label(language)),
            (either(language, "Vì sao", "Why"), asked.why),
            (either(language, "Người nhận", "Recipient"), asked.recipient),
        ),
    )
