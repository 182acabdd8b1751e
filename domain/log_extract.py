"""Extracts of the two logs for the inspection board: asked for by an auditor, approved by another inspector.

Ids, codes and days of what was done and looked at; no word of a file. The rules of two persons, of the day and of the
number of downloads are those of every export (`domain.export`).
"""

from __future__ import annotations

import re
from typing import Annotated, ClassVar
from uuid import UUID

from domain.codes import Code
from domain.export import TwoPersonExport
from domain.identity import Day
from domain.kernel import Act, Event, Legal, Line, Named, Refused, Said, Value, on_the_way_in

_CODE = re.compile(r"[a-z0-9._/-]{0,80}")


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError("unknown_code")
    return text


Searched = Annotated[Line, on_the_way_in(_code)]
"""A code that a search asks for; may be empty."""


class WhichLog(Code, name="which-log"):
    """Which of the two logs."""

    ACCESS = "access", "Nhật ký truy cập", "Access log"
    EVENTS = "events", "Nhật ký sự kiện", "Event log"


class ExtractFilters(Value):
    """What is searched for: ids, codes and days."""

    account: UUID | None = None
    case: UUID | None = None
    unit: UUID | None = None
    action: Searched = ""
    topic: Searched = ""
    basis: Searched = ""
    decision: Searched = ""
    lists: bool = False
    inspectors: bool = False
    late: bool = False
    corrections: bool = False
    since: Day | None = None
    until: Day | None = None


class ExtractAsked(Value):
    """Which log, which part of it, why, and who gets it."""

    log: WhichLog
    why: Legal[Said]
    recipient: Legal[Named]
    filters: ExtractFilters = ExtractFilters()


class ExtractRequested(Event):
    """An extract is asked for."""

    TOPIC: ClassVar[str] = "extract.requested.1"
    asked: ExtractAsked
    unit: UUID


class NoSuchSearch(Refused):
    """The log has no such search."""

    vi = "Nhật ký này không tìm được theo điều kiện đó. Hãy mở lại trang tìm."
    en = "This log cannot be searched so. Open the search again."


class LogExtract(TwoPersonExport[ExtractRequested]):
    """One request for an extract."""

    asked: ExtractAsked

    @classmethod
    def request(cls, asked: ExtractAsked, unit: UUID, act: Act) -> ExtractRequested:
        """Ask for an extract."""
        return ExtractRequested(occurred_at=act.at, asked=asked, unit=unit)

    @classmethod
    def began(cls, stream: UUID, fact: ExtractRequested) -> LogExtract:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, asked=fact.asked)
