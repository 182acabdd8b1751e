"""Import of an old log of 5,000 rows with twelve kinds of fault: `python -m bench.old_log [ROWS]`.

An embedded PostgreSQL with full durability, in a folder of its own that is removed at the end. Prints what was taken,
what was refused by kind, seconds and memory, for the dry run, the import and the import of the same file again.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from pydantic import SecretStr

from api.door import new_token
from api.old_files import checked as checked_file
from application.accounts import OpenAccount, Secrets, open_account
from application.installation import SetUp, provincial, set_up
from application.log_import import (
    Checked,
    CheckLog,
    EnterRows,
    FinishImport,
    ImportLog,
    batches,
    enter_rows,
    finish_import,
    import_log,
)
from domain.account import Person, Role
from domain.log_import import AllThere
from infrastructure.house import open_house
from infrastructure.logging import start_logging
from infrastructure.postgres import migrate, open_database
from infrastructure.settings import Settings
from infrastructure.work import Caller, House, PgWork
from tests.log_import.workbook import FAULTS, made

T = TypeVar("T")
PASSWORD = SecretStr("một câu đủ dài để nhớ")


def _once(house: House, token: str, act: Callable[[PgWork], T]) -> T:
    with PgWork(house, Caller(token=token)) as work:
        done = act(work)
        work.commit()
    return done


def _supervisor(house: House) -> str:
    token = new_token()
    with PgWork(house, Caller(system="bench")) as work:
        person = Person(name="Quản trị viên", sign_in="quantri")
        founding = provincial(date(2010, 1, 1))
        set_up(
            SetUp(association=founding.name, founding=founding, administrator=person, password=PASSWORD), work
        )
        work.commit()
    with PgWork(house, Caller(system="bench")) as work:
        unit = work.connection.execute("SELECT unit FROM facts.units").fetchone()
        assert unit is not None
        account: UUID = open_account(
            OpenAccount(
                person=Person(name="Thân Đức Minh", sign_in="minh.td"),
                unit=unit[0],
                roles=(Role.SUPERVISOR,),
                password=PASSWORD,
            ),
            work,
        )
        secrets = work.view(Secrets)  # type: ignore[type-abstract]
        secrets.set_password(account, PASSWORD.get_secret_value(), one_time=False)
        work.commit()
    with PgWork(house, Caller(system="bench")) as work:
        work.view(Secrets).open_session(account, token)  # type: ignore[type-abstract]
        work.commit()
    return token


def _import(house: House, token: str, content: bytes, *, at_once: bool = False) -> tuple[int, float]:
    """Import the good rows; return how many were new and the longest time that one batch took."""
    checked: Checked = _once(house, token, lambda work: checked_file(CheckLog(), content, work))
    wish = ImportLog(accept_good=True, digest=sha256(content).hexdigest())
    try:
        import_id = _once(house, token, lambda work: import_log(wish, checked, work))
    except AllThere:
        return 0, 0.0
    new, longest = 0, 0.0
    for rows in [checked.new] if at_once else batches(checked.new):
        began = time.monotonic()
        command = EnterRows(import_id=import_id, rows=rows)
        new += _once(house, token, lambda work, c=command: enter_rows(c, work))  # type: ignore[misc]
        longest = max(longest, time.monotonic() - began)
    _once(house, token, lambda work: finish_import(FinishImport(import_id=import_id), work))
    return new, longest


def main(rows: int, *, at_once: bool) -> None:
    """Print the figures."""
    start_logging("warning")
    one = made(rows)
    home = Path(tempfile.mkdtemp(prefix="lachan-old-log-"))
    home.chmod(0o711)
    database = None
    try:
        settings = Settings(home=home / "var", require_second_factor="nobody", workers=1)
        database = open_database(settings)
        migrate(database)
        with open_house(database, settings, connections=2) as house:
            token = _supervisor(house)
            began, busy = time.monotonic(), time.process_time()
            checked = _once(house, token, lambda work: checked_file(CheckLog(), one.content, work))
            dry, busy = time.monotonic() - began, time.process_time() - busy
            print(
                f"rows {len(checked.rows)}, good {checked.good}, repeated {checked.repeated}, faulty {checked.faulty}"
            )
            for kind, count in sorted(one.kinds.items()):
                print(f"  refused: {kind} ({FAULTS[kind][0]}): {count}")
            assert (checked.good, checked.repeated, checked.faulty) == (
                one.good,
                one.repeated,
                len(one.faults),
            )
            print(
                f"dry run: {dry:.1f} s ({busy:.1f} s of the processor), file of {len(one.content) / 1024:.0f} KiB"
            )
            began, busy = time.monotonic(), time.process_time()
            new, longest = _import(house, token, one.content, at_once=at_once)
            took, busy = time.monotonic() - began, time.process_time() - busy
            pace = f"{new / took:.0f} a second, longest transaction {longest:.2f} s"
            print(f"import: {new} entered in {took:.1f} s ({busy:.1f} s of the processor; {pace})")
            assert new == one.good
            began = time.monotonic()
            again, _ = _import(house, token, one.content)
            print(f"again: {again} entered in {time.monotonic() - began:.1f} s")
            assert again == 0
            cases = _once(
                house,
                token,
                lambda work: work.connection.execute("SELECT count(*) FROM facts.import_rows").fetchone(),
            )
            print(f"rows in the log: {cases[0] if cases else 0}")
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory: {own:.0f} MiB of this process at most; the reader is held to 1536 MiB by the system")
    finally:
        if database is not None:
            database.stop()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000, at_once="--at-once" in sys.argv)
