"""The approved opinion and the letter that returns it, as print pages and files."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import WorkDep, WorkRoute
from api.papers import paper_file
from api.screens.documents import paper_sheet
from api.texts import N_
from application.documents.printing import PaperFormat
from application.referral.papers import PrintOpinion, ReferralPaper, print_opinion

router = APIRouter(route_class=WorkRoute, include_in_schema=False)

PAPER = "/chi-hoi/{referral_id}/van-ban/{paper}"
_NAMES = {
    ReferralPaper.OPINION: N_("Ý kiến pháp lý của Chi hội"),
    ReferralPaper.LETTER: N_("Công văn trả lời đề nghị"),
}


@router.get(PAPER + ".{kind}")
def opinion_file(referral_id: UUID, paper: ReferralPaper, kind: PaperFormat, work: WorkDep) -> Response:
    """Give a paper as a file."""
    return paper_file(print_opinion(PrintOpinion(referral_id=referral_id, paper=paper), work, kind), kind)


@router.get(PAPER)
def opinion_sheet(request: Request, referral_id: UUID, paper: ReferralPaper, work: WorkDep) -> Response:
    """Show a paper, ready to be printed, copied or kept as a file."""
    printed = print_opinion(PrintOpinion(referral_id=referral_id, paper=paper), work)
    path = f"/chi-hoi/{referral_id}/van-ban/{paper.value}"
    return paper_sheet(request, work, printed, _NAMES[paper], path, back=f"/chi-hoi/{referral_id}")
