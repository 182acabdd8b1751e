"""What the entries of a record are called where a file is said to show one of them."""

from __future__ import annotations

from api.texts import N_, translated
from application.file_holders import HeldBy
from domain.fund import Fund
from domain.recommendation import Recommendation
from domain.recommendation.correcting import FIRST


def entries_of_files(record: HeldBy, language: str) -> list[tuple[str, str]]:
    """Return the entries that a form of files offers: number and name; none where a record has no such entries."""
    match record:
        case Recommendation():
            return [
                (str(FIRST), translated(N_("Điều đã tiếp nhận"), language)),
                *_of_recommendation(record, language),
            ]
        case Fund():
            return [(str(number), held.voucher_no) for number, held in record.vouchers.items()][::-1]
        case _:
            return []


def _of_recommendation(record: Recommendation, language: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for sent in record.sent:
        whom = sent.agency.label(language)
        conveyed = translated(N_("Đã chuyển %(whom)s, %(day)s"), language)
        found.append((str(sent.version), conveyed % {"whom": whom, "day": f"{sent.on:%d/%m/%Y}"}))
        replied = translated(N_("%(whom)s trả lời, %(day)s"), language)
        found += [
            (str(one.version), replied % {"whom": whom, "day": f"{one.on:%d/%m/%Y}"}) for one in sent.answers
        ]
    return found
