"""Lists given to partners: made by the office, each an event with whom, what stood on it, and its digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.documents.paper import Paper, as_text
from application.documents.printing import PaperFormat, Printed, made, setting_of
from application.documents.support_list import support_list
from application.support import support_code
from application.support.desk import ListRow, SupportNeeds
from application.units import Units
from application.work import Command, Question, Work
from domain.kernel import Erased, FieldClass, Named, Summary
from domain.support.facts import PublicLine, SupportListGiven
from domain.support.given import SupportList
from domain.support.listing import PLACE_THRESHOLD, public_lines
from domain.support.refusals import NothingToIntroduce

log = structlog.get_logger()
MOST_LISTS = 200
"""Lists of one page, the latest. Source: quy ước nội bộ."""


class GiveList(Command):
    """Give a partner the list of what is introduced now."""

    ACTION: ClassVar[Action] = Action.INTRODUCE_SUPPORT
    to: Summary[Named]


class SeeLists(Question):
    """See what is introduced now, as partners see it, and to whom lists were given."""

    ACTION: ClassVar[Action] = Action.INTRODUCE_SUPPORT


class PrintList(Question):
    """Have a list that was given on paper again."""

    ACTION: ClassVar[Action] = Action.SEE_SUPPORT
    given: UUID

    def record(self) -> UUID | None:
        """The list."""
        return self.given


@dataclass(frozen=True, slots=True)
class ListsPage:
    """What is introduced now, and the lists that were given, the latest first."""

    lines: Sequence[PublicLine]
    given: Sequence[ListRow]


def see_lists(question: SeeLists, work: Work) -> ListsPage:
    """Return what partners would see now, and what was given before."""
    work.allow(question)
    needs = work.view(SupportNeeds)  # type: ignore[type-abstract]
    introduced, given = needs.introduced(), needs.lists(MOST_LISTS)
    work.showed([*(one.record_no for one in introduced), *(one.record_no for one in given)])
    return ListsPage(public_lines(introduced), given)


def give_list(cmd: GiveList, work: Work) -> UUID:
    """Record the list and return its id.

    Raises:
        NothingToIntroduce: No need is introduced.
    """
    work.allow(cmd)
    introduced = work.view(SupportNeeds).introduced()  # type: ignore[type-abstract]
    if not introduced:
        raise NothingToIntroduce
    lines = public_lines(introduced)
    given = work.new_id()
    unit, code = work.view(Units).of(work.reader.unit), support_code(given, "DS")  # type: ignore[type-abstract]
    to = "" if isinstance(cmd.to, Erased) else cmd.to
    paper = support_list(code, to, lines, PLACE_THRESHOLD, setting_of(unit.unit, work))
    fact = SupportListGiven(
        occurred_at=work.now(),
        unit=unit.unit,
        code=code,
        to=to,
        lines=lines,
        threshold=PLACE_THRESHOLD,
        digest=words_digest(paper),
    )
    work.open(given, fact)
    work.gave_out([one.record_no for one in introduced], bytes.fromhex(fact.digest), FieldClass.SUMMARY)
    log.info("support_list_given", stream_id=str(given), records=len(lines))
    return given


def print_list(question: PrintList, work: Work, kind: PaperFormat | None = None) -> Printed:
    """Return a list as it was given, on the same words."""
    work.allow(question)
    one, first = work.read(SupportList, question.given), work.history(question.given)[0]
    to = "" if isinstance(one.given.to, Erased) else one.given.to
    setting = setting_of(one.unit, work)
    as_then = type(setting)(setting.association, setting.unit, one.given.occurred_at)
    paper = support_list(one.code, to, one.given.lines, one.given.threshold, as_then)
    return made(paper, kind, one.code, [first.position], work)


def words_digest(paper: Paper) -> str:
    """Return the SHA-256 of the words of a paper, in hexadecimal digits."""
    return sha256(as_text(paper).encode()).hexdigest()
