"""Who gets a page compressed: the reader's own browser, asked by the reader; nobody whom another site made ask."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.testclient import TestClient

from api import headers

PAGE = "<!doctype html><title>Sổ theo dõi</title>" + "<p>Cháu ở nhà bà ngoại.</p>" * 400
OURS = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}


def client(page: str = PAGE) -> TestClient:
    app = FastAPI()
    headers.register(app)

    @app.get("/x")
    def show() -> HTMLResponse:
        return HTMLResponse(page)

    @app.get("/json")
    def told() -> JSONResponse:
        return JSONResponse({"words": PAGE})

    return TestClient(app)


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_page_that_the_reader_asked_for_is_small_and_reads_the_same(site: str) -> None:
    answer = client().get("/x", headers=OURS | {"Sec-Fetch-Site": site})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(PAGE.encode()) / 10
    assert answer.text == PAGE
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "asked",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": ""},
        {"Accept-Encoding": "identity"},
    ],
)
def test_whoever_another_site_made_ask_learns_nothing_from_its_length(asked: dict[str, str]) -> None:
    answer = client().get("/x", headers=OURS | asked)
    assert "content-encoding" not in answer.headers
    assert int(answer.headers["content-length"]) == len(PAGE.encode())


def test_a_browser_that_says_nothing_of_who_asked_gets_the_page_as_it_is() -> None:
    answer = client().get("/x", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers and answer.text == PAGE


def test_the_same_page_has_many_lengths() -> None:
    asking = client()
    lengths = {asking.get("/x", headers=OURS).headers["content-length"] for _ in range(60)}
    assert len(lengths) > 20


def test_what_is_small_and_what_is_no_page_stays_as_it_is() -> None:
    assert "content-encoding" not in client("<p>Cháu</p>").get("/x", headers=OURS).headers
    assert "content-encoding" not in client().get("/json", headers=OURS).headers
