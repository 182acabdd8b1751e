"""The check of one row: cells into the values of the form, and a remark for whatever does not fit.

Nothing is guessed. What an optional column says in unknown words is told, and stays with the source row; an unknown
word where a duty hangs on it (abuse, sex, danger) is a fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from pydantic import ValidationError

from domain.calendar import CLOCK_SLACK, vietnam_day
from domain.directory import RecipientKind
from domain.identity import warnings_of_birth
from domain.lists import LatenessReason, Outcome
from domain.log_import.cells import (
    Cell,
    Unreadable,
    age_of,
    clock_of,
    day_of,
    identity_number_of,
    is_not_known,
    moment_of,
    phone_of,
    text_of,
)
from domain.log_import.columns import Column, body_of, code_of, codes_of, columns
from domain.log_import.entry import CheckedRow, OldEntry, Remark
from domain.log_import.places import place_in
from domain.log_import.reading import RowReading, code_of_error
from domain.log_import.source import content_of, source_of
from domain.log_import.table import RawRow, Table
from domain.text import fold

EARLIEST = date(1990, 1, 1)
"""No log of the association is older. Source: quy ước nội bộ."""
LATEST_DUE = 2099
"""The last year that the two digits of a day to come may stand for."""
_NO_STEP = frozenset({"khong", "khong co", "chua", "chua co", "chua hen", "khong hen"})


class Reading(RowReading):
    """One row being read."""

    def __init__(self, table: Table, raw: RawRow, now: datetime, year: int | None = None) -> None:
        super().__init__(table, raw, now, year)
        self._said: dict[str, Any] = {}

    def checked(self) -> CheckedRow:
        """Return the row with its entry, or with what keeps it out."""
        self._read()
        entry = None if any(one.is_fault for one in self.remarks) else self._entry()
        return CheckedRow(row=self._raw.number, entry=entry, remarks=tuple(self.remarks))

    # -- cells ---------------------------------------------------------------------------------------------------

    def _moment(self, field: str) -> datetime | None:
        """Return the moment of a day that is known in full; a month alone is not enough for an act."""
        day = self._day(field)
        if day is None:
            return None
        if not day.is_exact:
            self._fault(field, "whole_day_needed")
            return None
        try:
            clock = clock_of(self._cells.get(field))
        except Unreadable as wrong:
            self._fault(field, wrong.code)
            return None
        moment = moment_of(day, clock)
        if moment > self._now + CLOCK_SLACK:
            self._fault(field, "day_in_future")
            return None
        if moment.date() < EARLIEST:
            self._fault(field, "day_too_early", str(EARLIEST.year))
            return None
        return moment

    def _set(self, path: str, value: object) -> None:
        node = self._said
        *above, last = path.split(".")
        for step in above:
            node = node.setdefault(step, {})
        node[last] = value

    # -- the row -------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        received = self._received()
        self._said.setdefault("reception", {})
        self._set("reception.lateness", LatenessReason.OLD_LOG.value)
        if received is not None:
            self._set("reception.received_at", received)
        if not self._text("what"):
            self._fault("what", "required")
        day = vietnam_day(received) if received is not None else vietnam_day(self._now)
        for field, cell in self._cells.items():
            column = columns()[field]
            if column.words and column.path:
                self._word(column, cell)
            elif field in ("residence", "incident"):
                self._place(column, day)
            elif column.path:
                self._plain(column, cell)
        self._person(day)
        self._informant()
        if received is not None:
            self._forwarded(received)
            self._next_step()
            self._closed(received)

    def _received(self) -> datetime | None:
        if not self._text("received_on"):
            self._fault("received_on", "required")
            return None
        moment = self._moment("received_on")
        if moment is None or not self._text("received_time"):
            return moment
        try:
            clock = clock_of(self._cells.get("received_time"))
        except Unreadable as wrong:
            self._fault("received_time", wrong.code)
            return None
        if clock is None:
            self._warn("received_time", "time_unread")
            return moment
        return moment.replace(hour=clock.hour, minute=clock.minute)

    def _word(self, column: Column, cell: Cell) -> None:
        said = text_of(cell)
        if not said or (is_not_known(cell) and code_of(column.words, said) is None):
            return
        if column.many:
            codes, unknown = codes_of(column.words, said)
            if codes:
                self._set(column.path, list(codes))
            if unknown:
                self._unknown_word(column)
            return
        code = code_of(column.words, said)
        if code is None:
            self._unknown_word(column)
        elif column.field == "triage":
            self._set(column.path, {"level": code})
        else:
            self._set(column.path, code)

    def _unknown_word(self, column: Column) -> None:
        self._remark(column.field, "unknown_word", column.words, is_fault=column.strict)

    def _place(self, column: Column, day: date) -> None:
        said = self._text(column.field)
        if not said or is_not_known(said):
            return
        unit, is_ambiguous = place_in(said, day)
        place: dict[str, object] = {"spoken": said}
        if unit is not None:
            place["unit"] = unit.key
        if is_ambiguous:
            self._warn(column.field, "several_communes")
        self._set(column.path, place)

    def _plain(self, column: Column, cell: Cell) -> None:
        if is_not_known(cell):
            return
        said: object = text_of(cell)
        match column.field:
            case "child_birth":
                said = self._day("child_birth")
            case "child_age":
                said = age_of(cell)
            case "child_phone" | "informant_phone":
                said, is_number = phone_of(cell)
                if not is_number:
                    self._warn(column.field, "phone_odd")
            case "identity_number":
                said, is_number = identity_number_of(cell)
                if not is_number:
                    self._warn(column.field, "identity_odd")
            case "informant_agreed":
                said = code_of("yes-no", text_of(cell)) == "yes"
            case _:
                pass  # text as it stands
        if said not in (None, ""):
            self._set(column.path, said)

    def _person(self, day: date) -> None:
        child = self._said.get("details", {}).get("child", {})
        if child.get("name"):
            self._set("details.child.name_known", "said")
        circumstances = self._said.get("details", {}).get("circumstances", {})
        if circumstances.get("abuse_types") and "allegation" not in circumstances:
            self._set("details.circumstances.allegation", "abuse")
        birth = child.get("birth")
        age = str(child.get("estimated_age", ""))
        for one in warnings_of_birth(birth, int(age) if age.isdecimal() and int(age) <= 150 else None, day):
            self._warn("child_birth" if birth is not None else "child_age", one.value)

    def _informant(self) -> None:
        """Keep whoever informed out of the entry unless the log says that they agreed; the source row holds them."""
        informant = self._said.get("details", {}).get("informant", {})
        if informant.keys() & {"name", "telephone"} and not informant.get("agreed"):
            self._said["details"]["informant"] = {}
            self._warn("informant_name" if "name" in informant else "informant_phone", "informant_left_out")

    def _forwarded(self, received: datetime) -> None:
        said = self._text("forwarded_to")
        if not said or code_of("forwarded-not", said) is not None or is_not_known(said):
            return
        at = self._moment("forwarded_on")
        if at is not None and at < received:
            if at.time() == time():
                at = received if vietnam_day(at) == vietnam_day(received) else at
            if at < received:
                self._warn("forwarded_on", "before_receipt")
        if at is None and not self._text("forwarded_on"):
            self._warn("forwarded_to", "forwarding_without_day")
        bodies = [self._body(part, received) for part in _bodies(said)]
        reference = self._text("reference")
        if at is None:
            self._said["known"] = [{"recipient": body, "reference": reference} for body in bodies]
        else:
            self._said["forwardings"] = [
                {"recipient": body, "at": at, "reference": reference, "channel": _by(reference)}
                for body in bodies
            ]

    def _body(self, said: str, received: datetime) -> dict[str, str]:
        kind = body_of(said)
        if kind is None and fold(said) in ("cong an", "ca"):
            self._warn("forwarded_to", "police_of_the_commune")
            kind = RecipientKind.COMMUNE_POLICE.value
        if kind is None:
            self._warn("forwarded_to", "unknown_body")
            kind = RecipientKind.OTHER.value
        elif not RecipientKind(kind).valid_on(vietnam_day(received)):
            self._warn("forwarded_to", "no_such_body_then")
        return {"kind": kind, "name_as_written": said}

    def _next_step(self) -> None:
        """Plan what was to be done next; without a day that can be read its words stand in the note."""
        said, on = self._text("next_step"), self._text("next_on")
        said, on = ("" if is_not_known(text) or fold(text) in _NO_STEP else text for text in (said, on))
        if not said and not on:
            return
        try:
            day = day_of(self._cells.get("next_on"), latest=LATEST_DUE, year=self._year) if on else None
        except Unreadable:
            day = None
        if day is not None and day.month and day.day:
            due_on = date(day.year, day.month, day.day)
            self._said["step"] = {"what": said or "Hẹn (sổ cũ không ghi việc gì)", "due_on": due_on}
            return
        self._warn("next_on" if on else "next_step", "step_without_day")
        self._said["note"] = "; ".join(("Việc tiếp theo: " + (said or "–"), *([f"hẹn: {on}"] if on else ())))

    def _closed(self, received: datetime) -> None:
        said, at = self._text("outcome"), self._moment("closed_on")
        if code_of("still-open", said) is not None:
            if at is not None:
                self._warn("closed_on", "open_with_closing_day")
            return
        code = code_of("outcome", said) if said and not is_not_known(said) else None
        if said and code is None and not is_not_known(said):
            self._warn("outcome", "unknown_outcome")
            if at is None:
                return
        if code is None and at is None:
            return
        if at is not None and at < received and vietnam_day(at) != vietnam_day(received):
            self._fault("closed_on", "closed_before_receipt")
            return
        informed = code_of("yes-no", self._text("child_informed")) == "yes"
        self._said["closing"] = {
            "outcome": code or Outcome.OTHER.value,
            "child_informed": informed,
            "why_not_informed": "" if informed else "Sổ cũ không ghi",
            "note": said if code is None else "",
        }
        if at is None:
            self._warn("outcome", "closing_without_day")
        else:
            self._said["closed_at"] = max(at, received)

    # -- the entry -----------------------------------------------------------------------------------------------

    def _entry(self) -> OldEntry | None:
        received = self._said.get("reception", {}).get("received_at")
        number = self._text("old_number")
        told: Mapping[str, object] = {
            **self._said,
            "note": "\n".join(filter(None, (self._text("note"), self._said.get("note", "")))),
            "counsellor_said": self._text("counsellor"),
            "old_number": number,
            "row": self._raw.number,
            "sheet": self._table.sheet[:300],
            "source": source_of(self._table, self._raw),
            "content": content_of(self._table, self._raw, self._now, self._year),
            "number_of_year": f"{fold(number)}|{received.year}" if number and received else "",
        }
        try:
            return OldEntry.model_validate(told)
        except ValidationError as wrong:
            for error in wrong.errors(include_url=False, include_input=False):
                code, limit = code_of_error(error)
                self._fault(self._field_at(error["loc"]), code, limit)
            return None

    def _field_at(self, at: tuple[int | str, ...]) -> str:
        path = ".".join(str(step) for step in at if isinstance(step, str))
        if path.startswith(("closing", "closed_at")):
            return "outcome"
        if path.startswith("step"):
            return "next_step" if "what" in path else "next_on"
        if path.startswith(("forwardings", "known")):
            return "reference" if "reference" in path else "forwarded_to"
        found = [one for one in columns().values() if one.path and path.startswith(one.path)]
        return max(found, key=lambda one: len(one.path)).field if found else path


def _bodies(said: str) -> Iterator[str]:
    for part in said.replace("\n", ";").replace(",", ";").replace("+", ";").split(";"):
        if part.strip():
            yield part.strip()[:300]


def _by(reference: str) -> str:
    return "official_dispatch" if reference else "phone"


def check(table: Table, now: datetime, year: int | None = None) -> Iterator[CheckedRow]:
    """Yield every row of a table after its check, in order; a row that stood there before is told and left out."""
    seen: dict[str, int] = {}
    for raw in table.rows:
        found = Reading(table, raw, now, year).checked()
        if found.entry is not None:
            content = found.entry.content
            assert isinstance(content, str)  # noqa: S101 - nothing is erased on the way in
            first = seen.setdefault(content, raw.number)
            if first != raw.number:
                same = Remark(row=raw.number, code="same_row_twice", limit=str(first))
                found = CheckedRow(row=raw.number, remarks=(*found.remarks, same))
        yield found
