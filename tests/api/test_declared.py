"""Deny by default at the door: a route without a work does not start, an answer without a decision is not sent."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse

from api.declared import ASKS_NOBODY, UndeclaredRoute
from api.door import WorkDep, WorkRoute
from api.main import app_of
from api.routes import api_routers, page_routers
from tests.journeys.world import World

WITHOUT_ROUTERS = {"/static", "/healthz", "/readyz", "/api/v1/openapi.json"}
"""What the application answers beside its subjects: files of the look, how it is doing, the contract."""


def answering(work: WorkDep) -> PlainTextResponse:
    return PlainTextResponse("Đặng Thị Bích Ngọc")


def asking_nobody() -> JSONResponse:
    return JSONResponse({})


@pytest.mark.bar
def test_every_route_works_in_a_work_and_names_why_where_nobody_is_asked() -> None:
    routes = [route for router in (*api_routers(), *page_routers()) for route in router.routes]
    assert all(isinstance(route, WorkRoute) for route in routes)
    paths = {route.path for route in routes if isinstance(route, WorkRoute)}
    assert set(ASKS_NOBODY) <= paths, "nothing is excepted that is not there"
    others = {getattr(route, "path", "") for route in app_of(_never).routes} - paths
    assert others <= WITHOUT_ROUTERS | {""}, others
    print(f"\nA-3: {len(routes)} routes: {len(ASKS_NOBODY)} paths ask nobody, each with its reason")


@pytest.mark.parametrize("path", ["/moi", "/api/v1/moi"])
def test_a_route_without_a_work_does_not_start(path: str) -> None:
    router = APIRouter(route_class=WorkRoute)
    with pytest.raises(UndeclaredRoute):
        router.get(path)(asking_nobody)


def test_an_answer_without_a_decision_is_not_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    router = APIRouter(route_class=WorkRoute)
    router.get("/quen-hoi")(answering)
    world.app.router.routes[:0] = router.routes
    try:
        client = world.client(raise_server_exceptions=False)
        client.cookies.update(world.sign_in("supervisor").client.cookies)
        answer = client.get("/quen-hoi")
    finally:
        del world.app.router.routes[: len(router.routes)]
    assert answer.status_code == 500
    assert "Ngọc" not in answer.text


def _never() -> Any:
    raise AssertionError
