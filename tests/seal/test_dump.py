"""A plain dump of the database is checked as an export is: real `pg_dump`, rows in any order, every edit noticed."""

from __future__ import annotations

import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infrastructure.postgres.binaries import find_programs, user_to_run_as
from infrastructure.verifier import notes
from infrastructure.verifier.__main__ import main
from infrastructure.verifier.checking import entries_of
from tests.seal.sealed import Sealed, kinds


def dumped(house: Sealed, name: str = "so.sql") -> Path:
    """Dump the database with the programs of the embedded server."""
    known = conninfo_to_dict(house.database.owner_dsn)
    password, file = str(known.pop("password")), house.folder / name
    program = find_programs(user_to_run_as()) / "pg_dump"
    wanted = make_conninfo(**known)  # type: ignore[arg-type] # texts
    done = subprocess.run(
        [program, "--format=plain", "--dbname", wanted],
        capture_output=True,
        check=False,
        env={"PGPASSWORD": password, "LC_ALL": "C.UTF-8", "PGTZ": "Asia/Kathmandu"},
    )
    assert done.returncode == 0, done.stderr.decode()
    file.write_bytes(done.stdout)
    return file


def keys_of(house: Sealed) -> tuple[notes.Key, ...]:
    return tuple(notes.key_of(vkey) for vkey in house.vkeys())


def test_a_dump_is_what_an_export_is(house: Sealed) -> None:
    house.town.case(key="k-1", what="Cháu kể:\n\t«bị đánh» \\ nhiều lần")
    house.sign()
    house.many(300)
    house.sign()
    with house.as_superuser(for_good=True) as root:  # the row goes to the end of the table, and is the same
        root.execute("UPDATE es.events SET role = role WHERE position = 2")
    file, export = dumped(house), house.export()
    assert b"+05:45\t" in file.read_bytes(), "the dump has a zone of its own"
    for log in ("events", "access"):
        assert entries_of(file, log, keys_of(house)) == entries_of(export, log) != []
    told = house.check(file, keys=keys_of(house))
    assert told.findings == [] and [one.heads for one in told.logs] == [2, 1]
    given = [part for vkey in house.vkeys() for part in ("--key", vkey)]
    assert main([str(file), *given]) == 0
    assert main([str(file)]) == 2, "the keys of the logs are not in the database"


def test_an_edit_is_noticed_and_a_dump_that_is_cut_off_is_not_read(house: Sealed) -> None:
    house.town.case()
    house.sign()
    before = dumped(house, "truoc.sql")
    with house.as_superuser(for_good=True) as root:
        root.execute("UPDATE es.events SET role = 'auditor' WHERE position = 3")
        root.execute("UPDATE trail.entries SET action = 'x' WHERE position = 2")
        root.execute("DELETE FROM es.events WHERE position = 5")
    file = dumped(house)
    told = house.check(file, keys=keys_of(house), earlier=before)
    assert kinds(told) >= {"leaf", "gap", "tail", "edit changed", "edit deleted"}
    assert {found.position for found in told.findings if found.kind == "leaf"} == {3, 2}
    given = [part for vkey in house.vkeys() for part in ("--key", vkey)]
    assert main([str(file), *given]) == 1
    whole = file.read_bytes()
    for name, content in (
        ("cut.sql", whole[: len(whole) // 2]),
        ("tail.sql", whole[:-400]),
        ("packed.dump", b"PGDMP" + whole),
        ("empty.sql", b"--\n-- PostgreSQL database dump\n--\n-- PostgreSQL database dump complete\n"),
    ):
        (house.folder / name).write_bytes(content)
        assert main([str(house.folder / name), *given]) == 2, name
