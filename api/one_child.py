"""The page of a file that hangs together with others: one timeline, each entry with the file it stands in."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.door import OpenWork
from api.sentences import Sentence
from api.texts import N_, translated
from api.timeline import Told, timeline
from application.case_steps import OpenStep, open_steps
from application.child_case import CasePage
from application.ledger import Recorded
from application.merging import OneChild, ended_above

_HIDDEN = N_("Có một mục ở hồ sơ này; hồ sơ không mở cho bạn")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the timeline, and the code of the file that it stands in."""

    told: Told
    file: str
    position: int


def lines(page: CasePage, child: OneChild, work: OpenWork) -> list[Line]:
    """Return the facts of every file of the child, newest first; of files closed to the reader no word."""
    found = list(_lines(page.history, page.case.code, work))
    for filed, other in child.pages:
        found += _lines(other.history, filed.code, work)
    for filed, history in child.closed_to_reader:
        found += (Line(_hidden(one, work), filed.code, one.position) for one in history)
    return sorted(found, key=lambda line: -line.position)


def _lines(history: Iterable[Recorded], code: str, work: OpenWork) -> Iterable[Line]:
    facts = list(history)
    told = timeline(facts, work)
    return (Line(one, code, fact.position) for one, fact in zip(told, reversed(facts), strict=True))


def _hidden(recorded: Recorded, work: OpenWork) -> Told:
    return Told(
        sentence=Sentence(translated(_HIDDEN, work.reader.language)),
        who="",
        role="",
        occurred_at=recorded.fact.occurred_at,
        recorded_at=recorded.recorded_at,
        is_late=False,
        changes=(),
        version=recorded.version,
        stream=recorded.stream,
        is_forwarding=False,
    )


def steps_of(page: CasePage, child: OneChild, work: OpenWork) -> list[OpenStep]:
    """Return the open steps of every file of the child that the reader may see, the earliest due first."""
    found = list(open_steps(_with(page.history, child.ended_by_main)))
    for filed, other in child.pages:
        found += open_steps(_with(other.history, ended_above(other.history, filed.case_id, work)))
    return sorted(found, key=lambda one: (one.step.due_on, one.version))


def _with(history: Iterable[Recorded], closings: Iterable[Recorded]) -> list[Recorded]:
    return sorted([*history, *closings], key=lambda one: one.position)
