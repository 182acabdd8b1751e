"""Papers made for whoever may see what stands on them; each making is one entry of the access log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, ClassVar, Protocol
from uuid import UUID

import structlog
from pydantic import Field

from application.access import Action
from application.accounts import AccountList
from application.directory import DutyDirectory
from application.documents.intake_form import intake_form
from application.documents.letter import letter_of
from application.documents.log_page import Shown, log_page
from application.documents.paper import Paper, as_text
from application.documents.reception import reception_report
from application.documents.wording import Setting
from application.export_sheet import Names, filters_said
from application.follow_up_log import SeeLog, see_log
from application.installation import InstallationState
from application.ledger import Recorded
from application.units import Units
from application.work import Question, Work
from domain.calendar import vietnam_day
from domain.child_case import CaseOpened, CasePassedOn, ChildCase
from domain.child_case.intake import Reception
from domain.child_case.letter import USUAL, LetterPart, check_recipient
from domain.covering import covered
from domain.directory import Recipient, RecipientKind
from domain.kernel import FieldClass, Line, Unknown, Value, on_the_way_in
from domain.units import register

log = structlog.get_logger()


class PaperFormat(StrEnum):
    """How a paper is written as a file."""

    PDF = "pdf"
    DOCX = "docx"
    TXT = "txt"


class CasePaper(StrEnum):
    """Papers about one case; their names in an address."""

    LETTER = "cong-van"
    RECEPTION = "mau-01"


class Printers(Protocol):
    """Writes papers as files, in memory."""

    def written(self, paper: Paper, kind: PaperFormat, at: datetime) -> bytes:
        """Return the file's bytes: the same paper at the same moment gives the same bytes."""

    def workbook(self, paper: Paper, at: datetime) -> bytes:
        """Return the tables and charts of a paper as a workbook; the same paper at the same moment, the same bytes."""


def _known_unit(key: str) -> str:
    if key and register().by_key(key) is None:
        raise ValueError("unknown_unit")
    return key


class LetterChoice(Value):
    """How a letter is wanted. It stands in an address, so there are codes in it, and never a word about a person."""

    forwarding: int | None = Field(default=None, ge=0, le=1_000_000)
    """Version of a forwarding of the case: to the same body."""
    kind: RecipientKind | None = None
    unit: Annotated[Line, on_the_way_in(_known_unit)] = ""
    """Key of the administrative unit that the body lies in."""
    parts: tuple[LetterPart, ...] = USUAL
    number: str = Field(default="", pattern=r"^([0-9]{1,6}(/[0-9A-ZĐ-]{1,30})?)?$")
    """*Số, ký hiệu*, if it was given out already."""


class AboutCasePaper(Question):
    """Choose a paper about a case; whoever may open the case sees on paper what they see on its page."""

    ACTION: ClassVar[Action] = Action.PRINT_CASE
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    case_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class PrintLetter(AboutCasePaper):
    """The letter that passes information on."""

    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.HEALTH
    choice: LetterChoice = LetterChoice()


class PrintReception(AboutCasePaper):
    """Mẫu 01."""

    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.HEALTH


class PrintLog(SeeLog):
    """A page of the follow-up log on paper."""

    ACTION: ClassVar[Action] = Action.PRINT_LOG


class PrintIntakeForm(Question):
    """The empty form with the duty numbers of the day."""

    ACTION: ClassVar[Action] = Action.SEE_DIRECTORY


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper, and the file made of it where one was asked for."""

    paper: Paper
    name: str
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class LetterForm:
    """What a letter of a case can be made of."""

    case: ChildCase
    parts: tuple[LetterPart, ...]
    """Parts that the reader may see and the informant agreed to."""
    forwardings: tuple[tuple[int, Recipient], ...]
    """Bodies to which the information was passed already, by the version that says so."""


def letter_form(question: AboutCasePaper, work: Work) -> LetterForm:
    """Return what can be chosen; shows no more than names of bodies and of the child."""
    case, history, hidden = _opened(question, work)
    passed = [(one.version or 0, one.fact) for one in history if isinstance(one.fact, CasePassedOn)]
    work.showed([history[0].position])
    return LetterForm(
        case=case,
        parts=tuple(part for part in LetterPart if _is_open(part, case, hidden)),
        forwardings=tuple((version, fact.forwarding.recipient) for version, fact in passed),
    )


def print_letter(question: PrintLetter, work: Work, kind: PaperFormat | None = None) -> Printed:
    """Return the letter.

    Raises:
        SuspectIsNoRecipient: It would go to the person suspected.
        NotThereToday: Such bodies do not exist today.
        Unknown: The forwarding that it follows is not in the case.
    """
    case, history, hidden = _opened(question, work)
    choice, setting = question.choice, setting_of(case.unit, work)
    recipient = _recipient(choice, history)
    if recipient is not None:
        check_recipient(work.read(ChildCase, case.id), recipient, setting.day)
    parts = frozenset(part for part in choice.parts if _is_open(part, case, hidden))
    paper = letter_of(case, _reception(history), recipient, parts, choice.number, setting)
    return made(paper, kind, case.code, [history[0].position], work)


def print_reception(question: PrintReception, work: Work, kind: PaperFormat | None = None) -> Printed:
    """Return Mẫu 01; whoever took the information in signs it."""
    case, history, _ = _opened(question, work)
    people = work.view(AccountList)  # type: ignore[type-abstract]
    taken_by = history[0].envelope.actor.removeprefix("account:")
    officer = people.name_of(UUID(taken_by)) if taken_by != history[0].envelope.actor else ""
    paper = reception_report(case, _reception(history), officer, setting_of(case.unit, work))
    return made(paper, kind, case.code, [history[0].position], work)


def print_log(question: PrintLog, work: Work, kind: PaperFormat | None = None) -> Printed:
    """Return the page of the log that the list shows to this reader, no entry more.

    Raises:
        TooManyNames: The scope is too wide to order by name.
        Malformed: The mark of the page is not one of ours.
    """
    page = see_log(question, work)
    units = {row.unit: row.name for row in work.view(Units).all()}  # type: ignore[type-abstract]
    names = work.view(AccountList)  # type: ignore[type-abstract]
    asked = {one.counsellor for one in page.rows.entries} | {question.counsellor}
    people = {one: names.name_of(one) for one in asked if one is not None}
    where = units.get(question.unit, "") if question.unit else "các đơn vị trong phạm vi"
    filters = f"{where}; lọc: {filters_said(question, Names(units, people, 'vi'))}"
    shown = Shown(page.rows.entries, filters, people, is_all=not page.rows.next)
    paper = log_page(shown, setting_of(work.reader.unit, work))
    return made(paper, kind, "", [one.record_no for one in page.rows.entries], work)


def print_intake_form(question: PrintIntakeForm, work: Work, kind: PaperFormat | None = None) -> Printed:
    """Return the empty form with public duty numbers alone: paper lies about, an officer's own number does not."""
    work.allow(question)
    book = work.view(DutyDirectory).book()  # type: ignore[type-abstract]
    public = book.public().banner(work.reader.unit, vietnam_day(work.now()))
    paper = intake_form(public, setting_of(work.reader.unit, work))
    return Printed(paper, _file_name(paper, "", kind), _written(paper, kind, work))


def _opened(
    question: AboutCasePaper, work: Work
) -> tuple[ChildCase, Sequence[Recorded], frozenset[FieldClass]]:
    """Return case, facts and hidden classes, as far as the reader may see."""
    work.allow(question)
    history = work.history(question.case_id)
    case = work.read(ChildCase, question.case_id)  # folded from what was just opened
    hidden = frozenset(one for one in FieldClass if not work.may(Action.PRINT_CASE, question.case_id, one))
    return (covered(case, hidden) if hidden else case), history, hidden


def _is_open(part: LetterPart, case: ChildCase, hidden: frozenset[FieldClass]) -> bool:
    match part:
        case LetterPart.HEALTH:
            return FieldClass.HEALTH not in hidden
        case LetterPart.SUSPECTED:
            return FieldClass.EVIDENCE not in hidden
        case LetterPart.INFORMANT:
            return case.details.informant.agreed and FieldClass.REPORTER_IDENTITY not in hidden
        case _:
            return True


def _recipient(choice: LetterChoice, history: Iterable[Recorded]) -> Recipient | None:
    if choice.forwarding is None:
        unit = register().by_key(choice.unit) if choice.unit else None
        return Recipient(kind=choice.kind, unit=unit.as_written if unit else None) if choice.kind else None
    for one in history:
        if one.version == choice.forwarding and isinstance(one.fact, CasePassedOn):
            return one.fact.forwarding.recipient
    raise Unknown


def _reception(history: Iterable[Recorded]) -> Reception:
    return next(one.fact.reception for one in history if isinstance(one.fact, CaseOpened))


def setting_of(unit: UUID, work: Work) -> Setting:
    """Return what stands on every paper of a unit: the association, the unit, the moment."""
    association = work.view(InstallationState).name()  # type: ignore[type-abstract]
    return Setting(association, work.view(Units).of(unit).name, work.now())  # type: ignore[type-abstract]


def made(paper: Paper, kind: PaperFormat | None, code: str, records: Sequence[int], work: Work) -> Printed:
    """Return the paper; the access log keeps records, the digest of the bytes or words, and the closest class shown."""
    content = _written(paper, kind, work)
    work.gave_out(records, sha256(content or as_text(paper).encode()).digest(), paper.closest)
    log.info("paper_made", kind=paper.code, measure=kind.value if kind else "page", records=len(records))
    return Printed(paper, _file_name(paper, code, kind), content)


def _written(paper: Paper, kind: PaperFormat | None, work: Work) -> bytes:
    return work.view(Printers).written(paper, kind, work.now()) if kind else b""  # type: ignore[type-abstract]


def _file_name(paper: Paper, code: str, kind: PaperFormat | None) -> str:
    """Return a name of codes alone, in letters that every system takes."""
    mark = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in code)
    return f"{paper.code}{'-' if mark else ''}{mark}.{kind.value if kind else 'html'}"
