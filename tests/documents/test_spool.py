"""A file that waits for its commit: nothing readable rests on the disk, nothing is left afterwards."""

from __future__ import annotations

import tempfile
from hashlib import sha256
from typing import Any

import pytest

from infrastructure.documents.spool import PIECE_BYTES, Spool

SECRET = "Lò Văn Ví Dụ, bản Na Sang; ".encode()


def written(times: int) -> Spool:
    made = Spool()
    for _ in range(times):
        made.write(SECRET)
    return made.sealed()


@pytest.mark.parametrize("times", (0, 1, PIECE_BYTES // len(SECRET), 3 * PIECE_BYTES // len(SECRET) + 7))
def test_what_was_written_is_given_out_once_in_pieces(times: int) -> None:
    made = written(times)
    pieces = list(made)
    whole = SECRET * times
    assert b"".join(pieces) == whole
    assert (made.size, made.digest) == (len(whole), sha256(whole).digest())
    assert all(len(piece) <= PIECE_BYTES for piece in pieces)
    with pytest.raises(ValueError, match="closed"):
        list(made)


def test_the_disk_holds_ciphertext_in_a_file_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    files: list[Any] = []
    real = tempfile.TemporaryFile

    def watched(**how: Any) -> Any:
        files.append(real(**how))
        return files[-1]

    monkeypatch.setattr("infrastructure.documents.spool.TemporaryFile", watched)
    made = written(20_000)
    (file,) = files
    on_disk = file.read()
    assert len(on_disk) > made.size and SECRET[:6] not in on_disk
    assert isinstance(file.name, int), "no name in any folder"


def test_what_is_not_given_out_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Spool()
    made.write(SECRET)
    made.close()
    assert made._file.closed
