"""`lachan backup` and `lachan restore`: encrypted records, the keys apart, each restore compared."""

from __future__ import annotations

import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli_processes import termination_as_interrupt
from infrastructure.backup import making, records, restoring
from infrastructure.backup.comparing import Compared
from infrastructure.backup.manifest import MANIFEST, RECORDS, Manifest
from infrastructure.backup.refusals import BackupDamaged, SamePlace
from infrastructure.home import made_home, only_one
from infrastructure.house import open_keys
from infrastructure.keys import backup as key_backup
from infrastructure.logging import start_logging
from infrastructure.postgres import Database, open_database
from infrastructure.refusal import CannotStart
from infrastructure.retention import retention_of_backups
from infrastructure.settings import Settings
from infrastructure.verifier import notes

ON_STDOUT = "-"
KEYS = "keys.age"
Recipients = Annotated[
    list[str],
    typer.Option(help="Khoá công khai age1…, hoặc tệp chứa chúng / age public key, or a file of them."),
]
Place = Annotated[str, typer.Argument(help="Thư mục đích; - là ra stdout / Folder; - is standard output.")]
KeyPlace = Annotated[
    Path | None, typer.Option(help="Nơi khác, cho kho khoá / Another place, for the key store.")
]
KeyRecipients = Annotated[
    list[str] | None, typer.Option(help="Người nhận kho khoá / Recipients of the key store.")
]
Files = list[Path] | None
Identity = Annotated[Path, typer.Option(help="Tệp khoá riêng age / The recipient's age private key.")]
Missing = Annotated[
    int,
    typer.Option(
        min=0, help="Số mục thiếu được chấp nhận / Entries that may be missing, as the refusal says."
    ),
]


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _as_it_is(settings: Settings) -> Iterator[Database]:
    """Open the database as it is, of an older version too: a backup before an upgrade changes nothing."""
    start_logging("warning")
    with termination_as_interrupt():
        database = open_database(settings)
        try:
            yield database
        finally:
            database.stop()


def backup_commands(app: typer.Typer, prepared: Callable[[], Settings]) -> None:
    """Add both commands."""

    @app.command()
    def backup(
        place: Place,
        recipient: Recipients,
        keys: KeyPlace = None,
        key_recipient: KeyRecipients = None,
    ) -> None:
        """Sao lưu hồ sơ, mã hoá cho người nhận age; kho khoá ra nơi khác / Back up the records; the keys elsewhere.

        Example: lachan backup /mnt/sao-luu --recipient nguoi-nhan.txt --keys /mnt/khoa --key-recipient age1…
        """
        to, for_keys = records.recipients_of(recipient), records.recipients_of(key_recipient or recipient)
        if keys is not None and place != ON_STDOUT and _is_within(keys, Path(place)):
            raise SamePlace
        settings = prepared()
        with _as_it_is(settings) as database:
            if place == ON_STDOUT:
                with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.home) as folder:
                    made = making.make(database, settings, Path(folder), to, _now())
                    _streamed(made.folder)
            else:
                made = making.make(database, settings, Path(place), to, _now())
            for line in _told_of(made):
                typer.echo(line, err=place == ON_STDOUT)
            if keys is not None:
                until = _keys_apart(database, settings, keys, for_keys)
                typer.echo(f"{keys}: huỷ sau ngày {until} / destroy it after {until}", err=place == ON_STDOUT)

    @app.command()
    def restore(
        source: Annotated[
            Path, typer.Argument(help="Thư mục hoặc tệp tar của bản sao lưu / Folder or tar file.")
        ],
        identity: Identity,
        keys: Annotated[
            Path | None, typer.Option(help="Thư mục sao lưu kho khoá / Folder of the keys.")
        ] = None,
        key_identity: Annotated[
            Path | None, typer.Option(help="Khoá riêng cho kho khoá / Private key.")
        ] = None,
        share: Annotated[Files, typer.Option(help="Mảnh khoá gốc; ba lần / A share; three times.")] = None,
        witnessed: Annotated[
            Files, typer.Option(help="Bản ký người làm chứng giữ (*.head) / Head that the witness keeps.")
        ] = None,
        public_key: Annotated[
            list[str] | None,
            typer.Option(help="Khoá công khai ghi trong biên bản / Public key of the minutes."),
        ] = None,
        newer: Annotated[
            Files,
            typer.Option(help="Bản kê của bản mới hơn: khoá đã huỷ / Newer manifest: keys destroyed since."),
        ] = None,
        accept_missing: Missing = 0,
        as_is: Annotated[
            bool, typer.Option(help="Giữ bước của phiên bản cũ, để quay lui / Keep an older version's step.")
        ] = False,
        stale_because: Annotated[
            str, typer.Option(help="Lý do dùng bản khoá quá hạn / Why an old key backup.")
        ] = "",
    ) -> None:
        """Phục hồi vào nơi trống, tính lại hai cây và đối chiếu; sai thì không phục vụ / Restore, then compare.

        Example: lachan restore sao-luu/lachan-2026… --identity toi.txt --witnessed ban-kiem-tra/1a2b.head
        """
        settings = prepared()
        with only_one(settings.home), _folder_of(source, made_home(settings.home)) as folder:
            wanted = restoring.Wanted(
                folder=folder,
                identity=records.identity_of(_text(identity)),
                expected=_expected(public_key or []),
                witnessed=tuple(witnessed or ()),
                newer=tuple(newer or ()),
                accept_missing=accept_missing,
                as_is=as_is,
                keys=_keys_wanted(keys, key_identity or identity, share or [], stale_because),
            )
            manifest, compared = restoring.restore(settings, wanted, _now())
        for line in _told_of_restore(manifest, compared, has_keys=keys is not None):
            typer.echo(line)


def _is_within(keys: Path, place: Path) -> bool:
    return keys.absolute() == place.absolute() or place.absolute() in keys.absolute().parents


def _streamed(folder: Path) -> None:
    with tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as out:
        for name in (MANIFEST, RECORDS):
            out.add(folder / name, arcname=name)
    sys.stdout.flush()


def _keys_apart(database: Database, settings: Settings, place: Path, recipients: list[object]) -> str:
    from infrastructure.postgres.secrets import private_folder

    now, kept_for = _now(), retention_of_backups(database.app_dsn)
    folder = private_folder(place) / f"lachan-keys-{now:%Y%m%dT%H%M%S.%fZ}"
    private_folder(folder)
    store = open_keys(settings, database.app_dsn, spares=False)
    try:
        named = [str(one) for one in recipients]
        key_backup.write_private(folder / KEYS, key_backup.backed_up(store.shelf, named, now, kept_for))
        key_backup.write_private(folder / making.SIGNER, making.signer_for(settings, recipients))
        store.shelf.set_note("backup", now.isoformat(timespec="seconds"))
    finally:
        store.close()
    return (now + kept_for).date().isoformat()


def _told_of(made: making.Made) -> Iterator[str]:
    held = made.manifest
    sizes = ", ".join(f"{log} {size}" for log, size in held.sizes.items())
    yield f"{made.folder.name}: {sizes}; {held.records.size} byte, SHA-256 {held.records.sha256}"
    for note in held.heads:
        head = notes.parse(note)
        yield f"Bản ký cuối / last signed head: {head.origin} {head.size} {head.root.hex()}"
    for note in held.witnessed:
        head = notes.parse(note)
        yield f"Bản làm chứng cuối / last witnessed head: {head.origin} {head.size} {head.signatures[-1][0]}"


@contextmanager
def _folder_of(source: Path, home: Path) -> Iterator[Path]:
    if source.is_dir():
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="restore-", dir=home) as folder:
        try:
            with tarfile.open(source) as packed:
                for name in (MANIFEST, RECORDS):
                    packed.extract(name, folder, filter="data")
        except (OSError, KeyError, tarfile.TarError, EOFError):
            raise BackupDamaged(part=source.name) from None
        yield Path(folder)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise CannotStart(f"Không đọc được {file}.", f"{file} cannot be read.") from None


def _expected(lines: list[str]) -> tuple[notes.Key, ...]:
    try:
        return tuple(notes.key_of(line) for line in lines)
    except notes.Malformed:
        raise CannotStart("--public-key sai dạng.", "--public-key is no public key.") from None


def _keys_wanted(
    folder: Path | None, identity: Path, shares: list[Path], because: str
) -> restoring.KeysWanted | None:
    if folder is None:
        return None
    private = _text(identity)
    try:
        held = key_backup.opened((folder / KEYS).read_bytes(), private)
    except OSError:
        raise BackupDamaged(part=KEYS) from None
    root = key_backup.root_of([_text(share) for share in shares])
    signer = restoring.opened_signer(folder / making.SIGNER, records.identity_of(private))
    return restoring.KeysWanted(held, root, signer, because)


def _told_of_restore(manifest: Manifest, compared: Compared, *, has_keys: bool) -> Iterator[str]:
    yield f"Đã phục hồi bản lúc / restored, backed up at {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC"
    for one in compared.logs:
        yield (
            f"{one.log}: {one.size} mục, cây tính lại khớp bản ký {one.signed_size} / "
            f"{one.size} entries, the tree computed again fits the head of {one.signed_size}"
        )
        if one.witnessed_at is not None:
            seen = datetime.fromtimestamp(one.witnessed_at, UTC)
            yield f"  {one.witness} đã làm chứng / witnessed {one.witnessed_size}, {seen:%Y-%m-%d %H:%M} UTC"
        else:
            yield "  chưa có ai làm chứng: chỉ so với bản ký cuối / no witness: compared with the last signed head"
    if not compared.is_witness_s_own:
        yield "Không có tệp của người làm chứng: bản ký lấy từ chính bản sao lưu; hỏi họ để biết có thiếu không."
        yield "No file of a witness was given: the heads came from the backup itself; ask them whether any is missing."
    yield from (f"{one.vi} / {one.en}" for one in compared.of_keys)
    if not has_keys:
        yield "Kho khoá chưa phục hồi: lachan keys restore / The keys are restored by lachan keys restore"
