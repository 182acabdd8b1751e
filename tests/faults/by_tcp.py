"""An association whose database is a server reached by TCP, as one on another machine is, and its processes apart."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from api.main import first_start
from infrastructure.postgres import Database, migrate, open_database
from infrastructure.postgres.roles import RoleNames, make_owner
from infrastructure.postgres.server import EmbeddedServer
from infrastructure.settings import Settings
from infrastructure.upkeep import make_views
from tests.faults.served import Association

NAME = "lachan"


class TcpServer(EmbeddedServer):
    """The embedded server, listening on addresses of this machine too."""

    def __init__(self, home: Path, also: tuple[str, ...] = ()) -> None:
        super().__init__(home, durable=False)
        chance = random.SystemRandom()
        self.address = f"127.{chance.randrange(1, 255)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"
        self.addresses = (self.address, *also)

    def _make_fresh_cluster(self) -> None:
        super()._make_fresh_cluster()
        rules = self.data / "pg_hba.conf"
        rules.write_text("local all all scram-sha-256\nhost all all samenet scram-sha-256\n")

    def _options(self) -> Iterator[str]:
        yield from super()._options()
        yield from ("-c", f"listen_addresses={','.join(self.addresses)}")


@dataclass(frozen=True)
class Founded:
    """Where the association's own files are, and what the first start said."""

    home: Path
    url: str
    password: str
    port: int = 0

    def said(self) -> str:
        return f"one-time password (printed only now): {self.password}"


class Apart(Association):
    """An association whose processes were begun one by one."""

    def settings(self) -> Settings:
        assert isinstance(self.serving, Founded)
        return settings_of(self.serving.home, self.serving.url)


def settings_of(home: Path, url: str) -> Settings:
    return Settings.model_validate({"home": home, "DATABASE_URL": url})


@contextmanager
def founded_by_tcp(folder: Path, also: tuple[str, ...] = ()) -> Iterator[tuple[Founded, Database]]:
    """Such an association, set up as an operator does it; nothing of it is at work yet."""
    server = TcpServer(folder / "server", also)
    server.start()
    try:
        settings = settings_of(folder / "var", _url(server))
        database = open_database(settings)
        migrate(database)
        make_views(database)
        password = first_start(database, settings)
        assert password is not None and settings.database_url is not None
        yield Founded(settings.home, settings.database_url.get_secret_value(), password), database
    finally:
        server.stop()


def _url(server: TcpServer) -> str:
    names = RoleNames(NAME, f"{NAME}_owner")
    with psycopg.connect(server.root_dsn(), autocommit=True) as connection:
        make_owner(connection, names, server.secrets)
        connection.execute(sql.SQL("ALTER ROLE {} CREATEROLE").format(sql.Identifier(names.owner)))
    password = quote(server.secrets.password(names.owner), safe="")
    return f"postgresql://{names.owner}:{password}@{server.address}/{NAME}"
