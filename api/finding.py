"""Finds the route of a path among the few that look like it, instead of trying some hundreds in turn.

A route that is not found here (no such path, another method, a mount) is looked for by the framework as ever, so what
it answers stays its own. Routes are tried in the order in which they were given, as the framework does.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from fastapi.routing import APIRoute, APIRouter
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

Looks = tuple[int, str, str | None]
"""How a path looks: number of its parts, the first literal ones, and the last one where it is literal."""
_PROGRAMS = ["", "api", "v1"]


class FoundRoutes:
    """Stands before a router and hands over to the route that it finds, else to the router itself."""

    def __init__(self, router: APIRouter, routes: Iterable[BaseRoute]) -> None:
        self._router, self._otherwise = router, router.app
        self._known = _by_looks([route for route in routes if isinstance(route, APIRoute)])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the first route that matches wholly."""
        found = self.find(scope) if scope["type"] == "http" and not scope.get("root_path") else None
        if found is None:
            await self._otherwise(scope, receive, send)
            return
        route, child = found
        scope.setdefault("router", self._router)
        scope.update(child)
        await route.handle(scope, receive, send)

    def find(self, scope: Scope) -> tuple[APIRoute, Scope] | None:
        """Return the first route that matches wholly, with what it says of the request; None where none does."""
        many, first, last = looks(scope["path"])
        for route in self._known.get((many, first, last)) or self._known.get((many, first, None), ()):
            match, child = route.matches(scope)
            if match is Match.FULL:
                return route, child
        return None


def looks(path: str) -> Looks:
    """Return how a path, or the template of one, looks.

    >>> looks("/api/v1/cases/7f/notes"), looks("/cases/{case_id}")
    ((6, 'cases', 'notes'), (3, 'cases', None))
    """
    parts = path.split("/")
    first = parts[3] if parts[:3] == _PROGRAMS and len(parts) > len(_PROGRAMS) else "".join(parts[1:2])
    last = parts[-1]
    return len(parts), first, None if "{" in last else last


def _by_looks(routes: list[APIRoute]) -> Mapping[Looks, tuple[APIRoute, ...]]:
    """Return the routes by how they look; one that ends in a parameter stands in each list that it could belong to."""
    named: dict[Looks, list[int]] = defaultdict(list)
    for number, route in enumerate(routes):
        named[looks(route.path)].append(number)
    for (many, first, last), numbers in named.items():
        if last is not None:
            numbers += named.get((many, first, None), [])
    return {one: tuple(routes[number] for number in sorted(numbers)) for one, numbers in named.items()}
