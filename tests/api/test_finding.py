"""A route is found at once where the framework would have found it by trying all in turn."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.routing import APIRoute, APIRouter
from starlette.routing import Match

from api.finding import FoundRoutes
from api.routes import api_routers, page_routers

ROUTES = [
    one for router in (*api_routers(), *page_routers()) for one in router.routes if isinstance(one, APIRoute)
]
FOUND = FoundRoutes(APIRouter(), ROUTES)


def asked(path: str, method: str) -> dict[str, Any]:
    return {"type": "http", "path": path, "method": method, "headers": []}


def in_turn(scope: dict[str, Any]) -> APIRoute | None:
    return next((one for one in ROUTES if one.matches(scope)[0] is Match.FULL), None)


def test_every_route_is_found_where_the_framework_finds_it() -> None:
    assert len(ROUTES) > 100
    for route in ROUTES:
        scope = asked(re.sub(r"{[^}]+}", "1f", route.path), min(route.methods or ()))
        found = FOUND.find(scope)
        assert found is not None, route.path
        assert found[0] is in_turn(scope), route.path
        assert found[1]["path_params"] == route.matches(scope)[1]["path_params"] or found[0] is not route


@pytest.mark.parametrize(
    ("path", "method"),
    [("/", "GET"), ("/khong-co", "GET"), ("/api/v1/cases", "DELETE"), ("/api/v1", "GET"), ("", "GET")],
)
def test_what_is_not_there_is_left_to_the_framework(path: str, method: str) -> None:
    found = FOUND.find(asked(path, method))
    assert (found[0] if found else None) is in_turn(asked(path, method))
