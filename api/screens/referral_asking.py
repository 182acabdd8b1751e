"""The form that asks a chapter: about a case, from a consultation, or written in by the chapter itself."""

import re
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.court_choices import court_options
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.pages import moment
from api.screens.referral import show, to_referral
from api.timeline import Told, timeline
from application.consent import ConsentLine
from application.referral import AskChapter, WriteIn, ask_chapter, write_in
from application.referral.pages import (
    AskingPage,
    PrepareAsking,
    PrepareWritingIn,
    prepare_asking,
    prepare_writing_in,
)
from domain import lists
from domain.calendar import vietnam_day
from domain.consent import NoSuchConsent
from domain.kernel import Value
from domain.referral.court import PendingStanding
from domain.referral.handed import HandedClass, NothingToHand
from domain.referral.request import PartyRole, ReferralRequest, RequestedBy

router = APIRouter(route_class=WorkRoute, include_in_schema=False)

PARTY_ROWS = 3
"""Empty rows offered below the names that the case holds."""
WORDS_OF_AN_ENTRY = 90
"""Characters by which an entry is recognised in the form."""
_ROW = re.compile(r"request\.parties\.([0-9]{1,2})\.")


class AskForm(Value):
    """The form that asks a chapter."""

    chapter: UUID
    request: ReferralRequest


@router.get("/ho-so/{case_id}/de-nghi-chi-hoi")
def asking_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the form; names that the case holds stand in it already."""
    return _asking(request, work, PrepareAsking(case_id=case_id), None)


@router.post("/ho-so/{case_id}/de-nghi-chi-hoi")
def asking(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Ask about a case."""
    return _asked(request, work, PrepareAsking(case_id=case_id), bind(AskForm, typed))


@router.get("/tu-van/{matter_id}/de-nghi-chi-hoi")
def asking_from_matter_page(request: Request, matter_id: UUID, work: WorkDep) -> Response:
    """Show the form for a consultation, with a case or without."""
    return _asking(request, work, PrepareAsking(matter_id=matter_id), None)


@router.post("/tu-van/{matter_id}/de-nghi-chi-hoi")
def asking_from_matter(request: Request, matter_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Ask from a consultation."""
    return _asked(request, work, PrepareAsking(matter_id=matter_id), bind(AskForm, typed))


@router.get("/de-nghi-chi-hoi/tu-phat-hien")
def writing_in_page(request: Request, work: WorkDep) -> Response:
    """Show the form in which the chapter writes in what it discovered."""
    return _asking(request, work, PrepareWritingIn(), None)


@router.post("/de-nghi-chi-hoi/tu-phat-hien")
def writing_in(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Write in what the chapter discovered."""
    return _asked(request, work, PrepareWritingIn(), bind(AskForm, typed))


Asking = PrepareAsking | PrepareWritingIn


def _asked(request: Request, work: OpenWork, question: Asking, bound: Bound[AskForm]) -> Response:
    if bound.errors:
        return _asking(request, work, question, bound)
    form = bound.value
    if isinstance(question, PrepareWritingIn):
        return to_referral(write_in(WriteIn(chapter=form.chapter, request=form.request), work))
    cmd = AskChapter(
        case_id=question.case_id, matter_id=question.matter_id, chapter=form.chapter, request=form.request
    )
    try:
        return to_referral(ask_chapter(cmd, work))
    except (NothingToHand, NoSuchConsent) as refusal:
        return _asking(request, work, question, bound.refused(refusal))


def _asking(request: Request, work: OpenWork, question: Asking, bound: Bound[AskForm] | None) -> Response:
    if isinstance(question, PrepareWritingIn):
        page, writes_in = prepare_writing_in(question, work), True
    else:
        page, writes_in = prepare_asking(question, work), False
    form = bound or _first_form(page)
    shown = [int(row[1]) + 1 for name in form.typed if (row := _ROW.match(name))]
    entries = timeline(page.entries, work)
    return show(
        request,
        work,
        "referral_ask.html",
        form=form,
        case=page.case,
        matter_id=page.matter_id,
        writes_in=writes_in,
        path=_path_of(question),
        entries=[(str(one.version), entry_label(one, work.reader.language)) for one in entries],
        matters=[
            (str(one.stream), moment(one.fact.occurred_at, work.reader.language)) for one in page.matters
        ],
        consents=[(str(one.version), consent_label(one, work.reader.language)) for one in page.consents],
        before=page.before,
        handed_classes=HandedClass,
        requested_by=RequestedBy,
        chapters=[(str(unit.unit), unit.name) for unit in page.chapters],
        party_roles=PartyRole,
        courts=court_options(vietnam_day(work.now())),
        pendings=PendingStanding,
        rows=range(max(shown, default=0) + (0 if bound else PARTY_ROWS)),
    )


def _path_of(question: Asking) -> str:
    if isinstance(question, PrepareWritingIn):
        return "/de-nghi-chi-hoi/tu-phat-hien"
    about = f"/ho-so/{question.case_id}" if question.case_id else f"/tu-van/{question.matter_id}"
    return f"{about}/de-nghi-chi-hoi"


def _first_form(page: AskingPage) -> Bound[Any]:
    texts: dict[str, Any] = {
        "chapter": str(page.chapters[0].unit) if len(page.chapters) == 1 else "",
        "request.trigger": lists.ReferralTrigger.REQUEST.value,
        "request.legal_basis": lists.LegalBasis.SAME_ORGANISATION.value,
        "request.handed.classes": [HandedClass.NARRATIVE.value],
        "request.pending.standing": PendingStanding.NOT_KNOWN.value,
    }
    for index, party in enumerate(page.parties):
        texts[f"request.parties.{index}.name"] = party.name
        texts[f"request.parties.{index}.role"] = party.role.value
    return blank(**texts)


def entry_label(told: Told, language: str) -> str:
    """Return the words by which an entry is recognised: when, what, and how it begins."""
    said = next((value for _, value in told.sentence.details if value != "—"), "")
    start = said[:WORDS_OF_AN_ENTRY] + ("…" if len(said) > WORDS_OF_AN_ENTRY else "")
    return " · ".join(
        part for part in (moment(told.occurred_at, language), told.sentence.text, start) if part
    )


def consent_label(line: ConsentLine, language: str) -> str:
    """Return what a consent is for, whose it is and when it was given."""
    said = line.consent
    return f"{said.purpose.label(language)} · {said.by.label(language)} · {moment(line.given_at, language)}"
