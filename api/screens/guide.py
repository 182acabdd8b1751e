"""Pages of *Hướng dẫn*: an index by one's own work, a search, a page a topic, and all of it on one page to print."""

from fastapi import APIRouter, Request, Response

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.errors import frame_without_reader
from api.forms import blank
from api.frame import frame_of
from api.guide import TOPICS, content, content_below, for_roles, found, topic_of
from api.pages import PageFrame, render
from domain.account import Role
from domain.kernel import Unknown

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/huong-dan"


@router.get(PATH)
def index(request: Request, work: WorkDep) -> Response:
    """Show what help there is, one's own work first."""
    return _index(request, work)


@router.post(PATH)
def search(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Find help by words; they are in no address, since somebody may type a name."""
    return _index(request, work, (typed.get("words") or [""])[0])


@router.get(f"{PATH}/tat-ca")
def everything(request: Request, work: WorkDep) -> Response:
    """Show all help on one page, to be printed."""
    frame, _ = _frame(request, work)
    return render(frame, "guide_all.html", topics=TOPICS, content=content_below)


@router.get(f"{PATH}/{{slug}}")
def topic_page(request: Request, slug: str, work: WorkDep) -> Response:
    """Show one topic."""
    topic = topic_of(slug)
    if topic is None:
        raise Unknown
    frame, _ = _frame(request, work)
    return render(frame, "guide_topic.html", topic=topic, content=content(slug, frame.language))


def _index(request: Request, work: OpenWork, words: str = "") -> Response:
    frame, roles = _frame(request, work)
    own, others = for_roles(roles)
    return render(
        frame,
        "guide.html",
        form=blank(words=words),
        own=own,
        others=others,
        words=words,
        found=found(words),
    )


def _frame(request: Request, work: OpenWork) -> tuple[PageFrame, frozenset[Role]]:
    reader = work.reader_or_none
    if reader is None:
        return frame_without_reader(request), frozenset()
    return frame_of(request, work), frozenset(reader.roles)
