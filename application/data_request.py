"""Requests of data subjects: anyone signed in enters one, the data-protection officer handles them by their clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.ledger import Recorded
from application.one_child import others_of
from application.work import Command, Question, Work
from domain.child_case import ChildCase
from domain.child_case.suspect import Likeness, likeness
from domain.data_clocks import Clocks, RequestKind, clocks
from domain.data_request import Asked, DataRequest, RefusedBecause, RequestStage
from domain.kernel import FieldClass, Legal, Line, Said, Text, Unknown
from domain.requester import IdentityCheck, RequesterVerdict, WhoAsks

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DataRequestRow:
    """One request as the list shows it: codes and days."""

    request: UUID
    record_no: int
    code: str
    """File code of its case, if it has one."""
    kind: RequestKind
    who: WhoAsks
    stage: RequestStage
    likeness: Likeness | None
    verdict: RequesterVerdict | None
    ground: RefusedBecause | None
    received_at: datetime
    received_on: date
    is_acknowledged: bool
    is_extended: bool

    @property
    def clocks(self) -> Clocks:
        """Its last days."""
        return clocks(self.kind, self.received_on)

    @property
    def due_on(self) -> date:
        """The last day for the answer."""
        return self.clocks.extended_by if self.is_extended else self.clocks.answer_by

    def is_overdue(self, today: date) -> bool:
        """Whether the answer is late."""
        return self.stage is RequestStage.OPEN and today > self.due_on

    def acknowledgement_is_overdue(self, today: date) -> bool:
        """Whether the requester should have been told by now."""
        waits = self.stage is RequestStage.OPEN and not self.is_acknowledged
        return waits and today > self.clocks.acknowledge_by


class DataRequests(Protocol):
    """Requests, straight from the fact rows."""

    def case_by_code(self, code: str) -> UUID | None:
        """Return the case with this file code."""

    def all(self) -> Sequence[DataRequestRow]:
        """Return the requests that the reader may know of: open ones first by their receipt, then the others."""

    def of(self, request: UUID) -> DataRequestRow | None:
        """Return one of them."""


class ReceiveDataRequest(Command):
    """Enter that a request came in."""

    ACTION: ClassVar[Action] = Action.RECORD_DATA_REQUEST
    asked: Asked


class AboutDataRequest(Command):
    """A command about one request."""

    request: UUID

    def record(self) -> UUID | None:
        """The request."""
        return self.request


class AcknowledgeDataRequest(AboutDataRequest):
    """Note that the requester was told."""

    ACTION: ClassVar[Action] = Action.HANDLE_DATA_REQUESTS


class PlaceDataRequest(AboutDataRequest):
    """Say which case it is about."""

    ACTION: ClassVar[Action] = Action.HANDLE_DATA_REQUESTS
    code: Line


class JudgeRequester(AboutDataRequest):
    """Answer the warning: whether the requester is the person suspected, and how that is known."""

    ACTION: ClassVar[Action] = Action.HANDLE_DATA_REQUESTS
    verdict: RequesterVerdict
    reason: Legal[Said]


class ExtendDataRequest(AboutDataRequest):
    """Take more time, once."""

    ACTION: ClassVar[Action] = Action.HANDLE_DATA_REQUESTS
    reason: Legal[Line] = ""


class AnswerDataRequest(AboutDataRequest):
    """Meet the request."""

    ACTION: ClassVar[Action] = Action.HANDLE_DATA_REQUESTS
    identity: IdentityCheck = IdentityCheck.NOT_YET
    answer: Legal[Text] = ""


class RefuseDataRequest(AboutDataRequest):
    """Say no, with the article."""

    ACTION: ClassVar[Action] = Action.HANDLE_DATA_REQUESTS
    ground: RefusedBecause
    note: Legal[Line] = ""


class BeginDataRequest(Question):
    """Open the form of a request."""

    ACTION: ClassVar[Action] = Action.RECORD_DATA_REQUEST


class SeeDataRequests(Question):
    """See the list."""

    ACTION: ClassVar[Action] = Action.HANDLE_DATA_REQUESTS


class OpenDataRequest(Question):
    """Open one request."""

    ACTION: ClassVar[Action] = Action.HANDLE_DATA_REQUESTS
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    request: UUID

    def record(self) -> UUID | None:
        """The request."""
        return self.request


@dataclass(frozen=True, slots=True)
class DataRequestPage:
    """One request with its facts, and what is known today of whether the requester is the person suspected."""

    row: DataRequestRow
    state: DataRequest
    history: tuple[Recorded, ...]
    likeness: Likeness | None
    is_of_suspected: bool
    must_be_judged: bool


def receive_data_request(cmd: ReceiveDataRequest, work: Work) -> UUID:
    """Enter it; whoever enters it does not learn whether there is such a case, nor what it says."""
    work.allow(cmd)
    desk = work.view(DataRequests)  # type: ignore[type-abstract]
    code = (cmd.asked.file_code or "").strip().upper()
    case_id = desk.case_by_code(code) if code else None
    like = _likeness(cmd.asked, case_id, work)
    request = work.new_id()
    work.open(request, DataRequest.receive(cmd.asked, work.reader.unit, case_id, like, work.act))
    log.info("data_request_received", stream_id=str(request))
    return request


def acknowledge_data_request(cmd: AcknowledgeDataRequest, work: Work) -> None:
    """Note that the requester was told."""
    state = _read(cmd, work)
    work.append(state, state.acknowledge(work.act))
    log.info("data_request_acknowledged", stream_id=str(cmd.request))


def place_data_request(cmd: PlaceDataRequest, work: Work) -> None:
    """Say which case it is about.

    Raises:
        Unknown: There is no such case, or a conflict of interest closes it; both look the same.
    """
    state = _read(cmd, work)
    case_id = work.view(DataRequests).case_by_code((cmd.code or "").strip().upper())  # type: ignore[type-abstract]
    if case_id is None or case_id in work.reader.hidden:
        raise Unknown
    work.append(state, state.place(case_id, _likeness(state.asked, case_id, work), work.act))
    log.info("data_request_placed", stream_id=str(cmd.request))


def judge_requester(cmd: JudgeRequester, work: Work) -> None:
    """Answer the warning, on the record.

    Raises:
        NothingToJudge: Nothing warns, or it is certain who it is.
    """
    state = _read(cmd, work)
    like = _likeness(state.asked, state.case_id, work)
    work.append(state, state.judge(cmd.verdict, cmd.reason or "", like, work.act))
    log.info("data_request_judged", stream_id=str(cmd.request))


def extend_data_request(cmd: ExtendDataRequest, work: Work) -> None:
    """Take more time, once."""
    state = _read(cmd, work)
    work.append(state, state.extend(cmd.reason or "", work.act))
    log.info("data_request_extended", stream_id=str(cmd.request))


def answer_data_request(cmd: AnswerDataRequest, work: Work) -> None:
    """Meet it; who is suspected is asked of the case again.

    Raises:
        WarningIsOpen: The relation warns, and the officer has not said who it is.
        RequesterIsSuspected: The requester is the person suspected.
        WhoAsksIsUnclear: Nobody made sure who asks.
    """
    state = _read(cmd, work)
    like = _likeness(state.asked, state.case_id, work)
    work.append(state, state.answer(cmd.identity, cmd.answer or "", like, work.act))
    log.info("data_request_answered", stream_id=str(cmd.request))


def refuse_data_request(cmd: RefuseDataRequest, work: Work) -> None:
    """Say no, with the article."""
    state = _read(cmd, work)
    like = _likeness(state.asked, state.case_id, work)
    work.append(state, state.refuse(cmd.ground, cmd.note or "", like, work.act))
    log.info("data_request_refused", stream_id=str(cmd.request))


def see_data_requests(question: SeeDataRequests, work: Work) -> Sequence[DataRequestRow]:
    """Return the requests with their clocks."""
    work.allow(question)
    rows = work.view(DataRequests).all()  # type: ignore[type-abstract]
    work.showed(row.record_no for row in rows)
    return rows


def open_data_request(question: OpenDataRequest, work: Work) -> DataRequestPage:
    """Return one request."""
    work.allow(question)
    row = _row(question.request, work)
    state = work.read(DataRequest, question.request)
    like = _likeness(state.asked, state.case_id, work)
    return DataRequestPage(
        row=row,
        state=state,
        history=tuple(work.history(question.request)),
        likeness=state.stronger(like),
        is_of_suspected=state.is_of_suspected(like),
        must_be_judged=state.must_be_judged(like),
    )


def _read(cmd: AboutDataRequest, work: Work) -> DataRequest:
    work.allow(cmd)
    _row(cmd.request, work)
    return work.read(DataRequest, cmd.request)


def _row(request: UUID, work: Work) -> DataRequestRow:
    """Return the row of a request; one about a case that a conflict of interest closes is not there for the reader."""
    row = work.view(DataRequests).of(request)  # type: ignore[type-abstract]
    if row is None:
        raise Unknown
    return row


def _likeness(asked: Asked, case_id: UUID | None, work: Work) -> Likeness | None:
    if case_id is None:
        return None
    files = (work.read(ChildCase, case_id), *others_of(case_id, work))
    found = (likeness(asked.name, asked.telephone, asked.relation, one.details.suspected) for one in files)
    return min((one for one in found if one), key=list(Likeness).index, default=None)
