"""Papers that go along with a request, given out to its reviewer and its head."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.door import WorkDep, WorkRoute
from api.file_answers import download
from application.referral.handed_papers import OpenPaper, OpenPaperAsHead, give_paper

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


@router.get("/chi-hoi/{referral_id}/y-kien/giay-to/{paper}")
def paper_of_request(referral_id: UUID, paper: int, work: WorkDep) -> Response:
    """Give a paper out to the reviewer."""
    return download(give_paper(OpenPaper(referral_id=referral_id, paper=paper), work))


@router.get("/chi-hoi/{referral_id}/giay-to/{paper}")
def paper_for_head(referral_id: UUID, paper: int, work: WorkDep) -> Response:
    """Give a paper out to the head."""
    return download(give_paper(OpenPaperAsHead(referral_id=referral_id, paper=paper), work))
