"""What was agreed to be done, until when, by whom: steps of cases and of consultations, linked or not."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.child_case import CaseAssigned, CaseClosed, CaseOpened, CaseStepDone, CaseStepPlanned
from domain.child_case.follow_up import Step
from domain.counselling import (
    ConsultationLogged,
    CounsellingAssigned,
    CounsellingLinked,
    CounsellingOpened,
    CounsellingStepDone,
)
from domain.handover import HandOver
from infrastructure.views.base import Statement, View


class DueView(View):
    """`streams`: unit, counsellor and case of what can hold a step; `steps`: each until done or its case closes."""

    NAME = "due"
    VERSION = 3
    TABLES = ("streams", "steps")
    DDL = """
        CREATE TABLE streams (
            stream_id uuid PRIMARY KEY, kind text NOT NULL, unit uuid NOT NULL, counsellor uuid, case_id uuid);
        CREATE TABLE steps (
            stream_id uuid NOT NULL, version integer NOT NULL, position bigint NOT NULL, due_on date NOT NULL,
            responsible uuid, done_at bigint, PRIMARY KEY (stream_id, version));
        CREATE INDEX open_steps ON steps (due_on) WHERE done_at IS NULL
    """

    def statements(self, recorded: Recorded) -> Iterator[Statement]:
        """Return what one fact changes."""
        match recorded.fact:
            case CaseOpened(unit=unit, counsellor=counsellor):
                yield _STREAM, (recorded.stream, "case", unit, counsellor, recorded.stream)
            case CounsellingOpened(unit=unit, counsellor=counsellor, case_id=case_id):
                yield _STREAM, (recorded.stream, "consultation", unit, counsellor, case_id)
            case CounsellingLinked(case_id=case_id):
                yield "UPDATE streams SET case_id = %s WHERE stream_id = %s", (case_id, recorded.stream)
            case CaseAssigned(handover=given) | CounsellingAssigned(handover=given):
                yield from _handed_over(recorded, given)
            case CaseStepPlanned(step=step):
                yield _ended(recorded)
                yield _agreed(recorded, step)
            case ConsultationLogged(consultation=said) if said.next is not None:
                yield _agreed(recorded, said.next)
            case CaseStepDone(step=step) | CounsellingStepDone(step=step):
                yield (
                    "UPDATE steps SET done_at = %s WHERE stream_id = %s AND version = %s AND done_at IS NULL",
                    (recorded.position, recorded.stream, step),
                )
            case CaseClosed():
                yield (
                    "UPDATE steps SET done_at = %s FROM streams"
                    " WHERE streams.stream_id = steps.stream_id AND streams.case_id = %s AND done_at IS NULL",
                    (recorded.position, recorded.stream),
                )
            case _:
                pass  # other subjects' facts only move the position


def _handed_over(recorded: Recorded, given: HandOver) -> Iterator[Statement]:
    """Yield what gives a stream to its new counsellor: of a case also the consultations of whom it relieves."""
    relieved = list(given.relieved)
    yield (
        "UPDATE streams SET counsellor = %s"
        " WHERE stream_id = %s OR (case_id = %s AND counsellor = ANY(%s) AND kind <> 'case')",
        (given.counsellor, recorded.stream, recorded.stream, relieved),
    )
    yield (
        "UPDATE steps SET responsible = %s FROM streams t WHERE t.stream_id = steps.stream_id AND done_at IS NULL"
        " AND (t.stream_id = %s OR t.case_id = %s) AND responsible = ANY(%s)",
        (given.counsellor, recorded.stream, recorded.stream, relieved),
    )


_STREAM = "INSERT INTO streams VALUES (%s, %s, %s, %s, %s)"


def _ended(recorded: Recorded) -> Statement:
    return (
        "UPDATE steps SET done_at = %s WHERE stream_id = %s AND done_at IS NULL",
        (recorded.position, recorded.stream),
    )


def _agreed(recorded: Recorded, step: Step) -> Statement:
    return (
        "INSERT INTO steps VALUES (%s, %s, %s, %s, %s, NULL)",
        (recorded.stream, recorded.version, recorded.position, step.due_on, step.responsible),
    )
