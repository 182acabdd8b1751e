"""The association that the cells are asked of, with all its records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pyotp

from domain.account import Role
from domain.lists import UnitLevel
from infrastructure.house import open_house
from infrastructure.settings import Settings
from infrastructure.work import House
from tests.access.matrix.association import Ids, Seeded
from tests.access.matrix.desks import records_of_desks, what_is_one_s_own
from tests.access.matrix.records import cases_of_columns, referrals_of_columns
from tests.access.matrix.transfers import moves_of_columns
from tests.access.matrix.ways_activity import records_of_activities
from tests.access.matrix.ways_book import records_of_books
from tests.access.matrix.ways_figures import records_of_figures
from tests.access.matrix.ways_inspection import findings_of_columns
from tests.access.matrix.ways_recommendation import records_of_recommendations
from tests.access.matrix.ways_report import records_of_reports
from tests.access.matrix.ways_support import records_of_support
from tests.conftest import Cluster
from tests.journeys.acts import followed
from tests.journeys.serving import following, serving
from tests.journeys.world import PASSWORD, World

NEVER = 24 * 60
"""Minutes after which a screen locks: no cell is spoilt by how long the others took."""


@contextmanager
def seeded(cluster: Cluster, home: Path) -> Iterator[Seeded]:
    """The association with all its records; nothing is asked of it yet."""
    database = cluster.clone()
    settings = Settings(home=home, require_second_factor="nobody", workers=1)
    try:
        with (
            open_house(database, settings) as house,
            following(database.follower_dsn),
            psycopg.connect(database.owner_dsn, autocommit=True) as owner,
        ):
            yield from _settled(replace(house, erasure_delay_days=0, idle_minutes=NEVER), owner)
    finally:
        cluster.drop(database.name)


def _settled(house: House, owner: psycopg.Connection[Any]) -> Iterator[Seeded]:
    world = World(house, None).settle()
    with serving(house) as world.app:
        made = Seeded(world, owner)
        _people(world)
        begun = _factors(made)
        cases_of_columns(made)
        referrals_of_columns(made)
        records_of_desks(made)
        records_of_books(made)
        records_of_activities(made)
        records_of_support(made)
        records_of_recommendations(made)
        records_of_figures(made)
        records_of_reports(made)
        findings_of_columns(made)
        moves_of_columns(made)
        what_is_one_s_own(made, begun)
        followed(world)
        yield made


def _people(world: World) -> None:
    world.found("sibling", UnitLevel.COMMUNE, "LN", "Hội xã Lục Ngạn")
    world.found("club", UnitLevel.CLUB, "CLB", "Câu lạc bộ trẻ em Sơn Động", "commune")
    world.found("merged", UnitLevel.DISTRICT, "H1", "Hội huyện Sơn Động")
    world.found("away", UnitLevel.DISTRICT, "H2", "Hội huyện Lục Ngạn")
    world.found("chapter_below", UnitLevel.LEGAL_CHAPTER, "CHB", "Chi hội khu vực", "chapter")
    world.found("chapter_other", UnitLevel.LEGAL_CHAPTER, "CH2", "Chi hội thứ hai")
    for role in Role:
        world.person(f"{role.value}_sd", f"{role.vi} ở xã", "commune", (role,))
        world.person(f"{role.value}_ch", f"{role.vi} ở Chi hội", "chapter", (role,))
    world.person("supervisor_top", "Phụ trách ở Hội", "province", (Role.SUPERVISOR,))
    for key, unit in (("sibling", "sibling"), ("below", "club"), ("merged", "merged"), ("away", "away")):
        world.person(f"keeper_{key}", f"Người giữ {key}", unit, (Role.COUNSELLOR,))
    for key, unit in (("", "commune"), ("sibling_", "sibling")):
        world.person(f"{key}mover", "Người bàn giao", unit, (Role.COUNSELLOR,))
        world.person(f"{key}cover", "Người nhận thay", unit, (Role.COUNSELLOR,))
    world.person("reviewing", "Luật sư về xã", "commune", (Role.REVIEWER,))
    for unit in ("chapter", "chapter_below", "chapter_other"):
        world.person(f"head_{unit}", f"Chi hội trưởng {unit}", unit, (Role.CHAPTER_HEAD,))
        for number in (1, 2):
            world.person(f"reviewer_{unit}_{number}", f"Luật sư {unit} {number}", unit, (Role.REVIEWER,))


def _factors(made: Seeded) -> Ids:
    """Second factors: set up by everyone of the chapter, begun by everyone of the commune; their secrets by role."""
    begun = {}
    for suffix in ("ch", "sd"):
        for role, _ in made.everyone(suffix):
            shown = made.api(f"{role}_{suffix}", "POST", "/second-factor", {"password": PASSWORD})
            begun[role] = shown["enrolment"]["secret"].replace(" ", "")
            if suffix == "ch":
                answer = {"answer": pyotp.TOTP(begun[role]).now()}
                made.api(f"{role}_{suffix}", "POST", "/second-factor/confirmation", answer)
    made.tokens.clear()  # setting one up gives the session another token
    return begun
