"""A process of its own that imports a file, to be killed in the middle of it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from api.old_files import checked
from application.log_import import (
    CheckLog,
    EnterRows,
    FinishImport,
    ImportLog,
    batches,
    enter_rows,
    finish_import,
    import_log,
)
from infrastructure.house import open_house
from infrastructure.postgres import Database
from infrastructure.settings import Settings
from infrastructure.work import Caller, PgWork


def run(database: Database, home: Path, file: Path, token: str) -> None:
    """Import the whole file, as the command does."""
    content = file.read_bytes()
    with open_house(database, Settings(home=home, require_second_factor="nobody", workers=1)) as house:

        def work() -> PgWork:
            return PgWork(house, Caller(token=token))

        with work() as one:
            found = checked(CheckLog(), content, one)
            one.commit()
        wish = ImportLog(accept_good=True, digest=sha256(content).hexdigest())
        with work() as one:
            import_id = import_log(wish, found, one)
            one.commit()
        for rows in batches(found.new):
            with work() as one:
                enter_rows(EnterRows(import_id=import_id, rows=rows), one)
                one.commit()
        with work() as one:
            finish_import(FinishImport(import_id=import_id), one)
            one.commit()
