"""The database of an installation: the embedded one, or that of `DATABASE_URL`, with one way in for each role."""

from __future__ import annotations

from dataclasses import dataclass, field

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infrastructure.home import refuse_half_restored
from infrastructure.postgres.roles import (
    LONGEST_DATABASE_NAME,
    MADE,
    DatabaseRole,
    RoleNames,
    dsn_as,
    make_owner,
    make_roles,
)
from infrastructure.postgres.secrets import Secrets
from infrastructure.postgres.server import EmbeddedServer
from infrastructure.postgres.trouble import (
    no_access,
    not_the_owner,
    told_plainly,
    too_old,
)
from infrastructure.refusal import CannotStart
from infrastructure.settings import Settings

EMBEDDED_NAME = "lachan"
OLDEST_SERVER = 150000
CONNECT_SECONDS = "10"


@dataclass(frozen=True)
class Database:
    """Ways into one database. They hold passwords and are never shown."""

    names: RoleNames
    owner_dsn: str = field(repr=False)
    app_dsn: str = field(repr=False)
    follower_dsn: str = field(repr=False)
    signer_dsn: str = field(repr=False)
    auditor_dsn: str = field(repr=False)
    backup_dsn: str = field(repr=False)
    server: EmbeddedServer | None = field(default=None, repr=False, compare=False)
    """The embedded server, when there is one."""

    @property
    def name(self) -> str:
        """The database's name on its server."""
        return str(conninfo_to_dict(self.owner_dsn)["dbname"])

    def named(self, database: str) -> Database:
        """Return the ways into another database of the same server, with the same roles."""
        ways = {
            f"{role}_dsn": make_conninfo(getattr(self, f"{role}_dsn"), dbname=database)
            for role in DatabaseRole
        }
        return Database(names=self.names, server=self.server, **ways)

    def stop(self) -> None:
        """Stop the embedded server if this process started it."""
        if self.server is not None:
            self.server.stop()


def open_database(settings: Settings, *, renew_passwords: bool = False) -> Database:
    """Return the database, with its server started and its roles made; it may still need migrating.

    Args:
        renew_passwords: Give new passwords to roles whose password is not known on this machine.

    Raises:
        CannotStart: With what the operator can do about it.
    """
    refuse_half_restored(settings.home)
    if settings.database_url is not None:
        with told_plainly("DATABASE_URL"):
            return open_server(settings, settings.database_url.get_secret_value(), renew=renew_passwords)
    server = embedded_server(settings)
    server.start()
    try:
        with told_plainly(server.folder):
            return open_embedded(server, EMBEDDED_NAME)
    except BaseException:
        server.stop()
        raise


def attach_database(settings: Settings) -> Database:
    """Return the ways into a database that another process opened; starts and makes nothing.

    Raises:
        CannotStart: A password is missing: nothing was opened here yet.
    """
    refuse_half_restored(settings.home)
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
        return _database(url, _names_of(url), Secrets.of_server(settings.home, url), None)
    server = embedded_server(settings)
    return _embedded(server, EMBEDDED_NAME)


def embedded_server(settings: Settings) -> EmbeddedServer:
    """Return the embedded server of these settings, not started."""
    wanted = settings.workers * (settings.threads + 4) + 20
    return EmbeddedServer(settings.home, connections=max(60, wanted))


def open_embedded(server: EmbeddedServer, name: str) -> Database:
    """Return a database of a running embedded server, made with its roles where missing."""
    names = RoleNames(name, f"{name}_owner")
    with psycopg.connect(server.root_dsn(), autocommit=True) as connection:
        make_owner(connection, names, server.secrets)
        make_roles(connection, names, server.secrets, renew=True)
    return _embedded(server, name)


def open_server(settings: Settings, url: str, *, renew: bool = False) -> Database:
    """Return the database of a server that is not ours, with its roles made where missing."""
    names, secrets = _names_of(url), Secrets.of_server(settings.home, url)
    try:
        with psycopg.connect(
            make_conninfo(url, connect_timeout=CONNECT_SECONDS), autocommit=True
        ) as connection:
            _fit_for_us(connection, names)
            make_roles(connection, names, secrets, renew=renew)
    except psycopg.OperationalError as error:
        raise no_access(url, error) from None
    return _database(url, names, secrets, None)


def _fit_for_us(connection: psycopg.Connection, names: RoleNames) -> None:
    if connection.info.server_version < OLDEST_SERVER:
        raise too_old(connection.info.server_version)
    owns = connection.execute(
        "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    if owns is None or not owns[0]:
        raise not_the_owner(names.owner, names.database)


def _names_of(url: str) -> RoleNames:
    known = conninfo_to_dict(url)
    user, database = known.get("user"), known.get("dbname")
    if not user or not database or len(str(database)) > LONGEST_DATABASE_NAME:
        raise CannotStart(
            "DATABASE_URL cần đủ vai trò, máy chủ và tên cơ sở dữ liệu (tối đa 50 ký tự): "
            "postgresql://vai-trò:mật-khẩu@máy-chủ/tên.",
            "DATABASE_URL needs a role, a server and the name of a database (at most 50 characters): "
            "postgresql://role:password@server/name.",
        )
    return RoleNames(str(database), str(user))


def _embedded(server: EmbeddedServer, name: str) -> Database:
    names = RoleNames(name, f"{name}_owner")
    owner = server.dsn(name, names.owner, server.secrets.password(names.owner))
    return _database(owner, names, server.secrets, server)


def _database(owner_dsn: str, names: RoleNames, secrets: Secrets, server: EmbeddedServer | None) -> Database:
    ways = {f"{r}_dsn": dsn_as(owner_dsn, names.of(r), secrets.password(names.of(r))) for r in MADE}
    return Database(names=names, owner_dsn=owner_dsn, server=server, **ways)
