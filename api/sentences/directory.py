"""Sentences of the directory of duty numbers."""

from api.sentences import Sentence, details, either, sentence_of
from domain.duty_numbers import DutyNumberListed, DutyNumberWithdrawn


@sentence_of.register
def _listed(fact: DutyNumberListed, language: str) -> Sentence:
    listed = fact.listed
    body, place = listed.body.label(language), listed.unit.name_as_written
    day = f"{listed.valid_from:%d/%m/%Y}"
    text = either(
        language,
        f"Ghi số trực: {body}, {place}, từ {day}",
        f"Duty number listed: {body}, {place}, from {day}",
    )
    number = (either(language, "Số", "Number"), listed.number)
    return Sentence(text, details(number, (either(language, "Ghi chú", "Note"), listed.note)))


@sentence_of.register
def _withdrawn(fact: DutyNumberWithdrawn, language: str) -> Sentence:
    day = f"{fact.last_day:%d/%m/%Y}"
    return Sentence(
        either(language, f"Thôi dùng một số trực sau ngày {day}", f"Duty number withdrawn after {day}")
    )
