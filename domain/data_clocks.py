"""Until when a request of a data subject is acknowledged and answered; the terms are data with a source.

Source: Decree 356/2025/NĐ-CP as reported (LAW 5.2, [V2]); domain/reference/data_request_terms.json.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from domain.calendar import holidays
from domain.codes import Code

INTERNAL = "Quy ước nội bộ"


class RequestKind(Code, name="data-request"):
    """What is asked. Source: Law 91/2025/QH15, art. 4 (LAW 5.2)."""

    SEE = "see", "Xem, được cung cấp dữ liệu", "See, or be given, the data"
    CORRECT = "correct", "Chỉnh sửa dữ liệu", "Correct the data"
    DELETE = "delete", "Xóa dữ liệu", "Delete the data"
    RESTRICT = "restrict", "Hạn chế xử lý", "Restrict the processing"
    OBJECT = "object", "Phản đối xử lý", "Object to the processing"


@dataclass(frozen=True, slots=True)
class Clocks:
    """Until when a request is acknowledged and answered, and under which source."""

    acknowledge_by: date
    answer_by: date
    extended_by: date
    """The last day after an extension."""
    source: str


@lru_cache(maxsize=1)
def _terms() -> list[Any]:
    found = files("domain.reference").joinpath("data_request_terms.json").read_text(encoding="utf-8")
    rows: list[Any] = json.loads(found)["terms"]
    return sorted(rows, key=lambda row: str(row["valid_from"]))


def clocks(kind: RequestKind, received_on: date) -> Clocks:
    """Return the last days of a request, from the day of receipt, which is not counted.

    Calendar days for the answer and its extension, working days (days off are data) for the acknowledgement; a last
    day that is a day off is not moved. Before the first terms came into force they are internal convention.

    Source:
        Decree 356/2025/NĐ-CP, as reported (LAW 5.2, [V2]): 2 working days; restrict and object 15 (+15) days; see and
        correct 10 (+10); delete 20 (+20). Its articles have not been read (LAW 11, 6), so the source names none.
    """
    rows = _terms()
    in_force = [row for row in rows if date.fromisoformat(row["valid_from"]) <= received_on]
    row = in_force[-1] if in_force else rows[0]
    answer_by = received_on + timedelta(days=row["answer_days"][kind.value])
    return Clocks(
        acknowledge_by=holidays().add_working_days(received_on, row["acknowledge_working_days"]),
        answer_by=answer_by,
        extended_by=answer_by + timedelta(days=row["extension_days"][kind.value]),
        source=row["source"] if in_force else INTERNAL,
    )
