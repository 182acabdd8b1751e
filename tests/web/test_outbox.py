"""What a form from the outbox is told: where the result is, or that something is asked first."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from starlette.testclient import TestClient

from api.outbox import FIRST_SOMETHING_ELSE, OutboxAnswers

OUTBOX = {"Lachan-Outbox": "1"}


def asked(leads_to: str, **headers: dict[str, str]) -> tuple[int, str | None, str | None]:
    app = FastAPI()
    app.add_middleware(OutboxAnswers)

    @app.post("/form")
    def form() -> RedirectResponse:
        return RedirectResponse(leads_to, 303)

    answer = TestClient(app).post("/form", follow_redirects=False, **headers)  # type: ignore[arg-type] # headers alone
    return answer.status_code, answer.headers.get("location"), answer.headers.get("lachan-to")


def test_a_form_from_the_outbox_is_told_where_the_result_is() -> None:
    assert asked("/ho-so/1?moi=1", headers=OUTBOX) == (200, None, "/ho-so/1?moi=1")


def test_any_other_form_is_led_there() -> None:
    assert asked("/ho-so/1") == (303, "/ho-so/1", None)


@pytest.mark.parametrize("page", FIRST_SOMETHING_ELSE)
def test_what_is_asked_first_is_no_success(page: str) -> None:
    assert asked(f"{page}?tiep=/ho-so/1", headers=OUTBOX) == (401, None, None)
