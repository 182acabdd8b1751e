"""The page of consents of a case: what stands, what was withdrawn, what had been told before."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api import trail_words
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.sentences import sentence_of
from application.access import Action
from application.consent import (
    Disclosure,
    GiveConsent,
    WithdrawConsent,
    consents_in,
    disclosures_in,
    give_consent,
    told_and_agreed,
    withdraw_consent,
)
from domain.calendar import vietnam_day
from domain.consent import Consent, Consenter, ConsentForm, ConsentPurpose, Withdrawal
from domain.kernel import Refused
from domain.lists import Relation

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


@router.get("/ho-so/{case_id}/dong-y")
def consents_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show consents and disclosures, and the forms."""
    return _page(request, work, case_id)


@router.post("/ho-so/{case_id}/dong-y")
def giving(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Record a consent; a refusal shows the form again."""
    bound = bind(Consent, typed)
    if bound.errors:
        return _page(request, work, case_id, bound)
    try:
        give_consent(GiveConsent(case_id=case_id, consent=bound.value), work)
    except Refused as refusal:
        work.restart()
        return _page(request, work, case_id, bound, refusal)
    return RedirectResponse(f"/ho-so/{case_id}/dong-y", 303)


@router.post("/ho-so/{case_id}/dong-y/{consent}/rut")
def withdrawing(request: Request, case_id: UUID, consent: int, typed: TypedForm, work: WorkDep) -> Response:
    """Record that it was taken back."""
    bound = bind(Withdrawal, typed)
    if bound.errors:
        return _page(request, work, case_id, bound)
    withdraw_consent(WithdrawConsent(case_id=case_id, consent=consent, withdrawal=bound.value), work)
    return RedirectResponse(f"/ho-so/{case_id}/dong-y", 303)


def _page(
    request: Request,
    work: OpenWork,
    case_id: UUID,
    form: Bound[Any] | None = None,
    refusal: Refused | None = None,
) -> Response:
    page, history = told_and_agreed(case_id, work)
    language = frame_of(request, work).language

    def worded(one: Disclosure) -> tuple[str, str, str]:
        purpose = trail_words.worded(trail_words.PURPOSES, one.purpose, language)
        return sentence_of(one.fact, language).text, purpose, trail_words.basis(one.legal_basis, language)

    return render(
        frame_of(request, work),
        "consents.html",
        status=409 if refusal else 422 if form else 200,
        form=form or blank(),
        refusal=refusal,
        case=page.case,
        consents=consents_in(case_id, history),
        disclosures=disclosures_in(history),
        worded=worded,
        may_record=work.may(Action.RECORD_CONSENT, case_id),
        today=vietnam_day(work.now()),
        purposes=ConsentPurpose,
        consenters=Consenter,
        proofs=ConsentForm,
        relations=Relation,
    )
