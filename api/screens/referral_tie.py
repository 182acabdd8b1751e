"""The page of a tie that was found later: each decision and each read that it touched, and deciding anew."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, expected_version
from api.forms import Bound, bind, blank
from api.screens.referral import show
from api.sentences import shown
from api.telling import Telling
from api.timeline import timeline
from application.accounts import AccountList
from application.referral.tie import NoteTie, SeeTie, note_tie, see_tie
from domain.kernel import Said, Value
from domain.referral.conflict_sheet import Declaration, SheetAnswer, SheetLine
from domain.referral.facts import DeclaredUnsure, ReviewerRecused
from domain.referral.tie import TieFound

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class TieForm(Value):
    """Whose tie was found, and how it is known."""

    account: UUID
    reason: Said


@router.get("/chi-hoi/{referral_id}/moi-lien-he")
def tie_page(request: Request, referral_id: UUID, work: WorkDep, ai: UUID | None = None) -> Response:
    """Show who took part, and what one of them decided and read."""
    return _tie(request, work, referral_id, ai, blank())


@router.post("/chi-hoi/{referral_id}/moi-lien-he")
def tie_found(request: Request, referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Note a tie; what was decided is decided anew."""
    bound = bind(TieForm, typed)
    if bound.errors:
        return _tie(request, work, referral_id, None, bound)
    form = bound.value
    note_tie(
        NoteTie(
            referral_id=referral_id,
            account=form.account,
            reason=form.reason,
            version=expected_version(typed),
        ),
        work,
    )
    return RedirectResponse(f"/chi-hoi/{referral_id}/moi-lien-he?ai={form.account}", 303)


def _tie(
    request: Request, work: OpenWork, referral_id: UUID, account: UUID | None, form: Bound[TieForm]
) -> Response:
    page = see_tie(SeeTie(referral_id=referral_id, account=account), work)
    names, telling = work.view(AccountList), Telling(work)  # type: ignore[type-abstract]
    return show(
        request,
        work,
        "referral_tie.html",
        form=form,
        page=page,
        who=names.name_of(page.account) if page.account else "",
        people=[(one, names.name_of(one.account)) for one in page.people],
        can_note=[
            (str(one.account), names.name_of(one.account))
            for one in page.people
            if one.can_be_noted and one.account != work.reader.account
        ],
        decisions=timeline(page.decisions, work),
        reads=[telling.look(line) for line in page.reads],
        reasons=[
            (one.fact.occurred_at, names.name_of(_whose(one.fact)), _why(one.fact, work.reader.language))
            for one in page.reasons or ()
            if isinstance(one.fact, TieFound | ReviewerRecused | DeclaredUnsure)
        ],
    )


def _whose(fact: TieFound | ReviewerRecused | DeclaredUnsure) -> UUID:
    return fact.account if isinstance(fact, TieFound) else fact.reviewer


def _why(fact: TieFound | ReviewerRecused | DeclaredUnsure, language: str) -> str:
    """Return the reason in words, with the lines that were answered otherwise than no."""
    said = None if isinstance(fact, TieFound) else fact.declaration
    lines = (
        [
            f"{line.letter}) {said.said(line).label(language)}"
            for line in SheetLine
            if said.said(line) is not SheetAnswer.NO
        ]
        if isinstance(said, Declaration)
        else []
    )
    reason = said.reason if isinstance(fact, DeclaredUnsure) and isinstance(said, Declaration) else ""
    written = shown(fact.reason) if isinstance(fact, TieFound | ReviewerRecused) else reason
    return " · ".join(part for part in (", ".join(lines), written) if part)
