"""What a backup of the fictional year holds in the clear: no name, no telephone, no narrative of it."""

from __future__ import annotations

import unicodedata

import psycopg
from psycopg import sql

from domain.text import fold
from tests.demo.conftest import Played
from tests.demo.leaks import personal_strings


def dump(played: Played) -> bytes:
    """Everything that the role of backups reads, as bytes: text and the insides of byte columns alike."""
    with psycopg.connect(played.database.backup_dsn) as connection:
        tables = connection.execute(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema|public)'"
        ).fetchall()
        assert len(tables) > 15
        out = bytearray()
        for schema, table in tables:
            copy = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(schema, table))
            with connection.cursor() as cursor, cursor.copy(copy) as rows:
                out += b"".join(bytes(chunk) for chunk in rows)
    return bytes(out)


def forms(text: str) -> set[str]:
    """The string as written, decomposed, folded without marks, and in small letters."""
    composed = unicodedata.normalize("NFC", text)
    return {composed, unicodedata.normalize("NFD", composed), fold(composed), composed.casefold()}


def leaked(needles: set[str], held: bytes) -> set[str]:
    """Those of the strings that are there in some form."""
    small = held.lower()
    return {
        text for text in needles for form in forms(text) if (raw := form.encode()) in held or raw in small
    }


def test_a_backup_holds_no_personal_string_in_the_clear(played: Played) -> None:
    needles = personal_strings(played.recorded)
    assert len(needles) > 500
    assert leaked(needles, dump(played)) == set()


def test_a_name_without_marks_planted_in_a_table_is_found(played: Played) -> None:
    name = max(personal_strings(played.recorded), key=len)
    with psycopg.connect(played.database.owner_dsn, autocommit=True) as connection:
        planted = "INSERT INTO app.commands VALUES (gen_random_uuid(), 'planted', '', 200, %s)"
        connection.execute(planted, (fold(name),))
        try:
            assert leaked({name}, dump(played)) == {name}
        finally:
            connection.execute("DELETE FROM app.commands WHERE key = 'planted'")


def test_what_is_meant_to_be_clear_is_found_so_the_search_searches(played: Played) -> None:
    held = dump(played)
    for public in ("Hội Bảo vệ quyền trẻ em tỉnh Bắc Giang", "abuse-type/1/violence", "TPBG.TN.0001.2025"):
        assert public.encode() in held
