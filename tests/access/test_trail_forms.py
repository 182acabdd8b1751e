"""Bar A-7: every entry of the access log is a FHIR R4B AuditEvent and an OCSF base event, and holds no words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.auditevent import AuditEvent
from py_ocsf_models.events.base_event import BaseEvent

from infrastructure.postgres import Database
from infrastructure.refusal import CannotStart
from infrastructure.trail_forms import FORMS, write
from tests.api.given import program
from tests.journeys.test_conflicts import CHILD, taken_in
from tests.journeys.world import PASSWORD, PEOPLE, World
from tests.startup.running import lachan

FOLDER_MODE = 0o077
REQUIRED = {"activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid"}
"""What OCSF 1.3 requires of class 0."""


def read_and_denied(world: World) -> None:
    """Reads, lists, searches, denials, broken glass, sign-ins right and wrong, of everybody."""
    case, code = taken_in(program(world, "counsellor"))
    program(world, "elsewhere").made("/broken-glass", {"code": code, "breaking": {"ground": "danger"}})
    for who in PEOPLE:
        person = program(world, who)
        for path in (
            f"/cases/{case}",
            "/follow-up-log",
            "/today",
            "/conflicts",
            "/erasures",
            "/decoys",
            "/access-log",
        ):
            person.ask("GET", path)
        person.ask("POST", "/follow-up-log/search", {"words": CHILD})
    browser = world.browser()
    browser.get("/dang-nhap")
    browser.submit("sign-in", name="counsellor", password=f"{PASSWORD} sai")


def exported(database: Database, to: Path, form: str) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    count = write(database.auditor_dsn, now - timedelta(days=1), now + timedelta(days=1), form, to)
    lines = to.read_text(encoding="utf-8").splitlines()
    assert len(lines) == count
    return [json.loads(line) for line in lines]


@pytest.mark.bar
def test_every_entry_is_what_other_systems_read(world: World, database: Database, tmp_path: Path) -> None:
    read_and_denied(world)
    fhir = exported(database, tmp_path / "fhir.jsonl", "fhir")
    ocsf = exported(database, tmp_path / "ocsf.jsonl", "ocsf")
    for one in fhir:
        AuditEvent.model_validate(one)
    for one in ocsf:
        BaseEvent.model_validate(one)
        assert one.keys() >= REQUIRED and one["type_uid"] == one["class_uid"] * 100 + one["activity_id"]
    with world.system() as work:
        total = work.connection.execute("SELECT count(*) FROM trail.entries").fetchone()
    assert total == (len(fhir),) == (len(ocsf),)
    kinds = {one["subtype"][0]["code"] for one in fhir}
    print(f"\nA-7: {len(fhir)} entries of {len(kinds)} kinds: each a FHIR AuditEvent and an OCSF event")
    assert len(kinds) > 8 and {one["outcome"] for one in fhir} == {"0", "4"}
    kept = "".join(file.read_text(encoding="utf-8") for file in tmp_path.glob("*.jsonl"))
    assert not any(words in kept for words in (CHILD, "bich ngoc", *(name for name, _, _ in PEOPLE.values())))


def test_what_is_no_audit_event_is_noticed(world: World, database: Database, tmp_path: Path) -> None:
    """The control: without who did it, or when, the shape is refused."""
    read_and_denied(world)
    one = exported(database, tmp_path / "fhir.jsonl", "fhir")[0]
    for name in ("agent", "recorded", "source", "type"):
        with pytest.raises(ValueError, match=name):
            AuditEvent.model_validate({key: value for key, value in one.items() if key != name})


def test_the_file_is_new_and_its_owner_s_alone(database: Database, tmp_path: Path) -> None:
    to = tmp_path / "one.jsonl"
    for form in FORMS:
        to.unlink(missing_ok=True)
        exported(database, to, form)
        assert to.stat().st_mode & FOLDER_MODE == 0
    with pytest.raises(CannotStart):
        exported(database, to, "fhir")


def test_an_operator_writes_it_and_that_is_in_the_log(home: Path, tmp_path: Path) -> None:
    home, to, days = (
        tmp_path / "home",
        tmp_path / "log.jsonl",
        ("--since", "2026-01-01", "--until", "2100-01-01"),
    )
    assert lachan("migrate", home=home).returncode == 0
    done = lachan("trail", "export", *days, "--to", str(to), "--as", "ocsf", home=home)
    assert done.returncode == 0, done.stderr
    assert json.loads(to.read_text().splitlines()[-1])["activity_name"] == "trail.export"
