"""`lachan audit`: heads for witnesses and minutes, exports and proofs for auditors; each noted in the access log."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import psycopg
import typer

from application.seal import SealedLog
from infrastructure.postgres import Database
from infrastructure.settings import Settings

Opened = Callable[[], AbstractContextManager[tuple[Database, Settings]]]
To = Annotated[Path, typer.Option(help="Tệp sẽ tạo / File to make.")]


AS_GIVEN = {"allow_extra_args": True, "ignore_unknown_options": True}


def witness(context: typer.Context) -> None:
    """Làm chứng bản ký, trên máy của người kiểm tra / Cosign heads, on an auditor's own machine.

    Example: lachan witness cosign cho-lam-chung.json
    """
    from infrastructure.verifier import witnessing

    raise SystemExit(witnessing.main(context.args))


def audit_commands(opened: Opened) -> typer.Typer:
    """Return the commands about the seal."""
    app = typer.Typer(help="Niêm phong, bằng chứng / The seal and proofs.", no_args_is_help=True)

    @app.command()
    def checkpoint(
        for_witness: Annotated[
            Path | None, typer.Option(help="Tệp cho người làm chứng / File for them.")
        ] = None,
        witness: Annotated[str, typer.Option(help="Tên người làm chứng / Name of the witness.")] = "",
        seen: Annotated[
            list[str] | None, typer.Option(help="Mục đã thấy, nếu khác / What they saw last: events:120.")
        ] = None,
    ) -> None:
        """Ký hai sổ ngay và in dòng cho biên bản / Sign both logs now; print the lines for the minutes.

        Example: lachan audit checkpoint --for-witness cho-lam-chung.json --witness ban-kiem-tra
        """
        from infrastructure.seal import desk, witnesses

        with opened() as (database, settings):
            for line in desk.sign_now(database, settings):
                typer.echo(line)
            if for_witness is not None:
                with psycopg.connect(database.auditor_dsn) as connection:
                    content = witnesses.for_witness(connection, witness, _sizes(seen or []))
                for_witness.write_text(content, encoding="utf-8")
                typer.echo(f"{for_witness}: lachan witness cosign {for_witness.name}")

    @app.command()
    def prove(
        code: Annotated[str, typer.Argument(help="Mã hồ sơ / File code.")],
        to: To,
    ) -> None:
        """Bằng chứng của một hồ sơ; phần riêng tư vẫn mã hoá / The proof of one case; what is personal stays encrypted.

        Example: lachan audit prove HT.TN.0001.2026 --to ho-so.lachan-proof.json
        """
        from infrastructure.erasure import record_by_code
        from infrastructure.house import open_house
        from infrastructure.seal.desk import public_keys
        from infrastructure.seal.prove import proof_of
        from infrastructure.work import Caller, PgWork

        with (
            opened() as (database, settings),
            open_house(database, settings, connections=1) as house,
            PgWork(house, Caller(system="cli")) as work,
        ):
            content = proof_of(work.connection, code, public_keys(database, settings))
            record = record_by_code(work.connection, code)
            work.note_access("audit.prove", basis="operator:cli", record=record)
            work.commit()
        to.write_text(content, encoding="utf-8")
        typer.echo(f"{to}: lachan-verify {to}")

    @app.command()
    def kit(to: To) -> None:
        """Ghi chương trình kiểm chứng thành một tệp mang đi được / The verifier as one file to carry away.

        Example: lachan audit kit --to lachan-verify.pyz
        """
        from infrastructure.seal.kit import write_kit

        write_kit(to)
        typer.echo(f"{to}: SHA-256 {sha256(to.read_bytes()).hexdigest()}")
        typer.echo(f"python -m pip install cryptography; python {to.name} --help")

    @app.command()
    def keys() -> None:
        """In khoá công khai của hai sổ để ghi vào biên bản / Print the public keys of both logs.

        Example: lachan audit keys
        """
        from infrastructure.seal.desk import public_keys

        with opened() as (database, settings):
            for line in public_keys(database, settings):
                typer.echo(line)

    @app.command("witness")
    def enter_witness(vkey: Annotated[str, typer.Argument(help="Khoá công khai / Public key.")]) -> None:
        """Ghi nhận một người làm chứng / Enter a witness.

        Example: lachan audit witness 'ban-kiem-tra+1a2b3c4d+BA…'
        """
        from infrastructure.seal.witnesses import introduce

        with opened() as (database, _), psycopg.connect(database.signer_dsn) as connection:
            key = introduce(connection, vkey)
        typer.echo(f"{key.name}: {key.id.hex()}")

    @app.command()
    def cosigned(file: Annotated[Path, typer.Argument(help="Tệp trả lời / The file of answers.")]) -> None:
        """Nhận lại chữ ký của người làm chứng / Take the cosignatures of a witness back.

        Example: lachan audit cosigned cho-lam-chung.tra-loi.json
        """
        from infrastructure.seal.witnesses import take_back

        with opened() as (database, _), psycopg.connect(database.signer_dsn) as connection:
            told = list(take_back(connection, file.read_text(encoding="utf-8")))
        for line in told:
            typer.echo(line)
        if not all(line.startswith("✓") for line in told):
            raise typer.Exit(1)

    @app.command()
    def export(to: To) -> None:
        """Xuất cả hai sổ, bản ký và khoá công khai để kiểm chứng nơi khác / Both logs with heads and public keys.

        Example: lachan audit export --to so-2026-11.jsonl.gz
        """
        from infrastructure.seal.desk import public_keys
        from infrastructure.seal.export import export as write

        with opened() as (database, settings):
            _noted(database, settings, "audit.export")
            write(database.auditor_dsn, public_keys(database, settings), to)
        typer.echo(f"{to}: lachan-verify {to}")

    return app


def _sizes(said: list[str]) -> dict[SealedLog, int]:
    try:
        parts = [one.partition(":") for one in said]
        return {SealedLog(log): int(size) for log, _, size in parts}
    except ValueError:
        raise typer.BadParameter("events:120, access:340") from None


def _noted(database: Database, settings: Settings, action: str) -> None:
    from infrastructure.house import open_house
    from infrastructure.work import Caller, PgWork

    with open_house(database, settings, connections=1) as house, PgWork(house, Caller(system="cli")) as work:
        work.note_access(action, basis="operator:cli")
        work.commit()
