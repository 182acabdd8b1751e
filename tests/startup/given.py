"""A PostgreSQL server of the operator's, given by DATABASE_URL."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.conftest import Cluster


class Server:
    """A server of the operator's: the tests' own cluster, reached by DATABASE_URL."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.name = cluster, f"given_{uuid.uuid4().hex[:8]}"
        self.known = conninfo_to_dict(cluster.maintenance_dsn)
        owner = sql.Identifier(self.name)
        self.run(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD 'right'").format(owner))
        self.run(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
        self.run(sql.SQL("CREATE DATABASE {} OWNER {}").format(owner, owner))

    def run(self, statement: sql.Composed) -> None:
        self.cluster.execute(statement)

    def url(self, password: str = "right", database: str | None = None, host: str | None = None) -> str:
        place = quote(str(host or self.known.get("host", "localhost")), safe="")
        port = self.known.get("port", 5432)
        return f"postgresql://{self.name}:{password}@/{database or self.name}?host={place}&port={port}"

    def drop(self) -> None:
        self.cluster.drop(self.name)
        roles = ("app", "follower", "signer", "auditor", "backup")
        for name in (*(f"{self.name}_{role}" for role in roles), self.name):
            self.run(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))
