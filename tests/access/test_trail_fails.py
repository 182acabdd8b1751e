"""When the access log cannot be written nothing is shown: 503, no byte of a file; an emergency is saved all the same.

Source: SECURITY, bar A-2; DESIGN, section 3, rule 1, and section 8.
"""

from __future__ import annotations

import psycopg
import pytest

from infrastructure.postgres import Database
from tests.api.given import program
from tests.journeys.test_conflicts import CHILD, taken_in
from tests.journeys.world import World

REQUESTS = 200
BROKEN = (
    "CREATE FUNCTION public.broken() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = '53100'; END $$",
    "CREATE TRIGGER broken BEFORE INSERT ON trail.entries FOR EACH ROW EXECUTE FUNCTION public.broken()",
)


@pytest.mark.security
def test_a_failing_access_log_shows_nothing(world: World, database: Database) -> None:
    person = program(world, "counsellor")
    case, code = taken_in(person)
    browser = world.sign_in("counsellor")
    api = (f"/api/v1/cases/{case}", "/api/v1/follow-up-log", "/api/v1/today")
    paths = (*api, f"/ho-so/{case}", "/so-theo-doi", "/hom-nay")
    assert all(code in browser.get(path).text for path in paths[:2])
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        for statement in BROKEN:
            connection.execute(statement)
    answers = [browser.get(paths[number % len(paths)]) for number in range(REQUESTS)]
    shown = [one for one in answers if code in one.text or CHILD in one.text]
    print(f"\nA-2: {sum(one.status_code == 503 for one in answers)} of {REQUESTS} answers are 503")
    assert {one.status_code for one in answers} == {503}
    assert shown == []
    saved = person.ask("POST", "/emergencies", {"emergency": {"what": "Cháu đang bị đánh"}})
    assert saved.status_code == 201
