"""Row security on the tables of views: no row for a reader but those of their units, ties and figures (DESIGN, 8).

The application decides first; this is the second lock, which holds when the first is broken. Its facts are read by
`views.open_for` in the database, not handed over by the application.
"""

from __future__ import annotations

from psycopg import sql

from infrastructure.views.base import Connection, Scoped, View

_SERVICE = "(SELECT views.reader_scope()) = 'service'"
_FIGURES = "(SELECT views.reader_scope()) = 'figures'"
_UNITS = "(SELECT views.reader_ids('lachan.units'))::uuid[]"
_OPENED = "(SELECT views.reader_ids('lachan.opened'))::uuid[]"
_TIED = (
    "EXISTS (SELECT FROM facts.assignments t WHERE t.record = {record} AND t.active AND t.relation <> 'recused'"
    " AND t.account = (SELECT views.reader_account()))"
)
_CLOSED = "(SELECT views.reader_ids('lachan.closed'))::uuid[]"


def condition(table: str, scoped: Scoped) -> str:
    """Return the condition under which a row of a table is let through."""
    record = f"{table}.{scoped.record}"
    if scoped.unit is not None:
        in_units = f"{table}.{scoped.unit} = ANY ({_UNITS})"
    else:
        in_units = (
            f"EXISTS (SELECT FROM facts.records r WHERE r.record = {record} AND r.unit = ANY ({_UNITS}))"
        )
    tied = _TIED.format(record=record)
    opened = f"({in_units} OR {record} = ANY ({_OPENED}) OR {tied}) AND {record} <> ALL ({_CLOSED})"
    whole = f"{_SERVICE} OR {_FIGURES}" if scoped.figures else _SERVICE
    return f"{whole} OR ({opened})"


def lock(connection: Connection, view: View, schema: str, reader: str, *, scoped: bool) -> None:
    """Let one role read a view: the application row by row, roles of backup and inspection all of it."""
    name = sql.SQL(reader)
    for table in view.TABLES:
        target = sql.Identifier(schema, table)
        connection.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(target))
        of_table = view.READERS.get(table)
        if scoped and of_table is None:
            continue
        using = condition(table, of_table) if scoped and of_table else "true"
        connection.execute(
            sql.SQL("CREATE POLICY {} ON {} FOR SELECT TO {} USING ({})").format(
                sql.Identifier(f"rows_for_{reader.strip(chr(34))}"), target, name, sql.SQL(using)
            )
        )
