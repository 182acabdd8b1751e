"""What the figures of recommendations should be, counted from the list of facts alone, each time all anew.

Written from the rules that the page shows, without a look at the view or at `domain.recommendation.figures`: each
recommendation is told to its end by its entries, then read. Slow and plain on purpose.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from application.ledger import Recorded
from domain.calendar import holidays
from domain.erasure import KeyDestroyed
from domain.recommendation import facts as r
from domain.recommendation.codes import AgencyKind
from domain.recommendation.reminders import remind_on
from infrastructure.ledger import EventRecorder, Ledger

Line = tuple[UUID, str, date, str, str | None, str | None]
"""Unit, what, day, duty, kind of body, verdict."""


@dataclass
class Asked:
    """One recommendation: what came in, and what was entered of it, by version."""

    unit: UUID
    said: r.Collected
    sent: dict[int, tuple[r.Conveyance, int | None]] = field(default_factory=dict)
    answers: dict[int, r.Reply] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)
    ends: set[int] = field(default_factory=set)
    """Versions by which it was closed or withdrawn."""
    closings: set[int] = field(default_factory=set)
    is_merged: bool = False
    is_erased: bool = False


def asked_of(facts: Iterable[Recorded], upto: int) -> dict[UUID, Asked]:
    """Return what the facts up to a position say of each recommendation."""
    found: dict[UUID, Asked] = {}
    for one in facts:
        if one.position > upto:
            break
        fact = one.fact
        if isinstance(fact, r.RecommendationCollected):
            found[one.stream] = Asked(fact.unit, fact.collected)
        elif isinstance(fact, KeyDestroyed):
            for record in fact.records:
                if record in found:
                    found[record].is_erased = True
        elif one.stream in found:
            _further(found[one.stream], fact, one.version or 0)
    return found


def _further(asked: Asked, fact: object, version: int) -> None:
    match fact:
        case r.RecommendationConveyed():
            asked.sent[version] = (fact.conveyance, None)
        case r.RecommendationEscalated():
            asked.sent[version] = (fact.conveyance, fact.over)
        case r.RecommendationReplied():
            asked.answers[version] = fact.reply
            asked.ends -= asked.closings
        case r.RecommendationFedBack():
            asked.told.add(version)
        case r.RecommendationClosed():
            asked.ends.add(version)
            asked.closings.add(version)
        case r.RecommendationWithdrawn():
            asked.ends.add(version)
        case r.RecommendationMerged():
            asked.is_merged = True
        case r.RecommendationCorrected():
            if fact.collected:
                asked.said = fact.collected
            if fact.conveyance:
                asked.sent[fact.entry] = (fact.conveyance, asked.sent[fact.entry][1])
            if fact.reply:
                asked.answers[fact.entry] = fact.reply
        case r.RecommendationCancelled():
            asked.sent.pop(fact.entry, None)
            asked.answers.pop(fact.entry, None)
            asked.told.discard(fact.entry)
            asked.ends.discard(fact.entry)
        case _:
            pass  # it counts in nothing


def lines(asked: Asked) -> Iterator[Line]:
    """Yield all that one counts in."""
    said, unit = asked.said, asked.unit
    duty = _duty(said)
    if not asked.is_merged:
        yield unit, "collected", said.collected_on, duty, None, None
        if said.origin.value == "child":
            yield unit, "from_children", said.collected_on, duty, None, None
        if asked.told:
            yield unit, "fed_back", said.collected_on, duty, None, None
    is_open = not (asked.is_merged or asked.ends or asked.is_erased)
    higher = {over for _, over in asked.sent.values() if over is not None}
    for version, (conveyance, _) in asked.sent.items():
        body, on = conveyance.agency.kind.value, conveyance.on
        replies = [reply for _, reply in sorted(asked.answers.items()) if reply.conveyed == version]
        yield unit, "conveyed", on, duty, body, None
        if replies:
            yield unit, "replied", on, duty, body, replies[-1].verdict.value
        elif is_open and version not in higher:
            yield unit, "overdue", on, duty, body, None
    if is_open:
        yield unit, "open", said.collected_on, duty, None, None
        for body in {conveyance.agency.kind.value for conveyance, _ in asked.sent.values()}:
            yield unit, "open", said.collected_on, duty, body, None


def _duty(said: r.Collected) -> str:
    if said.kind.value == "position":
        return "A92_4_STATE_POSITION"
    return "A92_4_CONNECT_CONVEY" if said.origin.value in {"child", "social_org"} else "A92_2_RECOMMEND"


def counted(facts: Iterable[Recorded], upto: int) -> Counter[Line]:
    """Return every cell, as of a position."""
    return Counter(line for asked in asked_of(facts, upto).values() for line in lines(asked))


def table(facts: Iterable[Recorded], upto: int, year: int, day: date) -> dict[str, Any]:
    """Return the row of all that the page shows, as of a position, with age and delay on a day."""
    cells = counted(facts, upto)

    def of_year(what: str, verdict: str | None = None) -> int:
        return sum(
            n
            for (_, name, on, _, _, said), n in cells.items()
            if name == what and on.year == year and verdict in (None, said)
        )

    ages = sorted(
        (day - on).days for _, what, on, _, body, _ in cells.elements() if (what, body) == ("open", None)
    )
    late = [
        (on, body)
        for _, what, on, _, body, _ in cells.elements()
        if what == "overdue" and body and remind_on(AgencyKind(body), on, holidays()) < day
    ]
    conveyed, replied = of_year("conveyed"), of_year("replied")
    return {
        "collected": of_year("collected"),
        "from_children": of_year("from_children"),
        "fed_back": of_year("fed_back"),
        "conveyed": conveyed,
        "replied": replied,
        "reply_percent": replied * 100 // conveyed if conveyed else None,
        "refused": of_year("replied", "refused"),
        "open": len(ages),
        "open_a_month": sum(age <= 30 for age in ages),
        "open_longest": sum(age > 90 for age in ages),
        "median_age_days": ages[len(ages) // 2] if ages else None,
        "overdue": len(late),
    }


SUMS = """
SELECT unit, what, day, duty, agency, verdict, sum(delta) FROM {table} WHERE position <= %s
 GROUP BY unit, what, day, duty, agency, verdict HAVING sum(delta) <> 0
"""


def shown(
    connection: psycopg.Connection[Any], upto: int, name: str = "v_recommendation.figures"
) -> dict[Line, int]:
    """Return the cells of the view, as of a position."""
    rows = connection.execute(SUMS.format(table=name), (upto,)).fetchall()
    return {tuple(said): int(count) for *said, count in rows}


def differing(dsn: str, positions: int = 20) -> list[int]:
    """Return the positions, of the last and so many before it, at which the view differs from what is counted anew."""
    with psycopg.connect(dsn) as connection:
        facts = Ledger(keys=None).recorded(EventRecorder(connection).after(0, 1_000_000))
        last = facts[-1].position
        chosen = {last, *random.Random(29).sample(range(1, last), min(positions, last - 1))}
        return [upto for upto in sorted(chosen) if shown(connection, upto) != dict(counted(facts, upto))]
