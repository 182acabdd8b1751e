"""Commands of an operator about keys and what is hashed under them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import psycopg
import pyrage
import structlog
import typer

from infrastructure import erasing, matches
from infrastructure.home import keys_are_back
from infrastructure.house import open_keys, root_of, shelf_of
from infrastructure.keys import KeyStore, backup, reading, rotation
from infrastructure.keys.root import RootFile
from infrastructure.keys.sqlite import SqliteShelf
from infrastructure.postgres import Database
from infrastructure.refusal import CannotStart
from infrastructure.retention import retention_of_backups
from infrastructure.settings import Settings

log = structlog.get_logger()
Opened = Callable[[], AbstractContextManager[tuple[Database, Settings]]]
"""Opens the database for one command."""
Share = Annotated[
    list[Path] | None, typer.Option(help="Tệp chứa một mảnh khoá; ba lần / File with a share; three times.")
]
IdentityFile = Annotated[
    Path | None, typer.Option(help="Tệp khoá riêng age của người nhận / The recipient's age private key.")
]
REFUSED = 1
FIRST_NOTE = """
============================ KHOÁ GỐC / ROOT KEY ============================
Mọi tên, địa chỉ, lời kể đều được mã hoá; khoá gốc ở {path}
Mất khoá gốc là mất vĩnh viễn nội dung. Hãy làm NGAY, trước hồ sơ đầu tiên:
  1. Mỗi người nhận tạo cặp khoá age trên máy của mình (age-keygen) và đưa khoá công khai age1…
  2. .venv/bin/lachan keys backup khoa.age --recipient age1… --recipient age1… --shares ./manh-khoa
  3. Giao năm mảnh trong ./manh-khoa cho năm người (ba mảnh là phục hồi được), rồi xoá thư mục đó.
  4. Cất khoa.age ngoài máy này, không cùng chỗ với bản sao lưu hồ sơ; làm lại hằng tuần, bỏ bản quá 30 ngày.
  5. .venv/bin/lachan keys drill chứng minh rằng phục hồi được.
Every name, address and account is encrypted; the root key is at {path}
Without it the content is lost for good. Do this NOW, before the first record:
  1. Each recipient makes an age key pair on their own machine (age-keygen) and hands over the public key age1…
  2. .venv/bin/lachan keys backup keys.age --recipient age1… --recipient age1… --shares ./shares
  3. Give the five shares in ./shares to five people (three restore it), then delete that folder.
  4. Keep keys.age away from this machine and from the backups of records; repeat weekly, drop what is over 30 days.
  5. .venv/bin/lachan keys drill proves that a restore works.
=============================================================================
"""


def tell_once(database: Database, settings: Settings) -> None:
    """Print, at the first start only, how the root key is backed up."""
    with _store(database, settings) as store:
        if store.shelf.note("told") is None:
            typer.echo(FIRST_NOTE.format(path=store.root.path))
            store.shelf.set_note("told", _now().isoformat(timespec="seconds"))


def finish_erasures(database: Database, settings: Settings) -> None:
    """Finish what an interrupted erasure left to do, before anything is served."""
    with _store(database, settings) as store:
        erasing.destroy_again(database.app_dsn, store)
        for step in erasing.finishing(database.app_dsn, store, _now()):
            log.info("erasure_finished_at_start", step=step)


@contextmanager
def _store(database: Database, settings: Settings) -> Iterator[KeyStore]:
    store = open_keys(settings, database.app_dsn, spares=False)
    try:
        yield store
    finally:
        store.close()


def _now() -> datetime:
    return datetime.now(UTC)


def key_commands(opened: Opened, prepared: Callable[[], Settings]) -> typer.Typer:
    """Return the commands about the key store."""
    app = typer.Typer(help="Kho khoá và khoá gốc / The key store and its root key.", no_args_is_help=True)

    @app.command()
    def status() -> None:
        """In tình trạng kho khoá / Print how the key store stands.

        Example: lachan keys status
        """
        with opened() as (database, settings), _store(database, settings) as store:
            for line in _status(store, retention_of_backups(database.app_dsn)):
                typer.echo(line)

    @app.command("backup")
    def back_up(
        file: Annotated[Path, typer.Argument(help="Tệp sẽ tạo / File to make.")],
        recipient: Annotated[list[str], typer.Option(help="Khoá công khai age1… / age public key.")],
        shares: Annotated[
            Path | None, typer.Option(help="Thư mục cho năm mảnh khoá gốc / Folder for the five shares.")
        ] = None,
    ) -> None:
        """Sao lưu kho khoá cho người nhận age, chia khoá gốc thành năm mảnh / Back the key store up.

        Example: lachan keys backup keys.age --recipient age1… --shares ./shares
        """
        with opened() as (database, settings), _store(database, settings) as store:
            now = _now()
            kept_for = retention_of_backups(database.app_dsn)
            backup.write_private(file, backup.backed_up(store.shelf, recipient, now, kept_for))
            store.shelf.set_note("backup", now.isoformat(timespec="seconds"))
            if shares is not None:
                _write_shares(store, shares)
        until = (now + kept_for).date().isoformat()
        typer.echo(f"{file}: huỷ sau ngày {until} / destroy it after {until}")

    @app.command()
    def restore(
        file: Annotated[Path, typer.Argument(help="Bản sao lưu / The backup.")],
        identity: IdentityFile = None,
        share: Share = None,
        stale_because: Annotated[
            str, typer.Option(help="Lý do dùng bản quá 30 ngày / Why a backup older than 30 days.")
        ] = "",
    ) -> None:
        """Phục hồi kho khoá vào nơi trống / Restore the key store into an empty place.

        Example: lachan keys restore keys.age --identity me.txt --share 1.txt --share 2.txt --share 3.txt
        """
        settings = prepared()
        held, secret = _read_backup(file, identity, share)
        shelf = shelf_of(settings)
        try:
            backup.restore(held, secret, shelf, root_of(settings), _now(), stale_because)
        finally:
            shelf.close()
        keys_are_back(settings.home)
        typer.echo(
            f"{len(held.contents.keys)} khoá đã phục hồi, sao lưu lúc {held.made_at:%Y-%m-%d %H:%M} UTC; "
            "khoá đã huỷ sẽ bị xoá lại khi lachan khởi động."
        )
        typer.echo(
            f"{len(held.contents.keys)} keys restored, backed up at {held.made_at:%Y-%m-%d %H:%M} UTC; "
            "destroyed keys are deleted again when lachan starts."
        )

    @app.command()
    def rotate(
        to: Annotated[
            Path | None, typer.Option(help="Tệp khoá gốc mới, nếu bạn tự giữ / New file, if it is your own.")
        ] = None,
    ) -> None:
        """Bọc lại mọi khoá bằng khoá gốc mới; không đụng tới sự kiện / Put every key under a new root key.

        Example: lachan keys rotate
        """
        with opened() as (database, settings), _store(database, settings) as store:
            for step in rotation.rotate(store, to):
                typer.echo(ROTATION_STEPS[step])
            if not store.root.is_ours:
                typer.echo("Hãy trỏ LACHAN_ROOT_KEY_FILE (hoặc credential) vào tệp mới rồi khởi động lại.")
                typer.echo("Point LACHAN_ROOT_KEY_FILE (or the credential) to the new file and restart.")
        typer.echo("Mảnh khoá cũ không dùng được nữa: sao lưu lại ngay với --shares.")
        typer.echo("The former shares are of no use any more: back up again now, with --shares.")

    @app.command()
    def drill(
        file: Annotated[Path | None, typer.Argument(help="Bản sao lưu thật / A real backup.")] = None,
        identity: IdentityFile = None,
        share: Share = None,
    ) -> None:
        """Diễn tập trên bản sao bỏ đi: phục hồi có mở được sự kiện không / Prove on a throw-away copy.

        Example: lachan keys drill
        """
        with opened() as (database, settings), _store(database, settings) as store:
            real = _read_backup(file, identity, share) if file else None
            found = _drill(database, store, *(real or _throw_away_backup(store)))
            store.shelf.set_note("drill", _now().isoformat(timespec="seconds"))
        typer.echo(
            f"{found.events} sự kiện mẫu: {found.opened} mở được, {found.erased} đã xoá, "
            f"{found.missing} không mở được, {found.revived} sống lại"
        )
        typer.echo(
            f"{found.events} sample events: {found.opened} opened, {found.erased} erased, "
            f"{found.missing} did not open, {found.revived} came back"
        )
        if not found.is_good:
            raise typer.Exit(REFUSED)

    @app.command()
    def reap() -> None:
        """Xoá khoá dự phòng không dùng, sau khi đối chiếu với sổ / Delete unused spare keys, compared with the log.

        Example: lachan keys reap
        """
        with (
            opened() as (database, settings),
            _store(database, settings) as store,
            psycopg.connect(database.app_dsn) as ledger,
        ):
            gone = reading.reap(ledger, store)
        typer.echo(f"{gone} khoá dự phòng đã xoá / spare keys deleted")

    @app.command()
    def identity(
        file: Annotated[Path, typer.Argument(help="Tệp khoá riêng sẽ tạo / Private key to make.")],
    ) -> None:
        """Tạo cặp khoá age trên máy người nhận; in khoá công khai / Make an age key pair on your own machine.

        Example: lachan keys identity toi.txt
        """
        made = pyrage.x25519.Identity.generate()
        backup.write_private(file, f"# {made.to_public()}\n{made}\n".encode())
        typer.echo(str(made.to_public()))

    @app.command("new-root")
    def new_root(file: Annotated[Path, typer.Argument(help="Tệp sẽ tạo / File to make.")]) -> None:
        """Tạo tệp khoá gốc để bạn tự giữ, trước lần chạy đầu / Make a root key file of your own.

        Example: lachan keys new-root /etc/lachan/root.key
        """
        if file.exists():
            raise CannotStart(f"Đã có tệp {file}.", f"There is a file {file} already.")
        RootFile(file, is_ours=True).made()
        typer.echo(f"LACHAN_ROOT_KEY_FILE={file.absolute()}")

    return app


ROTATION_STEPS = {
    "written": "Khoá gốc mới đã ghi / The new root key is written",
    "begun": "Bắt đầu bọc lại / Keys are being wrapped anew",
    "wrapped": "Đã bọc lại một loạt / One batch is wrapped anew",
    "replaced": "Khoá gốc mới đã thay khoá cũ / The new root key has taken the place of the former",
    "ended": "Xong; khoá gốc cũ không mở được gì nữa / Done; the former root key opens nothing any more",
}


def _status(store: KeyStore, kept_for: timedelta) -> Iterator[str]:
    never = "chưa bao giờ / never"
    yield f"Kho / store: {store.shelf.KIND}"
    yield f"Số khoá / keys: {store.count()}"
    yield f"Khoá gốc / root key: {(store.shelf.root() or b'').hex()} ({store.root.path})"
    if store.shelf.links():
        yield "Đang thay khoá gốc: chạy lại lachan keys rotate / A rotation is unfinished: run lachan keys rotate"
    made = store.shelf.note("backup")
    yield f"Sao lưu gần nhất / last backup: {made or never}"
    if made is None or _now() - datetime.fromisoformat(made) > kept_for:
        yield "Cần sao lưu: lachan keys backup / A backup is due: lachan keys backup"
    yield f"Diễn tập gần nhất / last drill: {store.shelf.note('drill') or never}"


def _write_shares(store: KeyStore, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number, share in enumerate(backup.shares_of(store.secret_of_root()), start=1):
        backup.write_private(folder / f"share-{number}.txt", f"{share}\n".encode())
    typer.echo(
        f"Năm mảnh trong {folder}: giao cho năm người rồi xoá / Five shares: hand them out, then delete"
    )


def _read_backup(file: Path, identity: Path | None, shares: list[Path] | None) -> tuple[backup.Backup, bytes]:
    if identity is None or not shares:
        raise CannotStart(
            "Cần --identity và ba lần --share.", "--identity is needed, and --share three times."
        )
    try:
        held = backup.opened(file.read_bytes(), identity.read_text(encoding="utf-8"))
        return held, backup.root_of([share.read_text(encoding="utf-8") for share in shares])
    except OSError as error:
        raise CannotStart(f"Không đọc được {error.filename}.", f"{error.filename} cannot be read.") from None


def _throw_away_backup(store: KeyStore) -> tuple[backup.Backup, bytes]:
    """Make a backup for a recipient of the moment, and put the root key together from three of its shares."""
    identity = pyrage.x25519.Identity.generate()
    file = backup.backed_up(store.shelf, [str(identity.to_public())], _now())
    shares = backup.shares_of(store.secret_of_root())
    return backup.opened(file, str(identity)), backup.root_of(shares[2:])


def _drill(database: Database, store: KeyStore, held: backup.Backup, secret: bytes) -> reading.Drilled:
    folder = Path(tempfile.mkdtemp(prefix="lachan-drill-"))
    try:
        shelf, root = SqliteShelf(folder / "keys.sqlite"), RootFile(folder / "root.key", is_ours=True)
        backup.restore(held, secret, shelf, root, _now(), because="drill")
        copy = KeyStore(folder, shelf=shelf, root=root, spares=False)
        try:
            with psycopg.connect(database.app_dsn) as ledger:
                return reading.drill(ledger, store, copy)
        finally:
            copy.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def match_commands(opened: Opened) -> typer.Typer:
    """Return the commands about match rows."""
    app = typer.Typer(
        help="Dấu khớp để phát hiện xung đột lợi ích, trùng hồ sơ / Match rows for conflicts and duplicates.",
        no_args_is_help=True,
    )

    @app.callback()
    def about() -> None:
        """Keep `rebuild` a command of its own although it is the only one."""

    @app.command()
    def rebuild() -> None:
        """Băm lại mọi dấu khớp bằng khoá mới, huỷ khoá cũ / Hash all match rows again under a new key.

        Example: lachan matches rebuild
        """
        with opened() as (database, settings), _store(database, settings) as store:
            rows = matches.rebuild(database.app_dsn, store)
        typer.echo(f"{rows} dấu khớp / match rows")

    return app
