"""The composition root: the only place of the pages and the API that knows how things are kept."""

import gc
import os
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager

import anyio.to_thread
import psycopg
import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import SecretStr
from starlette.concurrency import run_in_threadpool

from api import errors, headers
from api.door import Caller as DoorCaller
from api.door import OpenWork
from api.finding import FoundRoutes
from api.openapi import describe
from api.origin import SameOriginOnly
from api.routes import api_routers, page_routers
from application.installation import SetUp, provincial, set_up
from domain.account import Person
from domain.calendar import vietnam_day
from infrastructure.directory import KeptDirectory
from infrastructure.house import open_house
from infrastructure.installation import PgInstallation
from infrastructure.lag import lag_of
from infrastructure.metrics import FOLDER, Measured, reserved
from infrastructure.network import OnlyEncrypted, stays_here
from infrastructure.postgres import Database, attach_database
from infrastructure.postgres.limited import begin_limit, end_limit
from infrastructure.seal.status import summary_of
from infrastructure.settings import Settings
from infrastructure.work import Caller, House, PgWork

log = structlog.get_logger()

FIRST_SIGN_IN = "quantri"
"""Sign-in name of the administrator made at the first start."""
READY_PATIENCE = 0.3
"""`/readyz` waits for this part of the time that a request may wait for the database."""


def program(settings: Settings) -> FastAPI:
    """Return the application of every web process: read and put together once, nothing opened, nothing counted yet."""
    app = app_of(lambda: open_house(attach_database(settings), settings), threads=settings.threads)
    if not stays_here(settings.host):
        app.add_middleware(OnlyEncrypted)
    gc.collect()
    gc.freeze()  # what is loaded by now stays: no collector looks at it again, or writes into what processes share
    return app


def counted(app: FastAPI) -> FastAPI:
    """Return the application as this one web process serves it: its requests counted, where somebody wants figures."""
    if FOLDER in os.environ and reserved():
        app.add_middleware(Measured)
    return app


def app_of(opened: Callable[[], AbstractContextManager[House]], *, threads: int = 6) -> FastAPI:
    """Return the application over a house that is opened for as long as it serves."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = threads
        with opened() as house:
            app.state.house = house
            app.state.idle_minutes = house.idle_minutes
            app.state.file_limits = house.files
            app.state.open_work = lambda caller: _work(house, caller)
            await run_in_threadpool(_remember_installation, app, house)
            duty = app.state.duty = KeptDirectory(house)
            await run_in_threadpool(duty.start)
            try:
                yield
            finally:
                duty.stop()

    app = FastAPI(
        title="Lá Chắn",
        version="1",
        description="Quản lý vụ việc bảo vệ trẻ em. Case management for the protection of children.",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        separate_input_output_schemas=False,
    )
    errors.register(app)
    headers.register(app)
    app.add_middleware(SameOriginOnly)
    routers = (*api_routers(), *page_routers())
    for router in routers:
        app.include_router(router)
    app.router.middleware_stack = FoundRoutes(
        app.router, (one for router in routers for one in router.routes)
    )
    describe(app)
    app.add_api_route("/healthz", lambda: {"status": "ok"}, include_in_schema=False)
    app.add_api_route("/readyz", readiness, include_in_schema=False, response_model=None)
    return app


def _work(house: House, caller: DoorCaller) -> OpenWork:
    return PgWork(
        house,
        Caller(
            token=caller.token,
            idempotency_key=caller.idempotency_key,
            language=caller.language,
            network=caller.network,
            device=caller.device,
        ),
    )


def _remember_installation(app: FastAPI, house: House) -> None:
    """Keep the association's name and the fictional mark for pages that must not need the database."""
    with PgWork(house, Caller(system="start")) as work:
        state = PgInstallation(work)
        app.state.association = state.name()
        app.state.is_fictional = state.is_fictional()


def readiness(request: Request) -> Response:
    """Say whether there is room, the database answers, a follower works (and how many), and what is not sealed."""
    house: House = request.app.state.house
    if full := house.room.full():
        return JSONResponse({"status": "disk full", "full": full}, 503)
    try:
        with house.pool.connection(timeout=1.0) as connection:
            begin_limit(connection, READY_PATIENCE)
            lag, seal = lag_of(connection), summary_of(connection)
            end_limit(connection)
    except psycopg.Error:
        return JSONResponse({"status": "no database"}, 503)
    status = "no follower" if not lag.is_led else "behind" if lag.is_far_behind else "ok"
    shown = {"status": status, "followers": lag.followers, "lag": lag.events}
    shown |= {"lag_seconds": round(lag.seconds, 1), "seal": seal}
    return JSONResponse(shown, 200 if status == "ok" else 503)


def first_start(database: Database, settings: Settings) -> str | None:
    """Make the provincial unit and one administrator in an empty installation.

    Returns:
        The one-time password to print once, or None when the installation is not empty.
    """
    password = f"{secrets.token_hex(3)}-{secrets.token_hex(3)}-{secrets.token_hex(3)}"
    with open_house(database, settings, connections=2) as house:
        with PgWork(house, Caller(system="first-start")) as work:
            founding = provincial(vietnam_day(work.now()))
            person = Person(name="Quản trị viên", sign_in=FIRST_SIGN_IN)
            made = set_up(
                SetUp(
                    association=founding.name,
                    founding=founding,
                    administrator=person,
                    password=SecretStr(password),
                ),
                work,
            )
            work.commit()
        return password if made is not None else None
