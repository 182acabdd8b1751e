"""The database's clock, moved: in one throw-away database `clock_timestamp()` is another function that adds a shift.

No library is put before the server's: the catalogue's own entry is renamed, and a function of the same name, which asks
it, takes its place; defaults of columns are said anew. What the application, triggers and migrations run from then on
asks the moved clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg.conninfo import make_conninfo

STILL = timedelta()
_MOVE = """
SET allow_system_table_mods = on;
CREATE TABLE public.drill_clock (shift interval NOT NULL);
INSERT INTO public.drill_clock VALUES ('0');
GRANT SELECT ON public.drill_clock TO PUBLIC;
UPDATE pg_proc SET proname = 'clock_of_the_machine' WHERE oid = 'pg_catalog.clock_timestamp()'::regprocedure;
CREATE FUNCTION pg_catalog.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
    'SELECT pg_catalog.clock_of_the_machine() + (SELECT d.shift FROM public.drill_clock d)';
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT d.adrelid::regclass AS held, a.attname FROM pg_attrdef d
                 JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                WHERE pg_get_expr(d.adbin, d.adrelid) = 'clock_of_the_machine()' LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT clock_timestamp()', one.held, one.attname);
    END LOOP;
END $$;
"""


@dataclass
class Clocks:
    """The application's clock and the database's, each with its shift."""

    superuser: psycopg.Connection[tuple[object, ...]]
    of_application: timedelta = field(default=STILL)
    of_database: timedelta = field(default=STILL)

    def now(self) -> datetime:
        """Return what the application's clock shows."""
        return datetime.now(UTC) + self.of_application

    def set(self, *, application: timedelta = STILL, database: timedelta = STILL) -> None:
        """Move both, as against the right time."""
        self.of_application, self.of_database = application, database
        self.superuser.execute("UPDATE public.drill_clock SET shift = %s", (database,))

    def shown_by_database(self) -> datetime:
        """Return what the database's clock shows."""
        row = self.superuser.execute("SELECT clock_timestamp()").fetchone()
        assert row is not None and isinstance(row[0], datetime)
        return row[0]


@contextmanager
def movable(maintenance_dsn: str, database: str) -> Iterator[Clocks]:
    """Make the clock of a database movable; connections made before keep what they had planned."""
    with psycopg.connect(make_conninfo(maintenance_dsn, dbname=database), autocommit=True) as superuser:
        superuser.execute(_MOVE)
        yield Clocks(superuser)
