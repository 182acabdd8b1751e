"""A small fictional year, played once, with everything that it recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr

from application.demo import DemoYear, Done, Stage, Tally, load
from application.demo.stage import Deed
from application.ledger import Recorded
from domain.files import CaseFileAttached, KeptPart
from domain.imported import CaseImported
from domain.kernel import Event, split
from domain.log_import import ImportBegun
from domain.referral import Referral
from domain.referral.facts import ReferralSubmitted
from infrastructure.demo import open_stage
from infrastructure.postgres import Database
from infrastructure.settings import Settings
from tests.conftest import Cluster

SCALE = 0.08
PASSWORD = SecretStr("mot mat khau gia lap")


@dataclass
class Listening:
    """A stage that remembers what was recorded on it."""

    stage: Stage
    recorded: list[Recorded] = field(default_factory=list)

    def perform(self, deed: Deed) -> Done:
        done = self.stage.perform(deed)
        self.recorded.extend(done.recorded)
        return done

    def sign_in(self, name: str, account: UUID) -> None:
        self.stage.sign_in(name, account)


@dataclass(frozen=True)
class Played:
    database: Database
    home: Path
    recorded: list[Recorded]
    tally: Tally


def requests_of(played: Played) -> list[Referral]:
    """Each request to the chapter as it stands when the year ends."""
    found: dict[UUID, Referral] = {}
    for one in played.recorded:
        if isinstance(one.fact, ReferralSubmitted):
            found[one.stream] = Referral.began(one.stream, one.fact).but(version=one.version)
        elif one.stream in found:
            found[one.stream] = found[one.stream].apply(one.fact).but(version=one.version)  # type: ignore[arg-type] # of its stream
    return list(found.values())


def parts_of(fact: Event) -> tuple[dict[str, Any], dict[Any, dict[str, Any]]]:
    """The two parts of a fact, without what random keys make: digests of ciphertext and of an old log's rows."""
    match fact:
        case CaseFileAttached():
            part = KeptPart(size=fact.kept.content.size, pieces=fact.kept.content.pieces, digest="")
            kept = fact.kept.model_copy(update={"key": fact.kept.file, "content": part, "previews": ()})
            return split(fact.model_copy(update={"kept": kept}))
        case CaseImported():
            return split(fact.model_copy(update={"row_key": "", "number_key": ""}))
        case ImportBegun():
            return split(fact.model_copy(update={"digest": ""}))
    return split(fact)


@contextmanager
def played_year(cluster: Cluster, home: Path, *, seed: int = 7, scale: float = SCALE) -> Iterator[Played]:
    """A fictional year in a database of its own."""
    database = cluster.clone()
    try:
        with open_stage(database, Settings(home=home), seed) as stage:
            listening = Listening(stage)
            tally = load(DemoYear(seed=seed, password=PASSWORD, scale=scale), listening)
        yield Played(database, home, listening.recorded, tally)
    finally:
        cluster.drop(database.name)


@pytest.fixture(scope="session")
def played(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with played_year(cluster, tmp_path_factory.mktemp("demo")) as year:
        yield year
