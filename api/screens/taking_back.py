"""Taking an import of an old log back: why, then each entry that nobody has worked on since, behind the answer."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask

from api.door import TypedForm, WorkDep, WorkRoute
from api.forms import bind
from api.old_files import begin_taking_back
from api.screens.log_import import PATH, show_import
from application.log_import.taking_back import TakeImportBack, take_import_back
from domain.kernel import Said, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class TakingBack(Value):
    """Why an import is taken back."""

    reason: Said


@router.post(f"{PATH}/{{import_id}}/lay-lai")
def taking_back(request: Request, import_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Take an import back, or go on with it."""
    bound: Any = bind(TakingBack, typed)
    if bound.errors:
        return show_import(request, import_id, work, form=bound)
    reason = bound.value.reason
    cases = take_import_back(TakeImportBack(import_id=import_id, reason=reason), work)
    begin = BackgroundTask(begin_taking_back(request, import_id, reason, cases))
    return RedirectResponse(f"{PATH}/{import_id}", 303, background=begin)
