"""Around opinions for programs: drafts, dissenting notes, recommended steps; the same handlers as the pages."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import WorkDep, WorkRoute, if_match, receipt
from api.openapi import problem_responses
from api.papers import FILES, paper_file
from api.programs.child_case import IdempotencyKey
from api.programs.referral import IfMatch
from api.screens.referral_opinion import DissentForm, TakenForm
from application.documents.printing import PaperFormat
from application.referral.opinions import (
    NoteDissent,
    SeeDrafts,
    TakeUpStep,
    note_dissent,
    see_drafts,
    take_up_step,
)
from application.referral.papers import PrintOpinion, ReferralPaper, print_opinion
from application.referral.second_look import (
    AskSecondLook,
    NoteDissentAsReader,
    ask_for_second_look,
    note_dissent_as_reader,
)
from domain.kernel import Value
from domain.referral.court import Court

router = APIRouter(
    prefix="/api/v1/referrals", route_class=WorkRoute, tags=["referrals"], responses=problem_responses()
)


class Look(Value):
    """Who is to look, and of which court they are a juror, if you know."""

    reader: UUID
    juror_of: Court = Court()


@router.get("/{referral_id}/drafts")
def read_drafts(referral_id: UUID, work: WorkDep) -> dict[str, Any]:
    """Read every draft, as the chapter head or an auditor; the latest first."""
    page = see_drafts(SeeDrafts(referral_id=referral_id), work)
    return {
        "id": str(page.referral_id),
        "approved": page.approved,
        "drafts": [
            {"version": one.version, "at": one.at, "opinion": one.opinion.model_dump(mode="json")}
            for one in page.drafts
        ],
        "dissents": [{"at": one.at, "about": one.drafted, "note": one.note} for one in page.told.dissents],
    }


@router.post("/{referral_id}/dissent", response_model=None)
def note(referral_id: UUID, body: DissentForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note that you hold otherwise than the opinion."""
    note_dissent(NoteDissent(referral_id=referral_id, note=body.note), work)
    return receipt(f"/api/v1/referrals/{referral_id}", status=200)


@router.post("/{referral_id}/second-looks", response_model=None)
def second_look(
    referral_id: UUID,
    body: Look,
    work: WorkDep,
    request: Request,
    match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """Ask, as the head, another reviewer to look at the opinion that waits for approval."""
    cmd = AskSecondLook(
        referral_id=referral_id, reader=body.reader, juror_of=body.juror_of, version=if_match(request)
    )
    ask_for_second_look(cmd, work)
    return receipt(f"/api/v1/referrals/{referral_id}", status=200)


@router.post("/{referral_id}/file/dissent", response_model=None)
def note_as_reader(
    referral_id: UUID, body: DissentForm, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Note, after a second look, that you hold otherwise than the opinion."""
    note_dissent_as_reader(NoteDissentAsReader(referral_id=referral_id, note=body.note), work)
    return receipt(f"/api/v1/referrals/{referral_id}/file", status=200)


@router.post("/{referral_id}/steps/{step}", response_model=None)
def take_up(
    referral_id: UUID, step: int, body: TakenForm, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Take up a recommended step: plan the follow-up in the case, or note the letter or hand-over."""
    take_up_step(TakeUpStep(referral_id=referral_id, step=step, on=body.on, reference=body.reference), work)
    return receipt(f"/api/v1/referrals/{referral_id}", status=200)


@router.get("/{referral_id}/documents/{paper}.{kind}", response_model=None, responses=FILES)
def paper(referral_id: UUID, paper: ReferralPaper, kind: PaperFormat, work: WorkDep) -> Response:
    """Get the approved opinion, or the letter that returns it, as a file."""
    return paper_file(print_opinion(PrintOpinion(referral_id=referral_id, paper=paper), work, kind), kind)
