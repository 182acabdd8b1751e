"""When the service cannot start: one plain sentence in each language, exit code 2, no traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from infrastructure.postgres import trouble
from infrastructure.postgres.trouble import no_access
from tests.conftest import Cluster
from tests.startup.given import Server
from tests.startup.running import assert_refused, free_port, lachan


def test_a_taken_port(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = lachan("serve", home=home, LACHAN_PORT=str(port))
    assert_refused(done, f"Cổng {port} đang có chương trình khác dùng", f"Port {port} is taken")


def test_an_address_of_another_machine(home: Path) -> None:
    done = lachan(
        "serve",
        home=home,
        LACHAN_HOST="192.0.2.1",
        LACHAN_PORT=str(free_port()),
        FORWARDED_ALLOW_IPS="192.0.2.9",
    )
    assert_refused(done, "LACHAN_HOST", "cannot be opened")


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("LACHAN_PORT", "eight thousand", "LACHAN_PORT"),
        ("LACHAN_PORT", "70000", "≤ 65535"),
        ("LACHAN_WORKERS", "0", "≥ 1"),
        ("LACHAN_LOG_LEVEL", "loud", "debug"),
        ("DATABASE_URL", "postgresql:/half an address", "DATABASE_URL"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_may_be(home: Path, name: str, value: str, hint: str) -> None:
    done = lachan("serve", home=home, **{name: value})
    assert_refused(done, f"Cài đặt {name} không đúng", f"The setting {name} is wrong")
    assert hint in done.stderr
    assert value not in done.stderr


def test_a_misspelt_setting(home: Path) -> None:
    assert_refused(
        lachan("serve", home=home, LACHAN_PROT="1"), "Không có cài đặt LACHAN_PROT", "no setting LACHAN_PROT"
    )


def test_an_unwritable_home(home: Path) -> None:
    home.write_text("a file stands where the folder should be")
    done = lachan("serve", home=home, LACHAN_PORT=str(free_port()))
    assert_refused(done, "Không ghi được vào", "cannot be written")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_without_the_right_to_write(home: Path) -> None:
    home.mkdir(mode=0o500)
    done = lachan("serve", home=home, LACHAN_PORT=str(free_port()))
    assert_refused(done, "Không ghi được vào", "cannot be written")


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    home.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m,mode=0711", "tmpfs", str(home)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield home
    subprocess.run(["umount", "-l", str(home)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="tmpfs is Linux's")
@pytest.mark.parametrize("filled", [False, True], ids=["during the first start", "before it"])
def test_a_full_disk(small_disk: Path, filled: bool) -> None:
    if filled:
        subprocess.run(["dd", "if=/dev/zero", f"of={small_disk / 'film'}"], capture_output=True, check=False)
    done = lachan("serve", home=small_disk, LACHAN_PORT=str(free_port()))
    assert_refused(done, "đã đầy", "is full")


def test_a_home_of_another_postgresql(home: Path) -> None:
    assert lachan("migrate", home=home).returncode == 0
    version = home / (home / "postgres.folder").read_text() / "data" / "PG_VERSION"
    version.write_text("14\n")
    done = lachan("serve", home=home, LACHAN_PORT=str(free_port()))
    assert_refused(done, "do PostgreSQL 14 tạo", "was made by PostgreSQL 14")


def test_a_server_of_the_operators_gets_our_roles_and_keeps_them(server: Server, home: Path) -> None:
    assert lachan("migrate", home=home, DATABASE_URL=server.url()).returncode == 0
    again = lachan("migrate", home=home, DATABASE_URL=server.url())
    assert again.returncode == 0
    assert "Nothing to do" in again.stdout
    assert not (home / "postgres").exists()
    (folder,) = (home / "secrets").iterdir()
    with psycopg.connect(
        server.url(), user=f"{server.name}_app", password=(folder / f"{server.name}_app").read_text()
    ) as connection:
        row = connection.execute("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert row.fetchone() == (False, False)


def test_passwords_that_are_missing_here_are_asked_for_or_made_anew(server: Server, home: Path) -> None:
    assert lachan("migrate", home=home, DATABASE_URL=server.url()).returncode == 0
    elsewhere = home.parent / "other"
    done = lachan("migrate", home=elsewhere, DATABASE_URL=server.url())
    assert_refused(done, "Thiếu mật khẩu", "The password of role")
    assert lachan("migrate", "--new-passwords", home=elsewhere, DATABASE_URL=server.url()).returncode == 0
    assert lachan("migrate", home=elsewhere, DATABASE_URL=server.url()).returncode == 0


def test_a_server_that_is_not_there(server: Server, home: Path) -> None:
    url = f"postgresql://someone:secret-word@127.0.0.1:{free_port()}/lachan"
    done = lachan("serve", home=home, LACHAN_PORT=str(free_port()), DATABASE_URL=url)
    assert_refused(done, "Không kết nối được", "cannot be reached")
    assert "secret-word" not in done.stderr


def test_a_wrong_password(server: Server, home: Path) -> None:
    done = lachan("serve", home=home, LACHAN_PORT=str(free_port()), DATABASE_URL=server.url("wrong-one"))
    assert_refused(done, "không nhận mật khẩu", "does not accept the password")
    assert "wrong-one" not in done.stderr


def test_a_database_that_does_not_exist(server: Server, home: Path) -> None:
    url = server.url(database="nowhere")
    done = lachan("serve", home=home, LACHAN_PORT=str(free_port()), DATABASE_URL=url)
    assert_refused(done, "chưa có cơ sở dữ liệu nowhere", "has no database nowhere")


def test_a_role_that_may_not_make_roles(server: Server, home: Path) -> None:
    server.run(sql.SQL("ALTER ROLE {} NOCREATEROLE").format(sql.Identifier(server.name)))
    done = lachan("serve", home=home, LACHAN_PORT=str(free_port()), DATABASE_URL=server.url())
    assert_refused(done, "CREATEROLE", "may not create roles")


def test_a_role_that_does_not_own_the_database(server: Server, home: Path) -> None:
    server.run(sql.SQL("ALTER DATABASE {} OWNER TO CURRENT_USER").format(sql.Identifier(server.name)))
    done = lachan("serve", home=home, LACHAN_PORT=str(free_port()), DATABASE_URL=server.url())
    assert_refused(done, "không sở hữu", "does not own")


def test_an_address_without_a_database(server: Server, home: Path) -> None:
    url = "postgresql://someone@localhost"
    done = lachan("serve", home=home, LACHAN_PORT=str(free_port()), DATABASE_URL=url)
    assert_refused(done, "DATABASE_URL cần đủ", "DATABASE_URL needs")


def test_a_key_store_in_the_ledger_s_own_cluster(server: Server, cluster: Cluster, home: Path) -> None:
    """Another database and another role of the same cluster: its backups would keep destroyed keys all the same."""
    keystore = Server(cluster)
    try:
        done = lachan("accounts", "list", home=home, DATABASE_URL=server.url(), KEYSTORE_URL=keystore.url())
        assert_refused(done, "cùng cụm PostgreSQL với sổ sự kiện", "PostgreSQL cluster of the ledger")
        assert not (home / "keys").exists()
    finally:
        keystore.drop()


def test_a_key_store_that_cannot_be_reached(server: Server, home: Path) -> None:
    url = f"postgresql://keys:secret-word@127.0.0.1:{free_port()}/keys"
    done = lachan("accounts", "list", home=home, DATABASE_URL=server.url(), KEYSTORE_URL=url)
    assert_refused(done, "KEYSTORE_URL", "KEYSTORE_URL")
    assert "secret-word" not in done.stderr


def test_a_root_key_that_is_not_where_the_setting_says(server: Server, home: Path) -> None:
    named = "/nowhere/root.key"
    done = lachan("accounts", "list", home=home, DATABASE_URL=server.url(), LACHAN_ROOT_KEY_FILE=named)
    assert_refused(done, f"Khoá gốc {named}", f"The root key {named}")


def test_views_are_compared_before_anything_was_ever_served(home: Path) -> None:
    assert lachan("migrate", home=home).returncode == 0
    done = lachan("views", "compare", home=home)
    assert done.returncode == 0, done.stderr
    assert "facts.records: 0 dòng / rows, 0 khác / different" in done.stdout + done.stderr


def test_a_server_that_ended_for_want_of_room_is_told_as_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dsn, error = f"host={tmp_path} dbname=lachan", psycopg.OperationalError("the connection is lost")
    assert "cannot be reached" in no_access(dsn, error).en
    monkeypatch.setattr(trouble, "LEAST_FREE_BYTES", 1 << 60)
    assert "is full" in no_access(dsn, error).en
    assert "cannot be reached" in no_access("host=db.example dbname=lachan", error).en
