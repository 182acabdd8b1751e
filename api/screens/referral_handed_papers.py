"""Papers that go along with a request, given out to its reviewer."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.door import WorkDep, WorkRoute
from api.file_answers import download
from application.referral.handed_papers import OpenPaper, give_paper

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


@router.get("/chi-hoi/{referral_id}/y-kien/giay-to/{paper}")
def paper_of_request(referral_id: UUID, paper: int, work: WorkDep) -> Response:
    """Give a paper out."""
    return download(give_paper(OpenPaper(referral_id=referral_id, paper=paper), work))
