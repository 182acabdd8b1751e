"""`lachan keys …` as an operator runs it, in a home of its own: backup, drill, rotate, restore, serve."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from tests.conftest import Cluster
from tests.startup.given import Server
from tests.startup.running import Serving, assert_refused, lachan


def told(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_from_the_first_start_to_a_restore_in_an_empty_home(server: Server, tmp_path: Path) -> None:
    home, url = tmp_path / "home", {"DATABASE_URL": server.url()}
    with Serving(home, url) as serving:
        assert serving.said().count("KHOÁ GỐC / ROOT KEY") == 1
        assert str(home / "keys" / "root.key") in serving.said()
        assert (home / "keys" / "root.key").read_text().strip() not in serving.said()
        officer = pyrage.x25519.Identity.generate()
        (tmp_path / "officer.txt").write_text(f"# officer\n{officer}\n")
        assert "A backup is due" in told(lachan("keys", "status", home=home, **url))
        backup = ["keys", "backup", str(tmp_path / "keys.age"), "--recipient", str(officer.to_public())]
        told(lachan(*backup, "--shares", str(tmp_path / "shares"), home=home, **url))
        again = lachan(*backup, home=home, **url)
        assert_refused(again, "Đã có tệp", "There is a file")
        status = told(lachan("keys", "status", home=home, **url))
        assert "A backup is due" not in status
        assert "sample events" in told(lachan("keys", "drill", home=home, **url))
        shares = sorted((tmp_path / "shares").iterdir())
        assert len(shares) == 5
        opening = [str(tmp_path / "keys.age"), "--identity", str(tmp_path / "officer.txt")]
        for share in shares[1:4]:
            opening += ["--share", str(share)]
        real = told(lachan("keys", "drill", *opening, home=home, **url))
        assert "0 did not open, 0 came back" in real
        assert not real.startswith("0 ")
    with Serving(home, url) as serving:
        assert "ROOT KEY" not in serving.said()
        _the_root_key_is_replaced_and_the_names_stay_readable(home, url)
    other = tmp_path / "other"
    shutil.copytree(home / "secrets", other / "secrets")
    too_few = lachan("keys", "restore", *opening[:-2], home=other, **url)
    assert too_few.returncode == 1
    assert "three right ones" in too_few.stderr
    assert "keys restored" in told(lachan("keys", "restore", *opening, home=other, **url))
    assert lachan("keys", "restore", *opening, home=other, **url).returncode == 1
    accounts = told(lachan("accounts", "list", home=other, **url))
    assert "quantri" in accounts
    assert accounts == told(lachan("accounts", "list", home=home, **url))


def _the_root_key_is_replaced_and_the_names_stay_readable(home: Path, url: dict[str, str]) -> None:
    former = (home / "keys" / "root.key").read_text()
    before = told(lachan("accounts", "list", home=home, **url))
    assert "Done; the former root key opens nothing" in told(lachan("keys", "rotate", home=home, **url))
    assert (home / "keys" / "root.key").read_text() != former
    assert told(lachan("accounts", "list", home=home, **url)) == before


def test_a_root_key_of_the_operator_s_own(server: Server, home: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.key", tmp_path / "second.key"
    told(lachan("keys", "new-root", str(first), home=home))
    mine = {"DATABASE_URL": server.url(), "LACHAN_ROOT_KEY_FILE": str(first)}
    before = told(lachan("accounts", "list", home=home, **mine))
    assert not (home / "keys" / "root.key").exists()
    assert lachan("keys", "rotate", home=home, **mine).returncode == 2
    told(lachan("keys", "rotate", "--to", str(second), home=home, **mine))
    assert told(lachan("accounts", "list", home=home, **mine)) == before
    mine["LACHAN_ROOT_KEY_FILE"] = str(second)
    assert told(lachan("accounts", "list", home=home, **mine)) == before
    mine["LACHAN_ROOT_KEY_FILE"] = str(first)
    assert lachan("accounts", "list", home=home, **mine).returncode == 2


def test_the_service_manager_s_credential_is_the_root_key(server: Server, home: Path, tmp_path: Path) -> None:
    told(lachan("keys", "new-root", str(tmp_path / "lachan-root-key"), home=home))
    handed = {"DATABASE_URL": server.url(), "CREDENTIALS_DIRECTORY": str(tmp_path)}
    told(lachan("accounts", "list", home=home, **handed))
    assert not (home / "keys" / "root.key").exists()
    assert str(tmp_path / "lachan-root-key") in told(lachan("keys", "status", home=home, **handed))


@pytest.mark.parametrize(
    "command", ["backup", "restore", "rotate", "drill", "status", "reap", "identity", "new-root"]
)
def test_each_command_explains_itself_with_an_example(command: str, home: Path) -> None:
    assert f"Example: lachan keys {command}" in told(lachan("keys", command, "--help", home=home))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def server(cluster: Cluster) -> Iterator[Server]:
    given = Server(cluster)
    yield given
    given.drop()


def test_a_key_store_on_a_server_of_its_own(server: Server, home: Path, keystore_url: str) -> None:
    both = {"DATABASE_URL": server.url(), "KEYSTORE_URL": keystore_url}
    before = told(lachan("accounts", "list", home=home, **both))
    assert "postgresql" in told(lachan("keys", "status", home=home, **both))
    assert (home / "keys" / "root.key").exists()
    assert not (home / "keys" / "keys.sqlite").exists()
    told(lachan("keys", "rotate", home=home, **both))
    assert "0 did not open, 0 came back" in told(lachan("keys", "drill", home=home, **both))
    assert told(lachan("accounts", "list", home=home, **both)) == before
