"""What `deploy/` gives an operator: units that are closed, commands and settings that exist, files that parse."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer
import yaml  # type: ignore[import-untyped]

from api.cli import app
from infrastructure.settings import Settings, variable_of
from tests.startup.running import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
CLOSED = {
    **{
        "NoNewPrivileges": "yes",
        "CapabilityBoundingSet": "",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
    },
    **{"PrivateTmp": "yes", "PrivateDevices": "yes", "RestrictNamespaces": "yes", "RestrictSUIDSGID": "yes"},
    **{"SystemCallArchitectures": "native", "IPAddressDeny": "any", "UMask": "0077", "User": "lachan"},
}
MOST_EXPOSED = 2.0
"""Of ten, as systemd-analyze counts it."""
KNOWN = {variable_of(name) for name in Settings.model_fields}
OF_COMPOSE_ALONE = {"LACHAN_DATABASE_URL", "LACHAN_NAME"}


def lines_of(unit: Path) -> list[tuple[str, str]]:
    pairs = (line.partition("=") for line in unit.read_text().splitlines() if "=" in line and line[0] != "#")
    return [(name, value) for name, _, value in pairs]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_closed_and_runs_a_command_that_exists(unit: Path) -> None:
    said = lines_of(unit)
    assert {name: value for name, value in said if name in CLOSED} == CLOSED
    (command,) = [value for name, value in said if name == "ExecStart"]
    assert command.split()[0] == "/opt/lachan/current/bin/lachan"
    known = typer.main.get_command(app).commands[command.split()[1]]  # type: ignore[attr-defined] # a group
    options = {option for one in known.params for option in one.opts}
    assert set(re.findall(r"--[a-z-]+", command)) <= options
    if shutil.which("systemd-analyze"):
        done = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
            capture_output=True,
            text=True,
            check=False,
        )
        level = re.search(r"level for \S+: ([0-9.]+)", done.stdout)
        assert level is not None, done.stderr
        assert float(level[1]) <= MOST_EXPOSED


def test_the_signer_s_key_and_the_keys_of_records_are_seen_by_none_who_does_not_need_them() -> None:
    hidden = {unit.name: dict(lines_of(unit)).get("InaccessiblePaths", "") for unit in UNITS}
    assert "home/keys" in hidden["lachan-signer.service"]
    assert "home/seal" in hidden["lachan-web@.service"]
    assert {"-/var/lib/lachan/home/seal", "-/var/lib/lachan/home/keys"} == set(
        hidden["lachan-follower.service"].split()
    )


def test_every_setting_named_exists() -> None:
    named = {
        found
        for file in DEPLOY.rglob("*")
        if file.is_file() and file.name != "upgrade.sh"
        for found in re.findall(r"\bLACHAN_[A-Z_]+", file.read_text())
    }
    assert named - KNOWN == OF_COMPOSE_ALONE


def test_the_compose_file_gives_each_process_what_it_needs() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text())["services"]
    assert {services[name]["command"][0] for name in ("web", "follower", "signer", "migrate")} == {
        *("web", "follow", "sign", "migrate"),
    }
    assert services["web"]["deploy"]["replicas"] == services["follower"]["deploy"]["replicas"] == 2
    for name in ("web", "follower", "signer"):
        assert services[name]["read_only"] and services[name]["cap_drop"] == ["ALL"]
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]


def test_rules_are_whole_and_scripts_parse() -> None:
    groups = yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert all(rule["expr"] and rule["labels"]["severity"] in {"page", "ticket"} for rule in rules)
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for script in DEPLOY.glob("*.sh"):
        assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
