"""An installation with a tenth of the fictional year, which `infrastructure.growing` makes as large as is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from application.demo import DemoYear, load
from bench.measure import durable_server
from infrastructure.demo import DatabaseStage, open_stage
from infrastructure.postgres import Database
from infrastructure.settings import Settings

SEED, SHARE = 2025, 0.1


@contextmanager
def installed() -> Iterator[tuple[DatabaseStage, Database]]:
    """Play a tenth of the fictional year in an installation that is thrown away afterwards."""
    with (
        durable_server() as (_, database),
        TemporaryDirectory(prefix="lachan-bench-") as home,
        open_stage(database, Settings(home=Path(home)), SEED) as stage,
    ):
        load(DemoYear(seed=SEED, password=SecretStr("mot mat khau gia lap"), scale=SHARE), stage)
        yield stage, database
