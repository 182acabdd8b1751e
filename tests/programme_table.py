"""`docs/programme-2024.md` from the shipped programme: `python -m tests.programme_table` writes it anew."""

from __future__ import annotations

from pathlib import Path

from domain.programme import Comparison, Indicator, known_programme

TABLE = Path(__file__).parent.parent / "docs" / "programme-2024.md"
HEAD = """# The programme of 2024: sentence, indicator, rule

Written by `python -m tests.programme_table` from `domain/reference/programme-2024.json`; a test compares both and holds
every number to a list of its own. Sentences are verbatim from the annex of the decision (its number and day are blank
in the document). What the document gives no number for has none here.

| § | Chỉ tiêu | So sánh | Mục tiêu | Đếm bằng | Điều 92 | Ghi chú | Câu của văn bản |
|---|---|---|---|---|---|---|---|
"""


def written() -> str:
    """Return the whole file."""
    return HEAD + "".join(_row(one) for one in known_programme(2024).indicators)


def _row(one: Indicator) -> str:
    counted = one.measure.label() if one.measure else "–"
    if one.invited:
        counted += f" / {one.invited.label()}"
    cells = (
        str(one.section),
        f"{one.name} (`{one.code}`)",
        one.comparison.label(),
        _target(one),
        counted,
        f"{one.duty.source} (`{one.duty.value}`)" if one.duty else "–",
        one.note or "–",
        " / ".join(f"“{said}”" for said in one.sentences),
    )
    return "| " + " | ".join(cells) + " |\n"


def _target(one: Indicator) -> str:
    if one.target is not None:
        last = f", trước hết ngày {one.by:%d/%m/%Y}" if one.by else ""
        number = f"{one.target:,}".replace(",", ".")
        return f"{number} {one.unit}{last}"
    if one.comparison is Comparison.MAINTAIN:
        return f"“{one.words}”"
    return "100 %" if one.comparison is Comparison.ALL_INVITED else "có làm"


if __name__ == "__main__":
    TABLE.write_text(written(), encoding="utf-8")
