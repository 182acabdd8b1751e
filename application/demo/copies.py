"""Copies of the fictional year's streams: other ids, other days, other register numbers, other invented names.

A copy tells the same stories of other invented people, some years earlier; it is a function of the year and the copy's
number, so that the same seed grows the same log.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import blake2b
from typing import Final
from uuid import UUID

from application.demo.chance import Chance
from application.demo.names import FAMILY, FAMILY_OF, full_name
from application.ledger import Recorded
from domain.kernel import Event, join
from domain.lists import Sex

YEARS: Final = 10
"""Over how many years the copies spread, the fictional year itself being the last."""
YEAR_DAYS: Final = 364
"""A year earlier in whole weeks, so that office days stay office days."""
GROWS: Final = ("case.", "counselling.", "referral.", "activity.", "recommendation.", "emergency.")
"""The subjects whose streams are copied, by the beginning of their topics."""
ALONE: Final = frozenset(
    {
        *("case.imported.1", "case.file-attached.1", "case.values-hidden.1", "case.entry-corrected.1"),
        *("case.entry-moved-in.1", "case.entry-moved-out.1", "case.merged-away.1", "case.merged-in.1"),
        *("case.released.1", "case.given-back.1", "recommendation.corrected.1", "case.known-already.1"),
    }
)
"""What points at rows, files or events elsewhere: a stream with one of these, and what names it, is not copied."""
_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_IDS = re.compile(_ID)
_FAMILIES = "|".join(sorted({*FAMILY, *(one for each in FAMILY_OF.values() for one in each)}))
_CHANGES = re.compile(
    rf'"(?P<id>{_ID})"'
    r'|"(?P<day>(?:19|20)\d\d-\d\d-\d\d)(?P<hour>T[^"]*)?"'
    r'|"(?P<month>(?:19|20)\d\d)(?P<rest>-\d\d)?"'
    rf'|"name": "(?P<name>(?:{_FAMILIES}) [^"]+)"'
    r'|"(?P<code>[^" ]+\.(?:TN|KN)\.\d{4,}\.\d{4})"'
)
_CODE = re.compile(r"(?P<unit>.+)\.(?P<form>TN|KN)\.(?P<number>\d{4,})\.(?P<year>\d{4})")
_SERIES = {"TN": "", "KN": "kn:"}
Register = tuple[str, str, int]
"""Unit code, form and year; entries and recommendations are numbered each in their own series."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One fact of the year, ready to be told again."""

    recorded: Recorded
    text: str


@dataclass(slots=True)
class Copies:
    """The year's streams that can be copied, with the register numbers given out so far."""

    pages: Sequence[_Page]
    kept: frozenset[UUID]
    units: dict[str, UUID]
    numbers: dict[Register, int] = field(default_factory=dict)

    @classmethod
    def of(cls, year: Iterable[Recorded]) -> Copies:
        """Take the year apart: what is copied, and the ids that stay (units, accounts, bodies, members)."""
        told = [_Page(one, json.dumps(one.fact.model_dump(mode="json"), ensure_ascii=False)) for one in year]
        growing = {one.recorded.stream for one in told if one.recorded.envelope.topic.startswith(GROWS)}
        kept: set[UUID] = {one.recorded.stream for one in told} - growing
        for page in told:
            if page.recorded.stream not in growing:
                kept.update(_named(page))
        alone = _alone(told, growing)
        copied = [one for one in told if one.recorded.stream in growing - alone]
        numbers: dict[Register, int] = {}
        units: dict[str, UUID] = {}
        for register, number, unit in _numbered(told):
            numbers[register] = max(numbers.get(register, 0), number)
            units[register[0]] = unit
        return cls(copied, frozenset(kept - growing), units, numbers)

    def copy(self, number: int) -> Iterator[Recorded]:
        """Yield the copy of this number, fact after fact in the order of the log, not stored yet."""
        keys: dict[UUID, dict[str, UUID]] = {}
        codes: dict[str, str] = {}
        for page in self.pages:
            one, was = page.recorded, page.recorded.envelope
            stream, fact = renewed(one.stream, number), self._fact(page, number, codes)
            envelope = replace(
                was,
                occurred_at=fact.occurred_at,
                received_at=fact.received_at,
                request_id=renewed(was.request_id, number),
                correlation_id=renewed(was.correlation_id, number),
                cause_id=None,
                idempotency_key=None,
                position=None,
                recorded_at=None,
            )
            yield Recorded(stream, one.version, envelope, fact, None, keys.setdefault(stream, {}))

    def counters(self) -> Iterator[tuple[str, int]]:
        """Yield each series of numbers with the last one given out, as a command would find it."""
        for (unit, form, year), last in self.numbers.items():
            yield f"{_SERIES[form]}{self.units[unit]}:{year}", last

    def _fact(self, page: _Page, number: int, codes: dict[str, str]) -> Event:
        back = number % YEARS

        def changed(found: re.Match[str]) -> str:
            code = found["code"]
            if code is None:
                return _changed(found, number, back, self.kept)
            if code not in codes:
                codes[code] = self._next(code, back)
            return f'"{codes[code]}"'

        whole = json.loads(_CHANGES.sub(changed, page.text))
        if page.recorded.envelope.topic == "case.opened.1":
            parts = _CODE.fullmatch(whole["code"])
            whole |= {"number": int(parts["number"]), "year": int(parts["year"])} if parts else {}
        return join(type(page.recorded.fact), whole, {})

    def _next(self, code: str, back: int) -> str:
        parts = _CODE.fullmatch(code)
        if parts is None:
            return code
        register = (parts["unit"], parts["form"], int(parts["year"]) - back)
        self.numbers[register] = ordinal = self.numbers.get(register, 0) + 1
        return f"{parts['unit']}.{parts['form']}.{ordinal:04d}.{register[2]}"


def _alone(told: Sequence[_Page], growing: set[UUID]) -> set[UUID]:
    """Return the streams that cannot be copied, with those that name one of them."""
    alone = {one.recorded.stream for one in told if one.recorded.envelope.topic in ALONE}
    names = [(one.recorded.stream, _named(one) & growing) for one in told if one.recorded.stream in growing]
    before = -1
    while len(alone) != before:
        before = len(alone)
        alone |= {stream for stream, named in names if named & alone}
    return alone


def _named(page: _Page) -> set[UUID]:
    return {UUID(found) for found in _IDS.findall(page.text)}


def _numbered(told: Sequence[_Page]) -> Iterator[tuple[Register, int, UUID]]:
    for page in told:
        code, unit = getattr(page.recorded.fact, "code", None), getattr(page.recorded.fact, "unit", None)
        parts = _CODE.fullmatch(code) if isinstance(code, str) else None
        if parts and isinstance(unit, UUID):
            yield (parts["unit"], parts["form"], int(parts["year"])), int(parts["number"]), unit


def renewed(one: UUID, number: int) -> UUID:
    """Return what an id is called in a copy.

    >>> renewed(UUID(int=7), 1) == renewed(UUID(int=7), 1) != renewed(UUID(int=7), 2)
    True
    """
    digest = blake2b(one.bytes, digest_size=16, key=number.to_bytes(8)).digest()
    return UUID(bytes=digest, version=4)


def _changed(found: re.Match[str], number: int, back: int, kept: frozenset[UUID]) -> str:
    match found.lastgroup:
        case "id":
            one = UUID(found["id"])
            return found[0] if one in kept else f'"{renewed(one, number)}"'
        case "day" | "hour":
            day = date.fromisoformat(found["day"]) - timedelta(days=YEAR_DAYS * back)
            return f'"{day.isoformat()}{found["hour"] or ""}"'
        case "month" | "rest":
            return f'"{int(found["month"]) - back}{found["rest"] or ""}"'
        case _:
            return f'"name": "{_other_name(found["name"], number)}"'


def _other_name(name: str, number: int) -> str:
    """Return another invented name, the same each time within a copy."""
    chance = Chance(f"{name}/{number}")
    return full_name(chance, chance.choice((Sex.FEMALE, Sex.MALE)))
