"""Encrypted bytes in a schema of their own, written in the transaction of the fact, before the ledger is locked."""

from __future__ import annotations

import hashlib
from uuid import UUID

import structlog

from application.files import Examined
from application.ledger import Recorded
from domain.files import FileAttached, KeptFile, KeptPart
from domain.files.kinds import FileLimits
from domain.files.refusals import BytesDamaged, FileIsGone, StoreIsFull
from infrastructure.crypto import StreamKey
from infrastructure.erasing import FORGET_FILES
from infrastructure.files.examining import examined
from infrastructure.files.sealed import FilePlace, file_cipher, opened, pieces_of, sealed_pieces
from infrastructure.work import PgWork

log = structlog.get_logger()


class Looking:
    """Keeps `application.files.Examination`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._limits = work.house.files

    def of(self, content: bytes) -> Examined:
        """Return what a file is, safe to keep."""
        return examined(content, self._limits)


class PgFileBytes:
    """Keeps `application.files.FileBytes`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    @property
    def limits(self) -> FileLimits:
        """How much is taken."""
        return self._work.house.files

    def keep(self, record: UUID, file: UUID, examined: Examined) -> KeptFile:
        """Encrypt and keep the parts of a file."""
        parts = (examined.content, *examined.previews)
        size = sum(map(len, parts))
        self._refuse_overflow(size)
        keys = self._work.house.keys
        record_key, file_key = self._work.key_of(record), keys.spare()
        self._work.connection.execute(
            "INSERT INTO files.stored (file, record, record_key, file_key, size) VALUES (%s, %s, %s, %s, %s)",
            (file, record, record_key.id, file_key.id, size),
        )
        kept = [
            self._part(record_key, file_key, FilePlace(record, file, number), content)
            for number, content in enumerate(parts)
        ]
        return KeptFile(
            file=file,
            key=file_key.id,
            format=examined.format,
            content=kept[0],
            previews=tuple(kept[1:]),
            pages=examined.pages,
        )

    def _refuse_overflow(self, size: int) -> None:
        row = self._work.connection.execute(
            "SELECT coalesce(sum(size), 0)::bigint FROM files.stored"
        ).fetchone()
        if (row[0] if row else 0) + size > self.limits.in_all_bytes:
            log.error("file_store_full")
            raise StoreIsFull

    def _part(self, record_key: StreamKey, file_key: StreamKey, place: FilePlace, content: bytes) -> KeptPart:
        digest, count = hashlib.sha256(), pieces_of(content)
        for number, piece in enumerate(sealed_pieces(file_cipher(record_key, file_key), place, content)):
            digest.update(piece)
            self._work.connection.execute(
                "INSERT INTO files.pieces (file, part, piece, bytes) VALUES (%s, %s, %s, %s)",
                (place.file, place.part, number, piece),
            )
        return KeptPart(size=len(content), pieces=count, digest=digest.hexdigest())

    def read(self, attached: Recorded, part: int) -> bytes:
        """Return the bytes of a part, if they are those that the sealed fact tells of."""
        fact, keys = attached.fact, self._work.house.keys
        if not isinstance(fact, FileAttached):
            raise FileIsGone
        kept = (fact.kept.content, *fact.kept.previews)[part]
        record_key, file_key = keys.get(attached.key_ids["stream"]), keys.get(fact.kept.key)
        if record_key is None or file_key is None:
            raise FileIsGone
        rows = self._work.connection.execute(
            "SELECT bytes FROM files.pieces WHERE file = %s AND part = %s ORDER BY piece",
            (fact.kept.file, part),
        ).fetchall()
        place = FilePlace(attached.stream, fact.kept.file, part)
        try:
            return opened(file_cipher(record_key, file_key), place, kept, [row[0] for row in rows])
        except BytesDamaged:
            log.error("file_damaged", stream_id=str(attached.stream), position=attached.position)
            raise

    def forget(self, key: UUID) -> None:
        """Delete the bytes under a key with the commit; the key itself goes after it."""
        self._work.also(FORGET_FILES, ([key],))
