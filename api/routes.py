"""All routers of the house, found in the subjects' own files."""

import importlib
import pkgutil

from fastapi import APIRouter

import api.programs
import api.screens
from api.declared import UndeclaredRoute
from api.door import WorkRoute


def page_routers() -> tuple[APIRouter, ...]:
    """Return the routers of pages: one file a subject under `api/screens`."""
    return _routers(api.screens.__name__, api.screens.__path__)


def api_routers() -> tuple[APIRouter, ...]:
    """Return the routers of `/api/v1`: one file a subject under `api/programs`."""
    return _routers(api.programs.__name__, api.programs.__path__)


def _routers(package: str, path: object) -> tuple[APIRouter, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(path))  # type: ignore[arg-type]
    found = (getattr(importlib.import_module(f"{package}.{name}"), "router", None) for name in names)
    routers = tuple(router for router in found if router is not None)
    for route in (route for router in routers for route in router.routes):
        if not isinstance(route, WorkRoute):
            raise UndeclaredRoute(getattr(route, "path", package))
    return routers
