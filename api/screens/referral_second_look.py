"""A second look at an opinion: asked for by the head, and the dissenting note of whoever looks."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import TypedForm, WorkDep, WorkRoute, expected_version
from api.forms import bind
from api.screens.referral import referral_shown, to_referral
from api.screens.referral_opinion import DissentForm, review_shown
from application.referral.second_look import (
    AskSecondLook,
    NoteDissentAsReader,
    ask_for_second_look,
    note_dissent_as_reader,
)
from domain.kernel import Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class LookForm(Value):
    """Who is to look."""

    reader: UUID


@router.post("/chi-hoi/{referral_id}/nho-xem-them")
def ask(request: Request, referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Ask another reviewer to look at the opinion."""
    bound = bind(LookForm, typed)
    if bound.errors:
        return referral_shown(request, work, referral_id, bound)
    cmd = AskSecondLook(referral_id=referral_id, reader=bound.value.reader, version=expected_version(typed))
    ask_for_second_look(cmd, work)
    return to_referral(referral_id)


@router.post("/chi-hoi/{referral_id}/y-kien/y-kien-khac")
def dissent(request: Request, referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Note that one who looked holds otherwise."""
    bound = bind(DissentForm, typed)
    if bound.errors:
        return review_shown(request, work, referral_id, bound)
    note_dissent_as_reader(NoteDissentAsReader(referral_id=referral_id, note=bound.value.note), work)
    return RedirectResponse(f"/chi-hoi/{referral_id}/y-kien", 303)
